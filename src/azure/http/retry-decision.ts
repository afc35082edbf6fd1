import { BACKOFF, backoffDelay, busyDelay, isSeriesOver, type Random } from "../../registry/backoff.js";
import { conflictMayPass } from "./conflict-codes.js";

/** How one try of a request ended. Times are milliseconds. */
export type TryOutcome =
  | {
      readonly kind: "answer";
      readonly status: number;
      /** The error code in the body; null where there is none. */
      readonly code: string | null;
      /** What the answer asks to wait; null where it names nothing. */
      readonly retryAfter: number | null;
    }
  | { readonly kind: "no-answer"; readonly code: string };

/** What has been spent on a request so far, and what is left. */
export interface Patience {
  /** Tries made, the one that just ended included. */
  readonly tries: number;
  /** Milliseconds since the first try began. */
  readonly elapsed: number;
  /** Milliseconds until the deadline of the run. */
  readonly timeLeft: number;
}

/** The server itself fails: it may be well in a moment. */
const TROUBLED = new Set([408, 500, 502, 503, 504]);

/** The connection never came about or broke. Certificate errors are not included: they do not go away. */
const LOST_CONNECTION = new Set([
  "ECONNREFUSED",
  "ECONNRESET",
  "ECONNABORTED",
  "EPIPE",
  "ETIMEDOUT",
  "EHOSTUNREACH",
  "ENETUNREACH",
  "ENOTFOUND",
  "EAI_AGAIN",
  // The pipeline's own words: the request could not be sent; the answer broke off.
  "REQUEST_SEND_ERROR",
  "PARSE_ERROR",
]);

/** The server cannot have seen the request. */
const NEVER_SENT = new Set(["ECONNREFUSED", "EHOSTUNREACH", "ENETUNREACH", "ENOTFOUND", "EAI_AGAIN"]);

/**
 * Milliseconds to wait before the next try; null when there is to be none. The one list of what is tried again:
 * - asked to wait (429, 503 with Retry-After): until the deadline;
 * - busy (409 with any code but those that stay): for about a minute;
 * - trouble (lost connection, 408, 500, 502, 503, 504): seven tries within about a minute;
 * - a write: never by the pipeline. It was decided on what was read right before, so who sent it reads again first.
 */
export function waitBeforeRetry(outcome: TryOutcome, patience: Patience, random: Random): number | null {
  const named = outcome.kind === "answer" ? outcome.retryAfter : null;
  const delay = isBusy(outcome) ? busyDelay : backoffDelay;
  const wait = named !== null && named > 0 ? named : delay(patience.tries, random);
  if (wait >= patience.timeLeft) return null;
  if (asksToWait(outcome)) return wait;
  if (isBusy(outcome)) return patience.elapsed < BACKOFF.longestSeries ? wait : null;
  return isTrouble(outcome) && mayGoOn(patience) ? wait : null;
}

/** Whether a request writes what was decided on a read: late, it would overwrite or delete what others made since. */
export function isWrite(method: string): boolean {
  return ["PUT", "PATCH", "DELETE"].includes(method);
}

/** Whether the server may have carried out the request although it did not say so. */
export function mayHaveBeenTaken(outcome: TryOutcome): boolean {
  if (outcome.kind === "no-answer") {
    return LOST_CONNECTION.has(outcome.code) && !NEVER_SENT.has(outcome.code);
  }
  return TROUBLED.has(outcome.status) && outcome.status !== 503;
}

/** Whether trouble has not yet lasted for too long. */
export function mayGoOn(patience: Patience): boolean {
  return !isSeriesOver(patience.tries, patience.elapsed) && patience.timeLeft > 0;
}

function asksToWait(outcome: TryOutcome): boolean {
  if (outcome.kind === "no-answer") return false;
  if (outcome.status === 429) return true;
  return outcome.status === 503 && outcome.retryAfter !== null && outcome.retryAfter > 0;
}

/** Whether an operation was in the way that may be over soon. */
export function isBusy(outcome: TryOutcome): boolean {
  return outcome.kind === "answer" && outcome.status === 409 && conflictMayPass(outcome.code);
}

function isTrouble(outcome: TryOutcome): boolean {
  if (outcome.kind === "no-answer") return LOST_CONNECTION.has(outcome.code);
  return TROUBLED.has(outcome.status);
}
