import { setMaxListeners } from "node:events";
import type { Clock } from "./clock.js";

/**
 * Does the work with a signal that aborts when one of the others does, and is let go when the work is done. Never
 * `AbortSignal.any` or `AbortSignal.timeout`: on Node 20 both hold their sources weakly, so that a collection in the
 * middle of a wait takes the timer away, and the work continues for ever.
 */
export async function withAnySignal<T>(
  signals: readonly AbortSignal[],
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const joined = new AbortController();
  // Node chains the listeners of a signal, and one that was taken off still points at the next. A long-lived signal so
  // keeps what its listeners hold until a full collection: they hold nothing once the work is done.
  let listening: AbortController | null = joined;
  const abort = () => listening?.abort(signals.find((signal) => signal.aborted)?.reason);
  // Many may listen to one signal; Node would take more than ten for a leak and say so in the log.
  setMaxListeners(0, ...signals);
  for (const signal of signals) signal.addEventListener("abort", abort, { once: true });
  if (signals.some((signal) => signal.aborted)) abort();
  try {
    return await work(joined.signal);
  } finally {
    listening = null;
    for (const signal of signals) signal.removeEventListener("abort", abort);
  }
}

/**
 * Does the work for no more than so many milliseconds, and no longer than none of the signals aborts. Rejects with a
 * `TimeoutError`, or with the reason of the signal, even where the work does not heed its own signal.
 */
export async function withTimeLimit<T>(
  milliseconds: number,
  sleep: Clock["sleep"],
  signals: readonly AbortSignal[],
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const limit = new AbortController();
  const timer = new AbortController();
  void sleep(milliseconds, timer.signal).then(() => {
    if (!timer.signal.aborted) limit.abort(new DOMException("The time for it has passed.", "TimeoutError"));
  });
  try {
    return await withAnySignal([limit.signal, ...signals], (signal) => {
      // First, so that it comes before what the work makes of the abort.
      const rejection = rejectionOf(signal);
      return Promise.race([rejection, work(signal)]);
    });
  } finally {
    timer.abort(WORK_IS_DONE);
  }
}

// Without a reason Node would make an error, with its stack, that nobody reads.
const WORK_IS_DONE = "the work is done";

/** Whether work ended because the time for it had passed. The error may be a DOMException of another realm. */
export function isTimeout(error: unknown): boolean {
  return typeof error === "object" && error !== null && "name" in error && error.name === "TimeoutError";
}

function rejectionOf(signal: AbortSignal): Promise<never> {
  return new Promise((_resolve, reject) => {
    const give = () => reject(signal.reason);
    if (signal.aborted) give();
    else signal.addEventListener("abort", give, { once: true });
  });
}
