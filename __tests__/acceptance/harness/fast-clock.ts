import { syncBuiltinESMExports } from "node:module";
import timers from "node:timers";
import timersPromises from "node:timers/promises";

/**
 * A preload (`node --import`) that makes time pass faster in a process: timers, the monotonic and the wall clock
 * are scaled alike. The bundle has no switch for tests, so its waits are shortened from outside. `FAST_CLOCK` is
 * `<factor> <epoch milliseconds from which on time is fast>`. `CLOCK_JUMPS` makes the wall clock alone jump, as one
 * that is set right in the middle of a run: `<milliseconds after the start> <by so many>`, several parted by commas.
 */

const [factor = 1, start = Date.now()] = (process.env.FAST_CLOCK ?? "1").split(" ").map(Number);
const RealDate = Date;
const realNow = performance.now.bind(performance);
const steadyDate = () => Math.round(start + (RealDate.now() - start) * factor);
const begun = steadyDate();
const jumps = (process.env.CLOCK_JUMPS ?? "").split(",").map((jump) => jump.trim().split(" ").map(Number));

function fastDate(): number {
  const date = steadyDate();
  const taken = jumps.filter(([after = 0]) => date - begun >= after);
  return taken.reduce((sum, [, by = 0]) => sum + by, date);
}

performance.now = () => realNow() * factor;

class FastDate extends RealDate {
  constructor(...given: readonly unknown[]) {
    if (given.length === 0) super(fastDate());
    else super(...(given as [number]));
  }

  static override now(): number {
    return fastDate();
  }
}
globalThis.Date = FastDate as DateConstructor;

function scaled<Timer extends (callback: never, delay?: number, ...rest: never[]) => unknown>(
  timer: Timer,
): Timer {
  const faster = (callback: never, delay = 0, ...rest: never[]) => timer(callback, delay / factor, ...rest);
  return Object.assign(faster, timer) as unknown as Timer;
}

globalThis.setTimeout = scaled(globalThis.setTimeout);
globalThis.setInterval = scaled(globalThis.setInterval);
timers.setTimeout = globalThis.setTimeout;
timers.setInterval = globalThis.setInterval;

const realWait = timersPromises.setTimeout;
timersPromises.setTimeout = (delay = 0, value, options) => realWait(delay / factor, value, options);
const realTimeout = AbortSignal.timeout.bind(AbortSignal);
AbortSignal.timeout = (delay) => realTimeout(Math.ceil(delay / factor));
syncBuiltinESMExports();
