import type { IncomingHttpHeaders } from "node:http";

/** One request as a simulated service sees it. */
export interface Request {
  /** When it arrived, milliseconds since the epoch. */
  readonly at: number;
  readonly host: string;
  readonly method: string;
  /** The path as sent, still percent-encoded. */
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
  /** The body as it came, which need not be text. */
  readonly bytes: Buffer;
}

/** What a simulated service answers: an object, an array or null goes out as JSON, a string or bytes as they are. */
export interface Answer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
}

/** A simulated service behind one or more host names. */
export type Service = (request: Request) => Answer | Promise<Answer>;

/** The token of an `Authorization: Bearer` header; undefined when there is none. */
export function bearerOf(request: Request): string | undefined {
  return /^Bearer (.+)$/i.exec(request.headers.authorization ?? "")?.[1];
}

/** The JSON value of the body; undefined when it is empty or not JSON. */
export function jsonOf(request: Request): unknown {
  try {
    return JSON.parse(request.body);
  } catch {
    return undefined;
  }
}

/** The JSON object of the body; undefined when the body is anything else. */
export function jsonObjectOf(request: Request): Readonly<Record<string, unknown>> | undefined {
  const value = jsonOf(request);
  return isObject(value) ? value : undefined;
}

/** Whether a decoded value is a JSON object. */
export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The path's segments, decoded. */
export function segmentsOf(path: string): string[] {
  return path.split("/").filter(Boolean).map(decodeSegment);
}

function decodeSegment(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}
