import type { MarkEdit, UpdateChange } from "../../plan/plan.js";
import { readOwnership, setTags, withoutOwner } from "../../registry/ownership.js";
import { hasSameTags, type Replica, type Tags } from "../../registry/replica.js";
import type { ReplicaEdit } from "../ports.js";
import { untilIdle } from "../wait/until-idle.js";
import type { Work } from "../work.js";
import { markTags } from "./mark-tags.js";
import { sendUpdate } from "./send-write.js";

/** What is to be corrected: a planned update, or our mark on a replica that turned out not to be ours. */
export type Correction = Pick<UpdateChange, "region" | "name" | "routing" | "tags" | "mark">;

/**
 * Sends the PATCH with what still differs when the replica is read again; an operation that somebody else has
 * under way is waited out first. Null when the replica is gone or being deleted, or the run was stopped.
 */
export async function updateReplica(correction: Correction, work: Work): Promise<Replica | null> {
  const corrected = await correctReplica(correction, work);
  const { region } = correction;
  if (corrected?.isSent === false) work.record({ kind: "change-left", region, reason: "already-as-wanted" });
  return corrected?.replica ?? null;
}

/** The replica after a correction. `isSent`: something differed, and a PATCH was sent. */
export interface Corrected {
  readonly replica: Replica;
  readonly isSent: boolean;
}

/** As {@link updateReplica}, for a replica for which the plan has no update. */
export async function correctReplica(correction: Correction, work: Work): Promise<Corrected | null> {
  const replica = await untilIdle(correction, work);
  if (replica === null) return null;
  const edit = editOf(correction, replica, work);
  if (edit === null) return { replica, isSent: false };
  const sent = await sendUpdate(replica, edit, work);
  if (sent === "put-off") return correctReplica(correction, work);
  return sent === null ? null : { replica: sent, isSent: true };
}

/** What still has to be written; null when nothing does. The tags are the whole map just read, ours merged in. */
function editOf(correction: Correction, replica: Replica, work: Work): ReplicaEdit | null {
  const { routing } = correction;
  const tags = editMark(setTags(replica.tags, correction.tags), correction.mark, replica, work);
  const edit: ReplicaEdit = {
    ...(routing !== null && routing !== replica.routing ? { routing } : {}),
    ...(hasSameTags(tags, replica.tags) ? {} : { tags }),
  };
  return Object.keys(edit).length === 0 ? null : edit;
}

function editMark(tags: Tags, mark: MarkEdit | null, replica: Replica, work: Work): Tags {
  if (mark === null) return tags;
  if (mark.kind === "take-off") return withoutOwner(tags, mark.owner);
  const isPermanent = readOwnership(replica).owners.length === 0;
  return isPermanent ? tags : markTags(tags, mark, work);
}
