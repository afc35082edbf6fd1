import { type IncomingMessage, request as startRequest } from "node:http";
import type { Answer, Request } from "./http.js";

/** What concerns one connection only (RFC 9110, 7.6.1), or is set anew for the next one. */
const PER_CONNECTION = [
  "connection",
  "keep-alive",
  "proxy-connection",
  "transfer-encoding",
  "content-length",
  "host",
];

/** Lets a real registry answer, and gives its answer as it is. `base` is where it listens. */
export async function askUpstream(base: string, request: Request): Promise<Answer> {
  const query = request.query.size > 0 ? `?${request.query}` : "";
  const headers = Object.entries(request.headers).filter(([name]) => !PER_CONNECTION.includes(name));
  const outgoing = startRequest(`${base}${request.path}${query}`, {
    method: request.method,
    headers: { ...Object.fromEntries(headers), host: request.host, "content-length": request.bytes.length },
  });
  const answered = new Promise<IncomingMessage>((resolve, reject) => {
    outgoing.on("response", resolve).on("error", reject);
  });
  outgoing.end(request.bytes);
  const response = await answered;
  const chunks: Buffer[] = [];
  for await (const chunk of response) chunks.push(chunk);
  return { status: response.statusCode ?? 502, headers: headersOf(response), body: Buffer.concat(chunks) };
}

/** Names as the registry wrote them; HEAD keeps the length of what GET would send. */
function headersOf({ rawHeaders }: IncomingMessage): Record<string, string> {
  const pairs = rawHeaders.flatMap((name, at) =>
    at % 2 === 0 ? [[name, rawHeaders[at + 1] ?? ""] as const] : [],
  );
  const kept = (name: string) => name === "content-length" || !PER_CONNECTION.includes(name);
  return Object.fromEntries(pairs.filter(([name]) => kept(name.toLowerCase())));
}
