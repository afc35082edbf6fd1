import { appendFileSync } from "node:fs";
import type { IncomingHttpHeaders } from "node:http";
import { bearerOf, type Request } from "./http.js";
import { type Inventions, saysInvention } from "./inventions.js";
import type { LeakGuard } from "./leaks.js";
import type { TokenStore } from "./tokens.js";

/** One request and what became of it, secrets taken out. Kept in the order of arrival. */
export interface RecordedRequest {
  /** Milliseconds since the simulator's first request. */
  readonly at: number;
  readonly host: string;
  readonly method: string;
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
  readonly apiVersion: string | undefined;
  readonly headers: IncomingHttpHeaders;
  /** Audience of the bearer token that it carried. */
  readonly audience: string | undefined;
  /** JSON where it is JSON, else the text. */
  readonly body: unknown;
  /** Kind of the fault that took effect on it. */
  fault?: string;
  /** Whether the answer says what the real service would not, because the world made it up. */
  isInvented?: boolean;
  /** How the service answered, whatever a fault made of its answer; unset where the service was not asked. */
  served?: number;
  /** Unset while, or if never, answered. */
  status?: number;
  responseHeaders?: Readonly<Record<string, string>>;
  responseBody?: unknown;
}

/** Which requests are meant: by method, and by host and path as one text such as `management.azure.com/subscriptions`. */
export interface Query {
  readonly method?: string;
  readonly host?: string;
  readonly path?: RegExp;
}

/** Keeps every request. */
export interface Recorder {
  readonly requests: readonly RecordedRequest[];
  begin(request: Request, origin: number): RecordedRequest;
  /** Nothing more becomes of it. */
  end(entry: RecordedRequest): void;
}

/**
 * Begins a record in which secrets and tokens are replaced by what they are. Where `SIMULATOR_TRAFFIC` names a file,
 * each request goes there too when it has ended, as a line of JSON: several simulators, and processes, share it.
 */
export function createRecorder(guard: LeakGuard, tokens: TokenStore, inventions: Inventions): Recorder {
  const requests: RecordedRequest[] = [];
  return {
    requests,
    begin(request, origin) {
      const entry = recorded(request, origin, guard, tokens);
      requests.push(entry);
      return entry;
    },
    end(entry) {
      if (saysInvention(inventions, entry)) entry.isInvented = true;
      const file = process.env.SIMULATOR_TRAFFIC;
      if (file !== undefined) appendFileSync(file, `${JSON.stringify(entry)}\n`);
    },
  };
}

/** Those of the requests that a query means. */
export function matching(requests: readonly RecordedRequest[], query: Query): readonly RecordedRequest[] {
  return requests.filter(
    ({ method, host, path }) =>
      (query.method === undefined || query.method === method) &&
      (query.host === undefined || query.host === host) &&
      (query.path === undefined || query.path.test(path)),
  );
}

/** The requests to ARM that ask for a change. */
export function writesOf(
  requests: readonly RecordedRequest[],
  resourceManager: string,
): readonly RecordedRequest[] {
  return requests.filter(
    ({ host, method }) => host === resourceManager && method !== "GET" && method !== "HEAD",
  );
}

/**
 * The request IDs that more than one write of the action bears. Azure names an operation after it, so that its URL would tell
 * of another write than the one that was answered with it.
 */
export function sharedRequestIds(writes: readonly RecordedRequest[]): readonly string[] {
  const ids = writes.map(({ headers }) => String(headers["x-ms-client-request-id"]));
  return [...new Set(ids.filter((id, index) => ids.indexOf(id) < index))];
}

/** A body as a test wants to see it. */
export function readable(text: string, guard: LeakGuard): unknown {
  const redacted = guard.redact(text);
  try {
    return JSON.parse(redacted);
  } catch {
    return redacted;
  }
}

function recorded(request: Request, origin: number, guard: LeakGuard, tokens: TokenStore): RecordedRequest {
  const { authorization, ...others } = request.headers;
  const token = tokens.find(bearerOf(request));
  const scheme = authorization?.split(" ")[0];
  const shown =
    authorization === undefined ? {} : { authorization: `${scheme} <${token?.audience ?? "secret"}>` };
  return {
    at: request.at - origin,
    host: request.host,
    method: request.method,
    path: request.path,
    query: Object.fromEntries(request.query),
    apiVersion: request.query.get("api-version") ?? undefined,
    headers: { ...others, ...shown },
    audience: token?.audience,
    body: readable(request.body, guard),
  };
}
