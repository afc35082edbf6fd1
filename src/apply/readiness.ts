import type { WaitVerdict } from "../registry/fact.js";
import {
  describeState,
  isFailed,
  isProvisioned,
  isReady,
  isSyncing,
  type Replica,
} from "../registry/replica.js";

/** What is remembered of one replica between two looks. Times are monotonic milliseconds. */
export interface Waiting {
  readonly state: string | null;
  readonly stateSince: number;
  readonly wasSeen: boolean;
  readonly looksWithout: number;
}

/** What is waited for. */
export interface Expectation {
  readonly level: "provisioned" | "ready";
  /** 0: nothing is ever called stuck. */
  readonly stuckAfter: number;
  /** Whether Azure accepted a write for it in this run: then an absence is no mere lack. */
  readonly isPromised: boolean;
}

/**
 * LIST has been seen to lag behind: a replica that was never seen counts as not there only after so many looks.
 */
const LOOKS_UNTIL_ABSENT = 5;

/** A wait at its begin. */
export function beginWaiting(at: number): Waiting {
  return { state: null, stateSince: at, wasSeen: false, looksWithout: 0 };
}

/** Takes one look into account; the verdict is null while there is still something to wait for. */
export function judge(
  waiting: Waiting,
  replica: Replica | null,
  at: number,
  expectation: Expectation,
): { readonly waiting: Waiting; readonly verdict: WaitVerdict | null } {
  if (replica === null) return judgeAbsence(waiting, expectation);
  const state = describeState(replica);
  const stateSince = state === waiting.state ? waiting.stateSince : at;
  const next: Waiting = { state, stateSince, wasSeen: true, looksWithout: 0 };
  return { waiting: next, verdict: judgePresence(replica, at - stateSince, expectation) };
}

function judgeAbsence(waiting: Waiting, { isPromised }: Expectation) {
  const next: Waiting = { ...waiting, looksWithout: waiting.looksWithout + 1 };
  if (next.wasSeen) return { waiting: next, verdict: "vanished" as const };
  const isAbsent = next.looksWithout >= LOOKS_UNTIL_ABSENT;
  const verdict = isPromised ? ("vanished" as const) : ("missing" as const);
  return { waiting: next, verdict: isAbsent ? verdict : null };
}

function judgePresence(
  replica: Replica,
  age: number,
  { level, stuckAfter }: Expectation,
): WaitVerdict | null {
  const isThere = level === "ready" ? isReady(replica) : isProvisioned(replica);
  if (isThere) return "ready";
  if (isFailed(replica)) return "failed";
  const isStuck = stuckAfter > 0 && age >= stuckAfter && !isSyncing(replica);
  return isStuck ? "stuck" : null;
}
