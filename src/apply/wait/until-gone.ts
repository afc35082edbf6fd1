import type { Region } from "../../registry/region.js";
import {
  describeState,
  isBeingCreated,
  isBeingDeleted,
  isFailed,
  type Replica,
} from "../../registry/replica.js";
import { readReplica } from "../read-replica.js";
import type { Work } from "../work.js";
import { pollInterval } from "./poll-interval.js";

/** How the wait for a replica's end ended. `replaced`: it has gone, and somebody has made another one since. */
export type GoneVerdict = "gone" | "replaced" | "stays";

/** A read straight after a delete can flicker, so one 404 is no proof. */
const READS_IN_A_ROW = 2;
const PAUSE_BETWEEN_READS = 3_000;
/** A failed replica whose delete was just accepted may still be shown as failed for a while. */
const LONGEST_FAILED = 60_000;
/** A read that flickers shows the old replica again for less than that. */
const LONGEST_FLICKER = 20_000;

/**
 * Waits until a replica whose delete was accepted is gone for good, by GETs of its own: LIST may show it long after.
 * Null when the run was stopped.
 */
export async function untilGone(
  target: { readonly region: Region; readonly name: string },
  work: Work,
): Promise<GoneVerdict | null> {
  const begun = work.clock.now();
  let memory: GoneMemory = {
    state: null,
    since: begun,
    wasDeleting: false,
    wasAbsent: false,
    absentReads: 0,
  };
  while (!work.stop.aborted) {
    const replica = await readReplica(target, work, work.stop);
    const judged = judgeGone(memory, replica, work.clock.now(), work.plan.stuckAfter);
    if (judged.verdict !== null) return judged.verdict;
    memory = judged.memory;
    const pause = replica === null ? PAUSE_BETWEEN_READS : pollInterval(work.clock.now() - begun);
    await work.clock.sleep(pause, work.stop);
  }
  return null;
}

/** What is remembered of a replica that is to go. Times are monotonic milliseconds. */
export interface GoneMemory {
  readonly state: string | null;
  readonly since: number;
  readonly wasDeleting: boolean;
  /** A GET has shown it gone once. */
  readonly wasAbsent: boolean;
  /** GETs in a row that showed it gone. */
  readonly absentReads: number;
}

/** Judges one GET. Pure. */
export function judgeGone(
  before: GoneMemory,
  replica: Replica | null,
  at: number,
  stuckAfter: number,
): { readonly memory: GoneMemory; readonly verdict: GoneVerdict | null } {
  if (replica === null) {
    const memory = { ...before, wasAbsent: true, absentReads: before.absentReads + 1 };
    return { memory, verdict: memory.absentReads >= READS_IN_A_ROW ? "gone" : null };
  }
  const state = describeState(replica);
  const since = state === before.state ? before.since : at;
  const wasDeleting = before.wasDeleting || isBeingDeleted(replica);
  const memory: GoneMemory = { ...before, state, since, wasDeleting, absentReads: 0 };
  const age = at - since;
  if (isAnother(replica, age, memory)) return { memory, verdict: "replaced" };
  const isStuck = stuckAfter > 0 && age >= stuckAfter;
  const isRefused = isFailed(replica) && age >= LONGEST_FAILED;
  return { memory, verdict: isStuck || isRefused ? "stays" : null };
}

/** What is being created after a delete is not what was deleted, nor is what stays after it was gone. */
function isAnother(replica: Replica, age: number, { wasDeleting, wasAbsent }: GoneMemory): boolean {
  if (isBeingCreated(replica)) return wasDeleting || wasAbsent;
  return wasAbsent && !isBeingDeleted(replica) && age >= LONGEST_FLICKER;
}
