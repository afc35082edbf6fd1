import { channel } from "node:diagnostics_channel";
import { openSync } from "node:fs";
import http, { type ClientRequest } from "node:http";
import https from "node:https";
import { syncBuiltinESMExports } from "node:module";
import timers from "node:timers";
import timersPromises from "node:timers/promises";
import { FREE, leapTo, readSlots, WORKING, writeSlot } from "./shared-time.js";

/**
 * A preload (`node --import`) that makes time pass otherwise in a process: timers, the monotonic and the wall clock
 * alike. The bundle has no switch for tests, so its waits are shortened from outside.
 *
 * - `FAST_CLOCK` is `<factor> <epoch milliseconds from which on time is fast>`.
 * - `LEAPING_CLOCK` is `<file> <slot>`: the file by which processes agree on the time, and this one's place in it. Time
 *   leaps when all of them only wait.
 * - `CLOCK_JUMPS` makes the wall clock alone jump, as one that is set right in the middle of a run: `<milliseconds
 *   after the start> <by so many>`, several parted by commas.
 */

const [factor = 1, start = 0] = (process.env.FAST_CLOCK ?? "1").split(" ").map(Number);
const [path, slot = 0] = process.env.LEAPING_CLOCK?.split(" ") ?? [];
const shared = path === undefined ? undefined : { file: openSync(path, "r+"), slot: Number(slot) };
let leapt = shared === undefined ? 0 : readSlots(shared.file).leapt;

const RealDate = Date;
const realNow = performance.now.bind(performance);
const realSetTimeout = globalThis.setTimeout;
const realSetInterval = globalThis.setInterval;
const realClearTimeout = globalThis.clearTimeout;

const begunLeapt = leapt;
const monotonic = () => realNow() * factor + leapt - begunLeapt;
const steadyDate = () => Math.round(start + (RealDate.now() - start) * factor + leapt);
const begun = steadyDate();
const jumps = (process.env.CLOCK_JUMPS ?? "").split(",").map((jump) => jump.trim().split(" ").map(Number));

function wallClock(): number {
  const date = steadyDate();
  const taken = jumps.filter(([after = 0]) => date - begun >= after);
  return taken.reduce((sum, [, by = 0]) => sum + by, date);
}

performance.now = monotonic;

class FastDate extends RealDate {
  constructor(...given: readonly unknown[]) {
    if (given.length === 0) super(wallClock());
    else super(...(given as [number]));
  }

  static override now(): number {
    return wallClock();
  }
}
globalThis.Date = FastDate as DateConstructor;

/** Called when a wait is over. */
let onFire: () => void = () => undefined;

/** Every timer that has not fired, with the moment of the monotonic clock at which it should. */
const pending = new Map<NodeJS.Timeout, number>();

function fastTimeout(
  callback: (...given: unknown[]) => void,
  delay = 0,
  ...given: unknown[]
): NodeJS.Timeout {
  const fire = () => {
    pending.delete(timer);
    // Whoever refreshes the timer waits as long again, however much of this wait was leapt over.
    if (delay > 0) setDelay(timer, delay / factor);
    onFire();
    callback(...given);
  };
  const timer = realSetTimeout(fire, delay / factor);
  pending.set(timer, monotonic() + Math.max(1, delay || 0));
  return timer;
}

function fastInterval(callback: (...given: unknown[]) => void, delay = 0, ...given: unknown[]) {
  return realSetInterval(callback, delay / factor, ...given);
}

function fastClear(timer: NodeJS.Timeout | string | number | undefined): void {
  pending.delete(timer as NodeJS.Timeout);
  realClearTimeout(timer);
}

function fastWait<T>(
  delay = 0,
  value?: T,
  options: { signal?: AbortSignal; ref?: boolean } = {},
): Promise<T> {
  const { signal, ref = true } = options;
  return new Promise((resolve, reject) => {
    const abort = () => {
      fastClear(timer);
      const cause = { cause: signal?.reason };
      reject(
        Object.assign(new Error("The operation was aborted", cause), {
          name: "AbortError",
          code: "ABORT_ERR",
        }),
      );
    };
    const timer = fastTimeout(() => {
      signal?.removeEventListener("abort", abort);
      resolve(value as T);
    }, delay);
    if (!ref) timer.unref();
    if (signal?.aborted) abort();
    else signal?.addEventListener("abort", abort, { once: true });
  });
}

globalThis.setTimeout = Object.assign(fastTimeout, realSetTimeout) as unknown as typeof setTimeout;
globalThis.setInterval = Object.assign(fastInterval, realSetInterval) as unknown as typeof setInterval;
globalThis.clearTimeout = fastClear as typeof clearTimeout;
timers.setTimeout = globalThis.setTimeout;
timers.setInterval = globalThis.setInterval;
timers.clearTimeout = globalThis.clearTimeout;
timersPromises.setTimeout = fastWait as typeof timersPromises.setTimeout;
AbortSignal.timeout = (delay) => {
  // The real one takes whole numbers only, and throws at every other.
  if (!Number.isSafeInteger(delay) || delay < 0)
    throw new RangeError(`A timeout of ${delay} ms is out of range`);
  const controller = new AbortController();
  const late = () =>
    controller.abort(new DOMException("The operation was aborted due to timeout", "TimeoutError"));
  fastTimeout(late, delay).unref();
  return controller.signal;
};

if (shared !== undefined) keepShared(shared);
syncBuiltinESMExports();

/** Says every few milliseconds until when this process only waits, leaps, and follows where others have leapt. */
function keepShared({ file, slot }: { readonly file: number; readonly slot: number }): void {
  const requests = countRequests();
  let idleLooks = 0;
  let said = WORKING;
  const say = (state: number) => {
    if (state !== said) writeSlot(file, slot, state);
    said = state;
  };
  const follow = () => {
    const before = leapt;
    leapt = readSlots(file).leapt;
    if (leapt === before) return;
    for (const [timer, due] of pending) bringForward(timer, due - monotonic());
  };
  const look = () => {
    follow();
    const held = requests.held().filter((until) => until > steadyDate());
    const isIdle = requests.open === held.length && !process.getActiveResourcesInfo().some(isWork);
    idleLooks = isIdle ? idleLooks + 1 : 0;
    if (idleLooks < 2) return say(WORKING);
    const untilHeld = Math.min(...held) - steadyDate();
    const remaining = Math.min(Math.min(...pending.values()) - monotonic(), untilHeld);
    say(remaining === FREE ? FREE : Math.max(1, steadyDate() + remaining));
    leapTo(file, slot);
    follow();
  };
  realSetInterval(look, 3).unref();
  onFire = () => {
    idleLooks = 0;
    say(WORKING);
  };
}

/** What Node calls the things that may end by themselves, such as a child process or the reading of a file. */
function isWork(resource: string): boolean {
  return /Process|Req|Connect|Write|Immediate|Worker|Zlib/.test(resource);
}

/** A timer keeps its identity, since whoever has it may clear or unref it. */
function bringForward(timer: NodeJS.Timeout, remaining: number): void {
  setDelay(timer, remaining);
  timer.refresh();
}

function setDelay(timer: NodeJS.Timeout, delay: number): void {
  Object.assign(timer, { _idleTimeout: Math.max(1, Math.ceil(delay)) });
}

/** Whether what undici tells of is the request that opens a tunnel, the end of which it does not tell. */
function isTunnel(message: unknown): boolean {
  return (message as UndiciMessage).request.method === "CONNECT";
}

/** What undici tells on its channels. */
interface UndiciMessage {
  readonly request: { readonly method?: string };
}

/** Names and values in turn. */
interface UndiciResponse {
  readonly headers: readonly Buffer[];
}

/** What the simulator says, in an early hint, of a request that it lets lie until then. */
const HELD_UNTIL = "x-held-until";

interface OpenRequests {
  readonly open: number;
  /** Until when, in epoch milliseconds, some of them lie: nobody works on those before. */
  held(): readonly number[];
}

/** Counts the requests that have not come to their end, whichever of Node's clients made them. */
function countRequests(): OpenRequests {
  const held = new Map<object, number>();
  const requests = { open: 0, held: () => [...held.values()] };
  const counted = (client: typeof http.request) =>
    ((...given: Parameters<typeof http.request>): ClientRequest => {
      const request = client(...given);
      // A tunnel's request stays open as long as the tunnel does.
      if (request.method === "CONNECT") return request;
      requests.open += 1;
      request.on("information", ({ headers }) => {
        if (headers[HELD_UNTIL] !== undefined) held.set(request, Number(headers[HELD_UNTIL]));
      });
      return request.once("close", () => {
        requests.open -= 1;
        held.delete(request);
      });
    }) as typeof http.request;
  for (const client of [http, https]) {
    client.request = counted(client.request);
    client.get = counted(client.get);
  }
  const countUndici = (name: string, change: number) =>
    channel(name).subscribe((message) => {
      if (isTunnel(message)) return;
      requests.open += change;
      held.delete((message as UndiciMessage).request);
    });
  countUndici("undici:request:create", 1);
  countUndici("undici:request:trailers", -1);
  countUndici("undici:request:error", -1);
  channel("undici:request:headers").subscribe((message) => {
    const { request, response } = message as UndiciMessage & { readonly response: UndiciResponse };
    const texts = response.headers.map((bytes) => bytes.toString().toLowerCase());
    const at = texts.indexOf(HELD_UNTIL);
    if (at >= 0) held.set(request, Number(texts[at + 1]));
  });
  return requests;
}
