import type { Activity, Failure } from "../registry/failure.js";
import { displayName, type Region } from "../registry/region.js";
import {
  describeState,
  isBeingCreated,
  isBeingDeleted,
  isFailed,
  type Replica,
} from "../registry/replica.js";
import { readReplica } from "./read.js";
import { observed } from "./step.js";
import type { Work } from "./tools.js";
import type { Judge } from "./watch.js";

/** How a wait for a replica's absence ended. `replaced`: it has gone, and somebody has made another one since. */
export type AbsenceVerdict = "gone" | "replaced" | "failed" | "stuck";

/** How often an absence must be seen in a row, and how far apart in milliseconds. */
export interface AbsenceProof {
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
  proof: AbsenceProof,
  work: Work,
  begin: Lingering = UNSEEN,
): Promise<AbsenceVerdict | null> {
  const verdict = await work.watch.until(target, begin, judgeAbsence(work.plan.stuckAfter));
  if (verdict !== "gone") return verdict;
  // The watch has made the first of the reads.
  for (let read = 1; read < proof.reads; read += 1) {
    await work.clock.sleep(proof.pause, work.stop);
    if (work.stop.aborted) return null;
    const isAgainThere = (await readReplica(target, work, work.stop)) !== null;
    if (isAgainThere) return untilGone(target, proof, work, { ...UNSEEN, wasAbsent: true });
  }
  return "gone";
}

/** What is remembered of a replica that is to go. */
interface Lingering {
  readonly state: string | null;
  readonly since: number;
  readonly wasDeleting: boolean;
  /** It was gone once, as a GET showed. */
  readonly wasAbsent: boolean;
}

const UNSEEN: Lingering = { state: null, since: 0, wasDeleting: false, wasAbsent: false };

function judgeAbsence(stuckAfter: number): Judge<Lingering, AbsenceVerdict> {
  return (lingering, replica, at) => {
    if (replica === null) return { memory: lingering, verdict: "gone" };
    const state = describeState(replica);
    const wasDeleting = lingering.wasDeleting || isBeingDeleted(replica);
    const since = state === lingering.state ? lingering.since : at;
    const memory: Lingering = { ...lingering, state, since, wasDeleting };
    const age = at - since;
    if (isAnother(replica, age, memory)) return { memory, verdict: "replaced" };
    if (isFailed(replica) && age >= FAILED_FOR_GOOD) return { memory, verdict: "failed" };
    return { memory, verdict: stuckAfter > 0 && age >= stuckAfter ? "stuck" : null };
  };
}

/** What is being created after a delete is not what was deleted, nor is what stays after it was gone. */
function isAnother(replica: Replica, age: number, { wasDeleting, wasAbsent }: Lingering): boolean {
  if (isBeingCreated(replica)) return wasDeleting || wasAbsent;
  return wasAbsent && !isBeingDeleted(replica) && age >= LONGEST_FLICKER;
}

/** Explains a delete that was accepted and did not come to its end. */
export function notGone(
  region: Region,
  activity: Activity,
  verdict: Exclude<AbsenceVerdict, "gone" | "replaced">,
): Failure {
  const seen = verdict === "failed" ? "Azure shows it as failed" : "it has not changed for long";
  return observed(region, activity, "DeleteDidNotEnd", [
    `A delete of the replica in ${displayName(region)} is under way, but the replica is still there: ${seen}. ` +
      "Look for a lock or a policy in the activity log, then run again.",
  ]);
}
