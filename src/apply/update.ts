import type { MarkEdit, UpdateChange } from "../plan/plan.js";
import { RequestFailed } from "../registry/failure.js";
import { readOwnership, setTags, withoutOwner } from "../registry/ownership.js";
import {
  describeState,
  hasSameTags,
  isBeingDeleted,
  isInOperation,
  type Replica,
  type Tags,
} from "../registry/replica.js";
import { markTags } from "./mark-tags.js";
import type { ReplicaEdit } from "./ports.js";
import { readReplica } from "./read.js";
import { explainWait } from "./settle.js";
import type { Work } from "./tools.js";
import type { Judge, Target } from "./watch.js";
import { sendUpdate } from "./write.js";

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
  const replica = await readSettled(correction, work);
  if (replica === null) return null;
  const edit = editOf(correction, replica, work);
  if (edit === null) return { replica, isSent: false };
  const sent = await sendUpdate(replica, edit, work);
  if (sent === "put-off") return correctReplica(correction, work);
  return sent === null ? null : { replica: sent, isSent: true };
}

/** Azure makes the row of home within seconds after the first replica. */
const LONGEST_WITHOUT_HOME = 60_000;

/**
 * Reads a replica once nothing is under way on it: an operation of somebody else's is joined, not fought. Null when
 * it is gone or being deleted, or the run was stopped. A target without a name is home, whose row is yet to come.
 * Throws `RequestFailed` when the operation is stuck.
 */
export async function readSettled(target: Target, work: Work): Promise<Replica | null> {
  const { region, name } = target;
  if (name !== null) {
    const replica = await readReplica({ region, name }, work, work.stop);
    if (replica === null || isBeingDeleted(replica)) return null;
    if (!isInOperation(replica)) return replica;
  }
  const now = work.clock.now();
  const giveUpAt = name === null ? now + LONGEST_WITHOUT_HOME : now;
  const judge = judgeSettled(giveUpAt, work.plan.stuckAfter);
  const settled = await work.watch.until(target, { state: null, since: now }, judge);
  if (settled === "stuck") throw new RequestFailed(explainWait("stuck", region, work.plan));
  return settled === "absent" ? null : settled;
}

interface Settling {
  readonly state: string | null;
  readonly since: number;
}

function judgeSettled(giveUpAt: number, stuckAfter: number): Judge<Settling, Replica | "absent" | "stuck"> {
  return (before, replica, at) => {
    if (replica === null) return { memory: before, verdict: at >= giveUpAt ? "absent" : null };
    const state = describeState(replica);
    const memory = state === before.state ? before : { state, since: at };
    if (!isInOperation(replica)) return { memory, verdict: replica };
    const isStuck = stuckAfter > 0 && at - memory.since >= stuckAfter;
    return { memory, verdict: isStuck ? "stuck" : null };
  };
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
