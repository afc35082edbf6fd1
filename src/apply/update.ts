import type { Mark, MarkEdit, UpdateChange } from "../plan/plan.js";
import { readOwnership, setTags, withoutOwner } from "../registry/ownership.js";
import type { Region } from "../registry/region.js";
import { isBeingDeleted, isInOperation, type Replica, type Tags } from "../registry/replica.js";
import { markTags } from "./create.js";
import type { ReplicaEdit } from "./ports.js";
import { noteSent } from "./step.js";
import type { Work } from "./tools.js";
import type { Watch } from "./watch.js";

/**
 * Sends the PATCH with what still differs when the replica is read again; an operation that somebody else has
 * under way is waited out first. Null when the replica is gone or being deleted, or the run was stopped.
 */
export async function updateReplica(change: UpdateChange, work: Work, watch: Watch): Promise<Replica | null> {
  const replica = await readSettled(change, work, watch);
  if (replica === null || work.stop.aborted) return null;
  const edit = editOf(change, replica, work);
  if (edit === null) {
    work.record({ kind: "change-left", region: change.region, reason: "already-as-wanted" });
    return replica;
  }
  return sendUpdate(replica, edit, work, watch);
}

async function sendUpdate(replica: Replica, edit: ReplicaEdit, work: Work, watch: Watch): Promise<Replica> {
  const { name, region } = replica;
  noteSent(work, region, "update");
  const updated = await work.replications.update(name, edit, work.halt);
  watch.noteWrite();
  work.record({ kind: "write-accepted", region, action: "update", replica: updated, found: false });
  return updated;
}

/** Azure makes the row of home within seconds after the first replica. */
const LONGEST_ABSENCE = 60_000;

async function readSettled(
  { region, name }: UpdateChange,
  work: Work,
  watch: Watch,
): Promise<Replica | null> {
  const seen = name === null ? null : await work.replications.get(name, work.stop);
  if (name !== null && (seen === null || isBeingDeleted(seen))) return null;
  if (seen !== null && !isInOperation(seen)) return seen;
  // Home's row comes with the first replica; a busy replica is joined, not fought.
  const begun = work.clock.now();
  const settled = await watch.until<Replica | "absent">({ region, name }, (replica, at) => {
    if (replica === null) return at - begun >= LONGEST_ABSENCE ? "absent" : null;
    return isInOperation(replica) ? null : replica;
  });
  return settled === "absent" ? null : settled;
}

/** What still has to be written; null when nothing does. The tags are the whole map just read, ours merged in. */
function editOf(change: UpdateChange, replica: Replica, work: Work): ReplicaEdit | null {
  const tags = editMark(setTags(replica.tags, change.tags), change.mark, replica, work);
  const edit: ReplicaEdit = {
    ...(change.routing !== null && change.routing !== replica.routing ? { routing: change.routing } : {}),
    ...(isSameMap(tags, replica.tags) ? {} : { tags }),
  };
  return Object.keys(edit).length === 0 ? null : edit;
}

function editMark(tags: Tags, mark: MarkEdit | null, replica: Replica, work: Work): Tags {
  if (mark === null) return tags;
  if (mark.kind === "take-off") return withoutOwner(tags, mark.owner);
  const isPermanent = readOwnership(replica).owners.length === 0;
  return isPermanent ? tags : markTags(tags, mark, work);
}

function isSameMap(left: Tags, right: Tags): boolean {
  const names = Object.keys(left);
  return names.length === Object.keys(right).length && names.every((name) => left[name] === right[name]);
}

const MOST_MARKINGS = 3;
const PAUSE_BEFORE_READING = 1_000;

/**
 * Reads the mark again after it was written, and writes it again where another run overwrote it: tags have no
 * lock. `isOurs`: this run created the replica, so it is marked even when the overwriting left no owner.
 */
export async function keepMark(
  region: Region,
  name: string,
  mark: Mark,
  isOurs: boolean,
  work: Work,
  watch: Watch,
): Promise<void> {
  for (let marking = 0; marking < MOST_MARKINGS; marking += 1) {
    const replica = await work.replications.get(name, work.stop);
    if (replica === null || replica.region !== region || isBeingDeleted(replica)) return;
    const { owners } = readOwnership(replica);
    if (owners.includes(mark.owner) || (owners.length === 0 && !isOurs)) return;
    await sendUpdate(replica, { tags: markTags(replica.tags, mark, work) }, work, watch);
  }
}

/** Takes a mark off and makes sure that it stays off, as {@link keepMark} does for one that was put on. */
export async function keepMarkOff(name: string, owner: string, work: Work, watch: Watch): Promise<void> {
  for (let marking = 0; marking < MOST_MARKINGS; marking += 1) {
    await work.clock.sleep(PAUSE_BEFORE_READING, work.stop);
    if (work.stop.aborted) return;
    const replica = await work.replications.get(name, work.stop);
    if (replica === null || !readOwnership(replica).owners.includes(owner)) return;
    await sendUpdate(replica, { tags: withoutOwner(replica.tags, owner) }, work, watch);
  }
}
