import type { Mark } from "../plan/plan.js";
import { readOwnership, withoutOwner } from "../registry/ownership.js";
import { displayName, type Region } from "../registry/region.js";
import { isBeingDeleted } from "../registry/replica.js";
import { markTags } from "./mark-tags.js";
import { readReplica } from "./read.js";
import { observed } from "./step.js";
import type { Work } from "./tools.js";
import { readSettled, sendUpdate } from "./update.js";

/** Tags have no lock: a mark that another run overwrites is written again so often. */
const MOST_MARKINGS = 3;
const PAUSE_BEFORE_READING = 1_000;

/**
 * Reads the mark again after it was written, and writes it again where another run overwrote it. `isOurs`: this run
 * created the replica, so it is marked even when the overwriting left no owner.
 */
export async function keepMark(
  target: { readonly region: Region; readonly name: string },
  mark: Mark,
  isOurs: boolean,
  work: Work,
): Promise<void> {
  for (let marking = 0; marking < MOST_MARKINGS; marking += 1) {
    const replica = await readReplica(target, work, work.stop);
    if (replica === null || isBeingDeleted(replica)) return;
    const { owners } = readOwnership(replica);
    if (owners.includes(mark.owner) || (owners.length === 0 && !isOurs)) return;
    await sendUpdate(replica, { tags: markTags(replica.tags, mark, work) }, work);
  }
}

/**
 * Takes a mark off a replica that others still need, and makes sure that it stays off. When they have left by now
 * the mark stays: without it the replica would count as permanent, and its delete was not planned.
 */
export async function takeMarkOff(
  target: { readonly region: Region; readonly name: string },
  owner: string,
  work: Work,
): Promise<void> {
  const { region } = target;
  for (let marking = 0; marking < MOST_MARKINGS; marking += 1) {
    const replica = await readSettled(target, work);
    if (work.stop.aborted) return;
    const owners = replica === null ? [] : readOwnership(replica).owners;
    if (replica === null || !owners.includes(owner)) {
      if (marking === 0)
        work.record({ kind: "change-left", region, reason: reasonToLeave(replica === null) });
      return;
    }
    if (owners.length === 1) {
      work.record({ kind: "failed", failure: lastOwner(region, owner) });
      return;
    }
    await sendUpdate(replica, { tags: withoutOwner(replica.tags, owner) }, work);
    await work.clock.sleep(PAUSE_BEFORE_READING, work.stop);
  }
}

function reasonToLeave(isGone: boolean) {
  return isGone ? "already-gone" : "already-as-wanted";
}

function lastOwner(region: Region, owner: string) {
  return observed(region, "update", "LastOwner", [
    `The other owners of the replica in ${displayName(region)} left it while this run worked, so ${owner} is its last ` +
      "one now. Its delete was not planned, so it stays, with its mark. Run again to delete it.",
  ]);
}
