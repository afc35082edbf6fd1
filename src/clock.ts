import { setTimeout as wait } from "node:timers/promises";
import type { Clock } from "./registry/clock.js";

// A longer timer would fire at once.
const LONGEST_TIMER = 2 ** 31 - 1;

/** The machine's time: monotonic milliseconds since this call, and the wall clock. */
export function startClock(): Clock {
  const begun = performance.now();
  return {
    now: () => performance.now() - begun,
    date: () => new Date(),
    sleep: async (milliseconds, signal) => {
      try {
        await wait(Math.min(Math.max(0, milliseconds), LONGEST_TIMER), undefined, { signal });
      } catch {
        // Aborted: the sleeper checks the signal itself.
      }
    },
  };
}
