import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { setTimeout as pause } from "node:timers/promises";
import type { Effect, FaultBook } from "./faults.js";
import type { Answer, Request, Service } from "./http.js";
import type { LeakGuard } from "./leaks.js";
import { type RecordedRequest, type Recorder, readable } from "./recorder.js";

/** What an HTTP front needs to answer for any of the simulated hosts. */
export interface Front {
  readonly faults: FaultBook;
  readonly guard: LeakGuard;
  readonly recorder: Recorder;
  readonly now: () => number;
  /** Waits so many milliseconds of the world's time; the real one's unless given. */
  readonly sleep?: Sleep | undefined;
  /** Called for each request before anything else; gives the time of the first one. */
  readonly begin: (at: number) => { readonly origin: number };
  readonly serviceOf: (host: string) => Service;
}

/** Waits so many milliseconds of some time. */
export type Sleep = (milliseconds: number) => Promise<void>;

/**
 * An HTTP server that hands each request to the service of its host, once the faults, the leak guard and the
 * recorder have seen it. `hostOf` says which host a connection was made for.
 */
export function createFront(front: Front, hostOf: (message: IncomingMessage) => string): Server {
  const server = createServer((message, response) => {
    void answer(front, hostOf(message), message, response).catch((error: unknown) => {
      response.writeHead(500, { "Content-Type": "text/plain" });
      response.end(`The simulator failed: ${error instanceof Error ? error.stack : String(error)}`);
    });
  });
  server.keepAliveTimeout = 60_000;
  return server;
}

async function answer(
  front: Front,
  host: string,
  message: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const request = await readRequest(host, message, front.now());
  const raw = `${message.url}\n${JSON.stringify(message.headers)}\n${request.body}`;
  front.guard.inspect(host, request.path, raw);
  const entry = front.recorder.begin(request, front.begin(request.at).origin);
  try {
    await respond(front, request, entry, message, response);
  } finally {
    front.recorder.end(entry);
  }
}

async function respond(
  front: Front,
  request: Request,
  entry: RecordedRequest,
  message: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const effect = front.faults.forRequest(request);
  if (effect !== undefined) entry.fault = effect.kind;
  if (effect?.kind === "reset-before") return void message.socket.destroy();
  if (effect?.kind === "hang") return;
  if (effect?.kind === "delay" && effect.milliseconds > 0) await hold(front, response, effect.milliseconds);
  if (effect?.kind === "meanwhile") effect.before?.();
  const given = effect?.kind === "answer" ? effect : await serve(front, request, entry);
  if (effect?.kind === "meanwhile") effect.after?.();
  const final = finalAnswer(given, effect);
  if (effect?.kind === "reset-after") return void message.socket.destroy();
  if (effect?.kind === "hang-after") return;
  if (effect?.kind === "delay-after") await hold(front, response, effect.milliseconds);
  const cut = effect?.kind === "half" || effect?.kind === "stall" ? effect.kind : null;
  send(front, request, final, response, entry, cut);
}

/** The header of an early hint that tells until when, by the world's time, a request is not even looked at. */
export const HELD_UNTIL = "x-held-until";

/**
 * Lets a request lie. Who waits for its answer is told until when, so that a world whose time leaps can leap over the
 * wait; one that is killed meanwhile has sent its request all the same.
 */
async function hold(front: Front, response: ServerResponse, milliseconds: number): Promise<void> {
  if (front.sleep === undefined) return pause(milliseconds);
  const over = front.sleep(milliseconds);
  // Node sends no early hint without a link.
  response.writeEarlyHints({ link: "</>; rel=preload", [HELD_UNTIL]: String(front.now() + milliseconds) });
  await over;
}

async function serve(front: Front, request: Request, entry: RecordedRequest): Promise<Answer> {
  const answer = await front.serviceOf(request.host)({ ...request, at: front.now() });
  entry.served = answer.status;
  return answer;
}

async function readRequest(host: string, message: IncomingMessage, at: number): Promise<Request> {
  const chunks: Buffer[] = [];
  for await (const chunk of message) chunks.push(chunk);
  const bytes = Buffer.concat(chunks);
  const { pathname, search } = splitUrl(message.url ?? "/");
  return {
    at,
    host,
    method: message.method ?? "GET",
    path: pathname,
    query: new URLSearchParams(search),
    headers: message.headers,
    body: bytes.toString("utf8"),
    bytes,
  };
}

/** Split by hand: URL would take a path that begins with two slashes for a host. */
function splitUrl(url: string): { readonly pathname: string; readonly search: string } {
  const mark = url.indexOf("?");
  return mark < 0 ? { pathname: url, search: "" } : { pathname: url.slice(0, mark), search: url.slice(mark) };
}

function finalAnswer(given: Answer, effect: Effect | undefined): Answer {
  if (effect?.kind !== "rewrite") return given;
  const status = effect.status ?? given.status;
  const headers = { ...given.headers, ...effect.headers };
  return { ...given, status, headers, body: effect.rewrite(given.body) };
}

function send(
  front: Front,
  request: Request,
  given: Answer,
  response: ServerResponse,
  entry: RecordedRequest,
  cut: "half" | "stall" | null,
): void {
  const { bytes, isJson } = encoded(given.body);
  const type: Record<string, string> = isJson ? { "Content-Type": "application/json; charset=utf-8" } : {};
  const length: Record<string, string> =
    given.status === 204 ? {} : { "Content-Length": String(bytes.length) };
  const { Date: date = new Date(front.now()).toUTCString(), ...others } = given.headers ?? {};
  // Node would say the time of this machine, which is not the world's where time leaps. An empty one is none.
  response.sendDate = false;
  const headers = { ...type, ...length, ...others, ...(date === "" ? {} : { Date: date }) };
  entry.status = given.status;
  entry.responseHeaders = headers;
  entry.responseBody =
    bytes.length > 1_000_000 ? `${bytes.length} bytes` : readable(bytes.toString("utf8"), front.guard);
  response.writeHead(given.status, headers);
  if (cut !== null) {
    response.write(bytes.subarray(0, Math.floor(bytes.length / 2)));
    if (cut === "stall") return;
    return void setImmediate(() => response.socket?.destroy());
  }
  response.end(request.method === "HEAD" ? undefined : bytes);
}

function encoded(body: unknown): { readonly bytes: Buffer; readonly isJson: boolean } {
  if (body === undefined) return { bytes: Buffer.alloc(0), isJson: false };
  if (Buffer.isBuffer(body)) return { bytes: body, isJson: false };
  if (typeof body === "string") return { bytes: Buffer.from(body), isJson: false };
  return { bytes: Buffer.from(JSON.stringify(body)), isJson: true };
}
