import type { Clock } from "../../src/registry/clock.js";

/** A clock whose time passes at once: when nothing is left to do, it jumps to whoever sleeps the shortest. */
export interface VirtualClock extends Clock {
  /** Every sleep that was asked for, in milliseconds. */
  readonly sleeps: readonly number[];
  /** Lets time pass. */
  pass(milliseconds: number): void;
}

interface Sleeper {
  readonly at: number;
  readonly wake: () => void;
}

/** A clock that stands at 0, on 1 September 2026 at noon. */
export function virtualClock(): VirtualClock {
  let now = 0;
  const sleeps: number[] = [];
  const sleepers = new Set<Sleeper>();

  // Two turns, so that whatever was started has come to rest.
  const jump = () =>
    setImmediate(() =>
      setImmediate(() => {
        const [first] = [...sleepers].sort((left, right) => left.at - right.at);
        if (first === undefined) return;
        now = Math.max(now, first.at);
        first.wake();
      }),
    );

  return {
    sleeps,
    now: () => now,
    date: () => new Date(Date.UTC(2026, 8, 1, 12) + now),
    pass: (milliseconds) => {
      now += milliseconds;
    },
    sleep: (milliseconds, signal) =>
      new Promise((resolve) => {
        sleeps.push(milliseconds);
        const sleeper: Sleeper = {
          at: now + milliseconds,
          wake: () => {
            sleepers.delete(sleeper);
            signal.removeEventListener("abort", sleeper.wake);
            resolve();
          },
        };
        if (signal.aborted) return resolve();
        sleepers.add(sleeper);
        signal.addEventListener("abort", sleeper.wake, { once: true });
        jump();
      }),
  };
}
