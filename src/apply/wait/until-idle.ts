import { RequestFailed } from "../../registry/failure.js";
import { describeState, isBeingDeleted, isInOperation, type Replica } from "../../registry/replica.js";
import { readReplica } from "../read-replica.js";
import type { Work } from "../work.js";
import type { Judge, Target } from "./poller.js";
import { explainWait } from "./wait-failure.js";

/** Azure makes the row of home within seconds after the first replica. */
const LONGEST_WITHOUT_HOME = 60_000;

/**
 * Reads a replica once nothing is under way on it: an operation of somebody else's is joined, not fought. Null when
 * it is gone or being deleted, or the run was stopped. A target without a name is home, whose row is yet to come.
 * Throws `RequestFailed` when the operation is stuck.
 */
export async function untilIdle(target: Target, work: Work): Promise<Replica | null> {
  const { region, name } = target;
  if (name !== null) {
    const replica = await readReplica({ region, name }, work, work.stop);
    if (replica === null || isBeingDeleted(replica)) return null;
    if (!isInOperation(replica)) return replica;
  }
  const now = work.clock.now();
  const giveUpAt = name === null ? now + LONGEST_WITHOUT_HOME : now;
  const judge = judgeIdle(giveUpAt, work.plan.stuckAfter);
  const settled = await work.poller.until(target, { state: null, since: now }, judge);
  if (settled === "stuck") throw new RequestFailed(explainWait("stuck", region, work.plan));
  return settled === "absent" ? null : settled;
}

interface IdleMemory {
  readonly state: string | null;
  readonly since: number;
}

function judgeIdle(giveUpAt: number, stuckAfter: number): Judge<IdleMemory, Replica | "absent" | "stuck"> {
  return (before, replica, at) => {
    if (replica === null) return { memory: before, verdict: at >= giveUpAt ? "absent" : null };
    const state = describeState(replica);
    const memory = state === before.state ? before : { state, since: at };
    if (!isInOperation(replica)) return { memory, verdict: replica };
    const isStuck = stuckAfter > 0 && at - memory.since >= stuckAfter;
    return { memory, verdict: isStuck ? "stuck" : null };
  };
}
