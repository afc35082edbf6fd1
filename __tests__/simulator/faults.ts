import { bearerOf, type Request } from "./http.js";

/**
 * Something that goes wrong, or merely happens, at some requests. All that is given must match; of several
 * faults the first one that matches and is not used up takes effect.
 */
export interface Fault {
  readonly host?: string | RegExp;
  readonly method?: string;
  readonly path?: RegExp;
  /** What follows the question mark, decoded, such as `api-version=2025-11-01`. */
  readonly query?: RegExp;
  /** So many matching requests pass first. */
  readonly skip?: number;
  /** How many are then hit; all of them unless given. */
  readonly times?: number;
  /** Hits only requests that bear the same token as the first matching one. */
  readonly sameToken?: boolean;
  /** Milliseconds from the first matching request in which it holds. */
  readonly between?: readonly [number, number];
  readonly effect: Effect;
  /** Called when it takes effect, before anything else becomes of the request. */
  readonly onHit?: () => void;
}

/** What happens to a request, or to the connection for it. */
export type Effect =
  /** Answered so, the service not asked. A string goes out as it is, anything else as JSON. */
  | {
      readonly kind: "answer";
      readonly status: number;
      readonly headers?: Record<string, string>;
      readonly body?: unknown;
    }
  /** The service does its work and is answered for: its status, headers or body changed. */
  | {
      readonly kind: "rewrite";
      readonly rewrite: (body: unknown) => unknown;
      readonly status?: number;
      readonly headers?: Record<string, string>;
    }
  /** The connection breaks before the service sees the request. */
  | { readonly kind: "reset-before" }
  /** The service does its work, and the answer is lost. */
  | { readonly kind: "reset-after" }
  | { readonly kind: "hang" }
  /** The service does its work, and never answers. */
  | { readonly kind: "hang-after" }
  /** The service does its work, and half of the answer arrives. */
  | { readonly kind: "half" }
  /** The same, but the connection stays: the other half is always still to come. */
  | { readonly kind: "stall" }
  /** The request lies so long, in the world's time, before the service sees it, whoever sent it has gone or not. */
  | { readonly kind: "delay"; readonly milliseconds: number }
  /** The service does its work, and its answer lies so long. */
  | { readonly kind: "delay-after"; readonly milliseconds: number }
  /** The service does its work; before or after it something happens in the world. */
  | { readonly kind: "meanwhile"; readonly before?: () => void; readonly after?: () => void }
  /** TLS: a certificate of an authority that nobody knows, or no handshake at all. */
  | { readonly kind: "untrusted-certificate" }
  | { readonly kind: "handshake-failure" }
  /** The proxy finds no such host, or nobody listens there. */
  | { readonly kind: "no-such-host" }
  | { readonly kind: "connection-refused" }
  /** The proxy takes so long, in real time, to make the connection. */
  | { readonly kind: "late-connection"; readonly milliseconds: number };

const CONNECTION_EFFECTS = [
  "untrusted-certificate",
  "handshake-failure",
  "no-such-host",
  "connection-refused",
  "late-connection",
];

/** Keeps count of the faults of a world. */
export interface FaultBook {
  /** Gives what takes it out again. */
  add(fault: Fault): () => void;
  /** The effect for a request, counted as used. */
  forRequest(request: Request): Effect | undefined;
  /** The effect for a new connection to a host, counted as used. */
  forConnection(host: string, now: number): Effect | undefined;
}

interface Entry {
  readonly fault: Fault;
  matched: number;
  firstMatch: number | undefined;
  token: string | undefined;
}

/** Begins the count of a world's faults. */
export function createFaultBook(faults: readonly Fault[]): FaultBook {
  const entries: Entry[] = [];
  const add = (fault: Fault) => {
    const entry: Entry = { fault, matched: 0, firstMatch: undefined, token: undefined };
    entries.push(entry);
    return () => void entries.splice(entries.indexOf(entry), entries.includes(entry) ? 1 : 0);
  };
  for (const fault of faults) add(fault);
  return {
    add,
    forRequest(request) {
      const candidates = entries.filter(({ fault }) => !isOfConnection(fault.effect));
      return firstEffect(
        candidates,
        request.at,
        (entry) => matchesRequest(entry.fault, request) && bearsItsToken(entry, request),
      );
    },
    forConnection(host, now) {
      const candidates = entries.filter(({ fault }) => isOfConnection(fault.effect));
      return firstEffect(candidates, now, ({ fault }) => matchesHost(fault, host));
    },
  };
}

function firstEffect(
  entries: readonly Entry[],
  now: number,
  matches: (entry: Entry) => boolean,
): Effect | undefined {
  for (const entry of entries) {
    const { fault } = entry;
    if (!matches(entry)) continue;
    entry.firstMatch ??= now;
    const { skip = 0, times = Number.POSITIVE_INFINITY, between = [0, Number.POSITIVE_INFINITY] } = fault;
    const elapsed = now - entry.firstMatch;
    if (elapsed < between[0] || elapsed >= between[1]) continue;
    entry.matched += 1;
    if (entry.matched <= skip || entry.matched > skip + times) continue;
    fault.onHit?.();
    return fault.effect;
  }
  return undefined;
}

function bearsItsToken(entry: Entry, request: Request): boolean {
  if (entry.fault.sameToken !== true) return true;
  entry.token ??= bearerOf(request);
  return entry.token === bearerOf(request);
}

function isOfConnection(effect: Effect): boolean {
  return CONNECTION_EFFECTS.includes(effect.kind);
}

function matchesRequest(fault: Fault, { host, method, path, query }: Request): boolean {
  return (
    matchesHost(fault, host) &&
    (fault.method === undefined || fault.method === method) &&
    (fault.path === undefined || fault.path.test(path)) &&
    (fault.query === undefined || fault.query.test(decodeURIComponent(query.toString())))
  );
}

function matchesHost({ host }: Fault, actual: string): boolean {
  if (host === undefined) return true;
  return typeof host === "string" ? host === actual : host.test(actual);
}
