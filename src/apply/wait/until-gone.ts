import type { Activity, Failure } from "../../registry/failure.js";
import { displayName, type Region } from "../../registry/region.js";
import {
  describeState,
  isBeingCreated,
  isBeingDeleted,
  isFailed,
  type Replica,
} from "../../registry/replica.js";
import { observed } from "../attempt.js";
import { readReplica } from "../read-replica.js";
import type { Work } from "../work.js";
import type { Judge } from "./poller.js";

/** How a wait for a replica's absence ended. `replaced`: it has gone, and somebody has made another one since. */
export type GoneVerdict = "gone" | "replaced" | "failed" | "stuck";

/** How often an absence must be seen in a row, and how far apart in milliseconds. */
export interface GoneProof {
  readonly reads: number;
  readonly pause: number;
}

/** A failed replica whose delete was just accepted may still be shown as failed for a while. */
const FAILED_FOR_GOOD = 60_000;
/** A read that flickers shows the old replica again for less than that. */
const LONGEST_FLICKER = 20_000;

/**
 * Waits until the replica is gone for good: LIST lacks it, and so many GETs in a row say 404, since a read
 * straight after a delete can flicker. Null when the run was stopped.
 */
export async function untilGone(
  target: { readonly region: Region; readonly name: string },
  proof: GoneProof,
  work: Work,
  begin: GoneMemory = UNSEEN,
): Promise<GoneVerdict | null> {
  const verdict = await work.poller.until(target, begin, judgeGone(work.plan.stuckAfter));
  if (verdict !== "gone") return verdict;
  // The poller has made the first of the reads.
  for (let read = 1; read < proof.reads; read += 1) {
    await work.clock.sleep(proof.pause, work.stop);
    if (work.stop.aborted) return null;
    const isAgainThere = (await readReplica(target, work, work.stop)) !== null;
    if (isAgainThere) return untilGone(target, proof, work, { ...UNSEEN, wasAbsent: true });
  }
  return "gone";
}

/** What is remembered of a replica that is to go. */
interface GoneMemory {
  readonly state: string | null;
  readonly since: number;
  readonly wasDeleting: boolean;
  /** It was gone once, as a GET showed. */
  readonly wasAbsent: boolean;
}

const UNSEEN: GoneMemory = { state: null, since: 0, wasDeleting: false, wasAbsent: false };

function judgeGone(stuckAfter: number): Judge<GoneMemory, GoneVerdict> {
  return (before, replica, at) => {
    if (replica === null) return { memory: before, verdict: "gone" };
    const state = describeState(replica);
    const wasDeleting = before.wasDeleting || isBeingDeleted(replica);
    const since = state === before.state ? before.since : at;
    const memory: GoneMemory = { ...before, state, since, wasDeleting };
    const age = at - since;
    if (isAnother(replica, age, memory)) return { memory, verdict: "replaced" };
    if (isFailed(replica) && age >= FAILED_FOR_GOOD) return { memory, verdict: "failed" };
    return { memory, verdict: stuckAfter > 0 && age >= stuckAfter ? "stuck" : null };
  };
}

/** What is being created after a delete is not what was deleted, nor is what stays after it was gone. */
function isAnother(replica: Replica, age: number, { wasDeleting, wasAbsent }: GoneMemory): boolean {
  if (isBeingCreated(replica)) return wasDeleting || wasAbsent;
  return wasAbsent && !isBeingDeleted(replica) && age >= LONGEST_FLICKER;
}

/** Explains a delete that was accepted and did not come to its end. */
export function notGone(
  region: Region,
  activity: Activity,
  verdict: Exclude<GoneVerdict, "gone" | "replaced">,
): Failure {
  const seen = verdict === "failed" ? "Azure shows it as failed" : "it has not changed for long";
  return observed(region, activity, "DeleteDidNotEnd", [
    `A delete of the replica in ${displayName(region)} is under way, but the replica is still there: ${seen}. ` +
      "Look for a lock or a policy in the activity log, then run again.",
  ]);
}
