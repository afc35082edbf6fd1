import type { CreateChange } from "../../plan/plan.js";
import type { WriteAction } from "../../registry/fact.js";
import { readOwnership, withoutOwner } from "../../registry/ownership.js";
import type { Replica } from "../../registry/replica.js";
import type { NewReplica } from "../ports.js";
import { readReplica } from "../read-replica.js";
import type { Work } from "../work.js";
import { markTags } from "./mark-tags.js";
import { sendUpdate, sendWrite } from "./send-write.js";
import { correctReplica } from "./update.js";

/** What a create needs to know: a planned one, or a repair's second half. */
export type Creation = Pick<CreateChange, "region" | "name" | "routing" | "tags" | "mark">;

/**
 * Whose the replica is that a way goes on with. `ours`: this run created it. `others`: it was there. `overwritten`:
 * it was there, and our PUT went over its tags.
 */
export type Origin = "ours" | "others" | "overwritten";

/** A replica that this run wrote to, or met where it was to write. */
export interface Written {
  readonly name: string;
  readonly origin: Origin;
  /** When that was, in milliseconds on the monotonic clock. */
  readonly at: number;
}

/**
 * Sends the PUT. One that met a replica which somebody else had just made was not a create and does not make the
 * replica ours: our mark is taken off again. Since a PUT goes over the tags that were there, a replica that is to be
 * shared is looked for once more before.
 */
export async function createReplica(
  creation: Creation,
  work: Work,
  action: WriteAction = "create",
): Promise<Written> {
  const { region, mark } = creation;
  const isThere = mark !== null && (await readReplica(creation, work, work.stop)) !== null;
  if (isThere) return meetReplica(creation, work);
  const { replica, isFound } = await sendWrite(region, action, work, async (signal) => {
    const answer = await work.replications.create(newReplica(creation, work), signal);
    return { replica: answer.replica, isFound: !answer.created };
  });
  const { name } = replica;
  const isOverwritten = isFound && mark !== null && readOwnership(replica).owners.includes(mark.owner);
  if (isOverwritten) await takeMarkOff(replica, mark.owner, work);
  return { name, origin: isOverwritten ? "overwritten" : isFound ? "others" : "ours", at: work.clock.now() };
}

/** Keeps in the journal that somebody else has made the replica that was to be created. */
export function meetReplica({ region, name }: Pick<Creation, "region" | "name">, work: Work): Written {
  work.record({ kind: "change-left", region, reason: "already-there" });
  return { name, origin: "others", at: work.clock.now() };
}

/** At once, so that a run that is stopped leaves no mark on what is not ours; else when nothing is under way on it. */
async function takeMarkOff(replica: Replica, owner: string, work: Work): Promise<void> {
  const { region, name } = replica;
  const sent = await sendUpdate(replica, { tags: withoutOwner(replica.tags, owner) }, work);
  if (sent !== "put-off") return;
  const mark = { kind: "take-off", owner, whenLast: "keep" } as const;
  await correctReplica({ region, name, routing: null, tags: {}, mark }, work);
}

function newReplica({ name, region, routing, tags, mark }: Creation, work: Work): NewReplica {
  return { name, region, routing, tags: mark === null ? tags : markTags(tags, mark, work) };
}
