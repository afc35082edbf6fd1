import type { WaitVerdict } from "../../registry/fact.js";
import {
  describeState,
  isFailed,
  isProvisioned,
  isReady,
  isSyncing,
  type Replica,
} from "../../registry/replica.js";
import type { Work } from "../work.js";
import type { Judgement, Target } from "./poller.js";

/** Whether a replica is as far as the run has to wait for. */
export function isFarEnough(replica: Replica, { plan }: Pick<Work, "plan">): boolean {
  if (plan.waitFor === "none") return !isFailed(replica);
  return plan.waitFor === "ready" ? isReady(replica) : isProvisioned(replica);
}

/**
 * Waits until the replica is as far as the request says; gives the verdict, null when the run was stopped. With
 * `wait-for: none` nothing is waited for and nothing is known. `isPromised`: it was there, or Azure accepted it.
 */
export async function untilReady(
  target: Target,
  isPromised: boolean,
  work: Work,
): Promise<WaitVerdict | null> {
  const { plan, clock, record, poller } = work;
  const { region } = target;
  if (plan.waitFor === "none") return null;
  const expectation = { level: plan.waitFor, stuckAfter: plan.stuckAfter, isPromised };
  record({ kind: "wait-begun", region });
  const verdict = await poller.until(target, beginWaiting(clock.now()), (waiting, replica, at) =>
    judgeReadiness(waiting, replica, at, expectation),
  );
  if (verdict !== null) record({ kind: "wait-ended", region, verdict });
  return verdict;
}

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
  /** Whether the replica is known to have been there, or Azure accepted it: then an absence is no mere lack. */
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

/** Takes one look into account. */
export function judgeReadiness(
  waiting: Waiting,
  replica: Replica | null,
  at: number,
  expectation: Expectation,
): Judgement<Waiting, WaitVerdict> {
  if (replica === null) return judgeAbsence(waiting, expectation);
  const state = describeState(replica);
  const stateSince = state === waiting.state ? waiting.stateSince : at;
  const memory: Waiting = { state, stateSince, wasSeen: true, looksWithout: 0 };
  return { memory, verdict: judgePresence(replica, at - stateSince, expectation) };
}

function judgeAbsence(waiting: Waiting, { isPromised }: Expectation): Judgement<Waiting, WaitVerdict> {
  const memory: Waiting = { ...waiting, looksWithout: waiting.looksWithout + 1 };
  if (memory.wasSeen) return { memory, verdict: "vanished" };
  const isAbsent = memory.looksWithout >= LOOKS_UNTIL_ABSENT;
  return { memory, verdict: isAbsent ? (isPromised ? "vanished" : "missing") : null };
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
