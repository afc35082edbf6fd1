import type { Clock } from "./registry/clock.js";

// A longer timer would fire at once.
const LONGEST_TIMER = 2 ** 31 - 1;

/** The machine's time: monotonic milliseconds since this call, and the wall clock. */
export function startClock(): Clock {
  const begun = performance.now();
  return {
    now: () => performance.now() - begun,
    date: () => new Date(),
    // Node's own wait would make an error, with its stack, for each of the thousand waits that end early.
    sleep: (milliseconds, signal) =>
      new Promise((resolve) => {
        if (signal.aborted) return resolve();
        const end = () => {
          clearTimeout(timer);
          signal.removeEventListener("abort", end);
          resolve();
        };
        const timer = setTimeout(end, Math.min(Math.max(0, milliseconds), LONGEST_TIMER));
        signal.addEventListener("abort", end, { once: true });
      }),
  };
}
