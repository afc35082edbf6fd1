import { readFile } from "node:fs/promises";
import { request as httpRequest, type IncomingHttpHeaders, type OutgoingHttpHeaders } from "node:http";
import type { Socket } from "node:net";
import { connect as startTls } from "node:tls";

/** What a client needs to know of a simulator. */
export interface Reachable {
  readonly proxyUrl: string;
  readonly authorityFile: string;
  accessToken(audience?: string): string;
}

/** What to send; a GET without body unless it says otherwise. */
export interface Call {
  readonly method?: string;
  readonly headers?: OutgoingHttpHeaders;
  /** Sent as JSON, or as it is when it is a string. */
  readonly body?: unknown;
}

/** What came back. */
export interface Reply {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
  /** The body as JSON; undefined when it is none. */
  readonly json: unknown;
}

/** One request through the simulator's proxy over a connection of its own: CONNECT, TLS, answer. */
export async function send(simulator: Reachable, url: string, call: Call = {}): Promise<Reply> {
  const { hostname } = new URL(url);
  const socket = await connect(simulator.proxyUrl, hostname);
  const body =
    typeof call.body === "string" || call.body === undefined ? call.body : JSON.stringify(call.body);
  const type = typeof call.body === "object" ? { "content-type": "application/json" } : {};
  const ca = await readFile(simulator.authorityFile, "utf8");
  return new Promise((resolve, reject) => {
    const request = httpRequest({
      method: call.method ?? "GET",
      path: url.slice(url.indexOf(hostname) + hostname.length) || "/",
      headers: { host: hostname, ...type, ...call.headers },
      createConnection: () => startTls({ socket, ca, servername: hostname }),
    });
    request.on("error", reject);
    request.on("response", (response) => {
      const chunks: Buffer[] = [];
      response.on("data", (chunk: Buffer) => chunks.push(chunk));
      response.on("error", reject);
      response.on("end", () => {
        socket.destroy();
        const text = Buffer.concat(chunks).toString("utf8");
        resolve({ status: response.statusCode ?? 0, headers: response.headers, text, json: parsed(text) });
      });
    });
    request.end(body);
  });
}

/** The same to ARM, with a token of the identity and, unless the URL has one, api-version 2025-11-01. */
export function sendToArm(simulator: Reachable, pathOrUrl: string, call: Call = {}): Promise<Reply> {
  const url = new URL(pathOrUrl, "https://management.azure.com");
  if (!url.searchParams.has("api-version")) url.searchParams.set("api-version", "2025-11-01");
  const authorization = `Bearer ${simulator.accessToken()}`;
  return send(simulator, url.href, { ...call, headers: { authorization, ...call.headers } });
}

function connect(proxyUrl: string, host: string): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const { hostname, port } = new URL(proxyUrl);
    const request = httpRequest({ host: hostname, port, method: "CONNECT", path: `${host}:443` });
    request.on("error", reject);
    request.on("connect", (response, socket) => {
      if (response.statusCode === 200) return resolve(socket);
      socket.destroy();
      reject(new Error(`The proxy answered ${response.statusCode} for ${host}.`));
    });
    request.end();
  });
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
