import { startClock } from "../../src/clock.js";
import type { Clock } from "../../src/registry/clock.js";

/** Waits before another try take no time; a time limit, which is longer, is the real one. */
export function impatientSleep(): Clock["sleep"] {
  const { sleep } = startClock();
  return (milliseconds, signal) => sleep(milliseconds < SHORTEST_LIMIT ? 0 : milliseconds, signal);
}

const SHORTEST_LIMIT = 10_000;
