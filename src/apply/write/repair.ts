import type { RepairChange, WantedReplica } from "../../plan/plan.js";
import { readOwnership, setTags } from "../../registry/ownership.js";
import type { Region } from "../../registry/region.js";
import { isBeingDeleted, isFailed, type Replica } from "../../registry/replica.js";
import { observed } from "../attempt.js";
import { readReplica } from "../read-replica.js";
import type { Work } from "../work.js";
import type { Creation, Written } from "./create.js";
import { recreate } from "./recreate.js";
import { sendDelete } from "./send-write.js";

const PAUSE_BETWEEN_READS = 1_000;

/**
 * Deletes a failed replica and makes it again with the same name, tags and routing. Two GETs must agree that it
 * has failed; one that has recovered is left, and one that somebody deleted meanwhile is made again. Null when the
 * run was stopped or the delete did not come to its end.
 */
export async function repairReplica(
  change: RepairChange,
  wanted: WantedReplica,
  work: Work,
): Promise<Written | null> {
  const { region, name } = change;
  const replica = await readTwice(change, work);
  if (work.stop.aborted) return null;
  if (replica !== null && !isFailed(replica) && !isBeingDeleted(replica)) {
    work.record({ kind: "change-left", region, reason: "no-longer-matches" });
    return { name, origin: "others", at: work.clock.now() };
  }
  const isToBeDeleted = replica !== null && isFailed(replica);
  if (isToBeDeleted && (await sendDelete(replica, "repair-delete", work)) === "put-off")
    return repairReplica(change, wanted, work);
  const creation = replica === null ? change : likeFormer(change, wanted, replica);
  const made = await recreate(creation, name, "repair-create", work);
  if (made === null || made.end === "goes-well" || made.origin !== "ours") return made;
  return repairAgain(creation, made, work);
}

/** A create that failed may have come too soon after the delete, so the second one comes so much later. */
const PAUSE_BEFORE_SECOND_CREATE = 30_000;

/** A create that failed for coming too soon after the delete gets one more chance. */
async function repairAgain(creation: Creation, made: Written, work: Work): Promise<Written | null> {
  const { region, name } = creation;
  const replica = await readReplica(creation, work, work.stop);
  if (replica !== null && !isFailed(replica) && !isBeingDeleted(replica)) return made;
  work.record({ kind: "warned", failure: failedSoon(region) });
  const isToBeDeleted = replica !== null && isFailed(replica);
  if (isToBeDeleted && (await sendDelete(replica, "repair-delete", work)) === "put-off")
    return repairAgain(creation, made, work);
  await work.clock.sleep(PAUSE_BEFORE_SECOND_CREATE, work.stop);
  return recreate(creation, name, "repair-create", work);
}

function failedSoon(region: Region) {
  return observed(region, "repair", "ReplicaFailed", [
    "A create soon after a delete can fail so. The replica is deleted and created once more, after a pause.",
  ]);
}

/** The replica as it is read last; the second read is left out when the first one tells that it has not failed. */
async function readTwice(change: RepairChange, work: Work): Promise<Replica | null> {
  const first = await readReplica(change, work, work.stop);
  if (first === null || !isFailed(first)) return first;
  await work.clock.sleep(PAUSE_BETWEEN_READS, work.stop);
  return readReplica(change, work, work.stop);
}

/** Tags and routing may have changed since the plan was made. */
function likeFormer({ region, name, mark }: RepairChange, wanted: WantedReplica, former: Replica): Creation {
  const routing = wanted.routing === "keep" ? former.routing : wanted.routing;
  const isPermanent = readOwnership(former).owners.length === 0;
  const tags = setTags(former.tags, wanted.tags);
  return { region, name, routing, tags, mark: isPermanent ? null : mark };
}
