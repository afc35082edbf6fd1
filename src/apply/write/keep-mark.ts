import type { Mark } from "../../plan/plan.js";
import { EXPIRES_TAG, OWNER_TAG, readOwnership, saysNeed } from "../../registry/ownership.js";
import { displayName, type Region } from "../../registry/region.js";
import { isBeingDeleted, type Replica } from "../../registry/replica.js";
import { observed } from "../attempt.js";
import { readReplica } from "../read-replica.js";
import type { Work } from "../work.js";
import type { Written } from "./create.js";
import { markTags } from "./mark-tags.js";
import { sendUpdate } from "./send-write.js";

/** Tags have no lock: a run that read before our write may write after it, and so the mark is read once more. */
export const PAUSE_BEFORE_READING = 1_000;
/** Of runs that write at the same moment one wins, so this is enough for as many. */
export const MOST_MARKINGS = 10;
/** So long another run may take to see that our PUT went over its mark: it reads the mark when its wait has ended. */
const LONGEST_UNTIL_RESTORED = 20_000;

/**
 * Reads the mark again after it was written, and writes it again where another run overwrote it or its expiry. A
 * replica without owners that is not ours is permanent, and gets no mark. Gives false when the replica is not there any
 * more.
 */
export async function keepMark(
  region: Region,
  { name, origin, at }: Written,
  mark: Mark,
  work: Work,
): Promise<boolean> {
  const { clock, stop } = work;
  const begun = clock.now();
  let writtenAt = at;
  for (let markings = 0; !stop.aborted; ) {
    await clock.sleep(writtenAt + PAUSE_BEFORE_READING - clock.now(), stop);
    if (stop.aborted) break;
    const replica = await readReplica({ region, name }, work, stop);
    if (replica === null || isBeingDeleted(replica)) return false;
    const mayBeRestored = origin === "overwritten" && clock.now() - begun < LONGEST_UNTIL_RESTORED;
    const isToBeMarked = origin === "ours" || readOwnership(replica).owners.length > 0;
    if (isMarked(replica, mark, work) || (!isToBeMarked && !mayBeRestored)) return true;
    if (markings === MOST_MARKINGS) {
      work.record({ kind: "failed", failure: markLost(region, mark.owner) });
      return true;
    }
    if (isToBeMarked) {
      const sent = await sendUpdate(replica, { tags: markTags(replica.tags, mark, work) }, work);
      if (sent === null) return false;
      if (sent !== "put-off") markings += 1;
    }
    writtenAt = clock.now();
  }
  return true;
}

/** Whoever overwrites a mark may leave the owner and take back the expiry. A life counts from no earlier than the run. */
function isMarked({ tags }: Replica, { owner, ttl }: Mark, { clock }: Work): boolean {
  const begin = clock.date().getTime() - clock.now();
  return saysNeed(tags, owner, ttl === null ? null : new Date(begin + ttl));
}

function markLost(region: Region, owner: string) {
  return observed(region, "update", "MarkLost", [
    `The tags ${OWNER_TAG} and ${EXPIRES_TAG} of the replica in ${displayName(region)} were overwritten each time ` +
      `that ${owner} was written into them, so nobody knows that it is needed, or for how long, and others may delete ` +
      "it. Find out what else writes the tags of this replica, then run again.",
  ]);
}
