import type { Clock } from "../registry/clock.js";
import { classifyRefusal, isRateLimit, type RefusingAnswer } from "./refusals.js";

/** Waits in milliseconds after a server's failure, or an answer that did not come. */
const WAITS = [1_000, 2_000, 4_000];
/** GitHub's advice for a rate limit that names no time: at least a minute (docs.github.com/rest, "Rate limits"). */
const USUAL_LIMIT = 60_000;
/** A longer wait than this is not worth it: the next run says the same. */
const LONGEST_WAIT = 60_000;

/** What is known of a request that failed; `answer` is null where none came. */
export interface FailedTry {
  readonly answer: RefusingAnswer | null;
  readonly error: unknown;
}

/** Reads what a try threw; null for errors that are no matter of the network. */
export type ReadFailure = (error: unknown) => FailedTry | null;

/**
 * Repeats `send` while the failure passes by itself, three times at most; the last failure is thrown, also where
 * `limit` aborts in the middle of a wait.
 */
export async function withRetries<T>(
  method: string,
  send: () => Promise<T>,
  readFailure: ReadFailure,
  sleep: Clock["sleep"],
  limit: AbortSignal,
): Promise<T> {
  for (const usual of WAITS) {
    try {
      return await send();
    } catch (error) {
      const failure = readFailure(error);
      const delay = failure === null ? null : retryDelay(method, failure.answer, usual);
      if (delay === null || limit.aborted) throw error;
      await sleep(delay, limit);
      if (limit.aborted) throw error;
    }
  }
  return await send();
}

/** Milliseconds until the next try; null where another try would not help or could do the work twice. */
export function retryDelay(method: string, answer: RefusingAnswer | null, usual: number): number | null {
  // Where no answer came, a POST may have been taken.
  const mayRepeat = method !== "POST";
  if (answer === null) return mayRepeat ? usual : null;
  if (isRateLimit(classifyRefusal(answer))) {
    const named = namedWait(answer) ?? USUAL_LIMIT;
    return named <= LONGEST_WAIT ? named : null;
  }
  return mayRepeat && answer.status >= 500 ? usual : null;
}

function namedWait({ headers }: RefusingAnswer): number | null {
  const seconds = Number(headers["retry-after"] ?? Number.NaN);
  if (Number.isFinite(seconds)) return Math.max(0, seconds * 1000);
  if (headers["x-ratelimit-remaining"] !== "0") return null;
  const reset = Number(headers["x-ratelimit-reset"] ?? Number.NaN);
  return Number.isFinite(reset) ? Math.max(0, reset * 1000 - Date.now()) : null;
}
