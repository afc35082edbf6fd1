import type { Region } from "../registry/region.js";
import { describeState, isFailed, type Replica } from "../registry/replica.js";
import type { Work } from "./tools.js";
import type { Judge, Watch } from "./watch.js";

/** How a wait for a replica's absence ended. */
export type AbsenceVerdict = "gone" | "failed" | "stuck";

const PAUSE_BETWEEN_READS = 1_000;
/** A failed replica whose delete was just accepted may still be shown as failed for a while. */
const FAILED_FOR_GOOD = 60_000;

/**
 * Waits until the replica is gone for good: LIST lacks it, and so many GETs in a row say 404, since a read
 * straight after a delete can flicker. Null when the run was stopped.
 */
export async function untilGone(
  region: Region,
  name: string,
  reads: number,
  work: Work,
  watch: Watch,
): Promise<AbsenceVerdict | null> {
  const verdict = await watch.until({ region, name }, judgeAbsence(work.plan.stuckAfter));
  if (verdict !== "gone") return verdict;
  // The watch has made the first of the reads.
  for (let read = 1; read < reads; read += 1) {
    await work.clock.sleep(PAUSE_BETWEEN_READS, work.stop);
    if (work.stop.aborted) return null;
    const replica = await work.replications.get(name, work.stop);
    if (replica !== null) return untilGone(region, name, reads, work, watch);
  }
  return "gone";
}

function judgeAbsence(stuckAfter: number): Judge<AbsenceVerdict> {
  let state: string | null = null;
  let since = 0;
  return (replica: Replica | null, at: number) => {
    if (replica === null) return "gone";
    if (describeState(replica) !== state) {
      state = describeState(replica);
      since = at;
    }
    if (isFailed(replica) && at - since >= FAILED_FOR_GOOD) return "failed";
    return stuckAfter > 0 && at - since >= stuckAfter ? "stuck" : null;
  };
}
