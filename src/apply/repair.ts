import type { RepairChange } from "../plan/plan.js";
import { displayName } from "../registry/region.js";
import { isFailed } from "../registry/replica.js";
import { untilGone } from "./absence.js";
import { createAfterDelete } from "./create.js";
import { noteSent, observed } from "./step.js";
import type { Work } from "./tools.js";
import type { Watch } from "./watch.js";

const READS_BEFORE_CREATE = 3;
const PAUSE_BETWEEN_READS = 1_000;

/**
 * Deletes a failed replica and makes it again with the same name, tags and routing. Two GETs must agree that it
 * has failed. Gives its name, or null when the run was stopped or the delete did not come to its end.
 */
export async function repairReplica(change: RepairChange, work: Work, watch: Watch): Promise<string | null> {
  const { region, name } = change;
  if (!(await isFailedTwice(name, work))) {
    work.record({ kind: "change-left", region, reason: "no-longer-matches" });
    return work.stop.aborted ? null : name;
  }
  noteSent(work, region, "repair-delete");
  await work.replications.delete(name, region, work.halt);
  watch.noteWrite();
  work.record({ kind: "write-accepted", region, action: "repair-delete", replica: null, found: false });
  const verdict = await untilGone(region, name, READS_BEFORE_CREATE, work, watch);
  if (verdict === null) return null;
  if (verdict !== "gone") {
    work.record({ kind: "failed", failure: notGone(change) });
    return null;
  }
  return (await createAfterDelete(change, work, watch, "repair-create")).name;
}

async function isFailedTwice(name: string, { replications, clock, stop }: Work): Promise<boolean> {
  const first = await replications.get(name, stop);
  if (first === null || !isFailed(first)) return false;
  await clock.sleep(PAUSE_BETWEEN_READS, stop);
  if (stop.aborted) return false;
  const second = await replications.get(name, stop);
  return second !== null && isFailed(second);
}

function notGone({ region }: RepairChange) {
  return observed(region, "repair", "DeleteDidNotEnd", [
    `Azure accepted the delete of the failed replica in ${displayName(region)}, but the replica is still there. ` +
      "Look for a lock or a policy in the activity log, then run again.",
  ]);
}
