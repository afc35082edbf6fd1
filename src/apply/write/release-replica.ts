import type { DeleteChange, UpdateChange } from "../../plan/plan.js";
import { OWNER_TAG, readOwnership, withoutOwner } from "../../registry/ownership.js";
import { displayName, type Region } from "../../registry/region.js";
import { isBeingDeleted, isInOperation, type Replica } from "../../registry/replica.js";
import { observed } from "../attempt.js";
import { readReplica } from "../read-replica.js";
import { untilIdle } from "../wait/until-idle.js";
import type { Work } from "../work.js";
import { MOST_MARKINGS, PAUSE_BEFORE_READING } from "./keep-mark.js";
import { sendUpdate } from "./send-write.js";

/** An owner that leaves a replica. */
export interface Release {
  /** What the plan says, which was made when the other owners were there, or were not. */
  readonly change: DeleteChange | UpdateChange;
  readonly name: string;
  readonly owner: string;
  /** What becomes of the replica when it was the last owner. */
  readonly whenLast: "delete" | "keep";
}

/**
 * Takes an owner's mark off, and makes sure that it stays off: tags have no lock. The last owner takes no mark off,
 * since a replica without owners would be somebody's permanent one: it gets the replica as just read, to delete it.
 * Null where nothing is to be deleted.
 */
export async function releaseReplica(leaving: Release, work: Work): Promise<Replica | null> {
  const { change, name, owner } = leaving;
  const { region } = change;
  for (let markings = 0; !work.stop.aborted; ) {
    const replica = await readReplica({ region, name }, work, work.stop);
    const standing = standingOf(owner, replica, work.plan.registry.home);
    if (standing === "last") return leaveAsLast(leaving, replica, work);
    if (standing !== "shared" || replica === null) {
      if (markings === 0) noteWhyLeft(leaving, replica, work);
      return null;
    }
    if (markings === MOST_MARKINGS) {
      work.record({ kind: "failed", failure: markStays(region, owner) });
      return null;
    }
    if (markings === 0 && change.action === "delete") noteWhyLeft(leaving, replica, work);
    if (await takeMarkOff(replica, owner, work)) markings += 1;
    await work.clock.sleep(PAUSE_BEFORE_READING, work.stop);
  }
  return null;
}

/** `none`: it has no mark on the replica, or there is none to take it off. */
function standingOf(owner: string, replica: Replica | null, home: Region): "last" | "shared" | "none" {
  if (replica === null || replica.region === home) return "none";
  const { owners } = readOwnership(replica);
  if (!owners.includes(owner)) return "none";
  if (owners.length === 1) return "last";
  return isBeingDeleted(replica) ? "none" : "shared";
}

function noteWhyLeft({ change }: Release, replica: Replica | null, { record }: Work): void {
  const { region, action } = change;
  const isGone = replica === null || (isBeingDeleted(replica) && action === "update");
  const changed = action === "delete" ? "no-longer-matches" : "already-as-wanted";
  record({ kind: "change-left", region, reason: isGone ? "already-gone" : changed });
}

/** Whether a PATCH was taken. An operation that somebody else has under way is joined: then it is time to read again. */
async function takeMarkOff(replica: Replica, owner: string, work: Work): Promise<boolean> {
  if (isInOperation(replica)) {
    await untilIdle(replica, work);
    return false;
  }
  const sent = await sendUpdate(replica, { tags: withoutOwner(replica.tags, owner) }, work);
  return sent !== "put-off";
}

function leaveAsLast(
  { change, owner, whenLast }: Release,
  replica: Replica | null,
  { plan, record }: Work,
): Replica | null {
  const { region } = change;
  if (whenLast === "delete" || replica === null || isBeingDeleted(replica)) return replica;
  if (plan.protect.includes(region)) record({ kind: "change-left", region, reason: "still-protected" });
  else record({ kind: "failed", failure: lastOwner(region, owner) });
  return null;
}

function lastOwner(region: Region, owner: string) {
  return observed(region, "update", "LastOwner", [
    `The other owners of the replica in ${displayName(region)} left it while this run worked, so ${owner} is its last ` +
      "one now. Deleting it would be more than max-delete allows, so it stays, with its mark. Run again with a higher " +
      "max-delete, or name the region in `regions`.",
  ]);
}

function markStays(region: Region, owner: string) {
  return observed(region, "update", "MarkStays", [
    `The tag ${OWNER_TAG} of the replica in ${displayName(region)} was overwritten each time that ${owner} was taken ` +
      "out of it. Find out what else writes the tags of this replica, then run again.",
  ]);
}
