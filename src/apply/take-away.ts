import { holds } from "../plan/condition.js";
import type { DeleteChange, UpdateChange } from "../plan/plan.js";
import { readOwnership } from "../registry/ownership.js";
import { displayName, type Region } from "../registry/region.js";
import { isBeingDeleted, type Replica } from "../registry/replica.js";
import { type AbsenceVerdict, untilGone } from "./absence.js";
import { attempt, noteSent, observed } from "./step.js";
import type { Work } from "./tools.js";
import { keepMarkOff, updateReplica } from "./update.js";
import type { Watch } from "./watch.js";

/** A read straight after a delete can flicker, so one 404 is no proof. */
const READS_AFTER_DELETE = 2;

/** Carries out the plan's deletes, several at once. Each replica is read again right before. */
export async function takeAway(work: Work, watch: Watch): Promise<void> {
  const changes = deletesOf(work);
  await Promise.all(
    changes.map((change) => attempt(change.region, "delete", work, () => deleteReplica(change, work, watch))),
  );
}

/** The deletes of a plan. */
export function deletesOf({ plan }: Pick<Work, "plan">): readonly DeleteChange[] {
  return plan.changes.filter((change): change is DeleteChange => change.action === "delete");
}

async function deleteReplica(change: DeleteChange, work: Work, watch: Watch): Promise<void> {
  const { region, name } = change;
  if (work.stop.aborted) return;
  const replica = await work.replications.get(name, work.stop);
  work.record({ kind: "replica-seen", region, replica });
  if (replica === null) return leave(region, "already-gone", work);
  if (!isStillMeant(change, replica, work)) return leaveToOthers(change, replica, work, watch);
  if (!isBeingDeleted(replica)) await sendDelete(change, work, watch);
  const verdict = await untilGone(region, name, READS_AFTER_DELETE, work, watch);
  if (verdict === "gone") work.record({ kind: "delete-confirmed", region });
  else if (verdict !== null) work.record({ kind: "failed", failure: notGone(region, verdict) });
}

async function sendDelete({ region, name }: DeleteChange, work: Work, watch: Watch): Promise<void> {
  noteSent(work, region, "delete");
  await work.replications.delete(name, region, work.halt);
  watch.noteWrite();
  work.record({ kind: "write-accepted", region, action: "delete", replica: null, found: false });
}

function isStillMeant({ region, condition }: DeleteChange, replica: Replica, { plan, clock }: Work): boolean {
  const isSafe = replica.region === region && region !== plan.registry.home;
  return isSafe && holds(condition, replica, clock.date());
}

function leave(region: Region, reason: "already-gone" | "no-longer-matches", work: Work): void {
  work.record({ kind: "change-left", region, reason });
}

/** Somebody joined since the plan was made. The replica stays; when we leave it, our mark goes. */
async function leaveToOthers(
  change: DeleteChange,
  replica: Replica,
  work: Work,
  watch: Watch,
): Promise<void> {
  const { region, name, condition } = change;
  leave(region, "no-longer-matches", work);
  if (condition.kind !== "only-owner" || condition.whenShared === "leave") return;
  if (!readOwnership(replica).owners.includes(condition.owner)) return;
  await takeMarkOff(
    {
      action: "update",
      region,
      reason: change.reason,
      name,
      routing: null,
      tags: {},
      mark: { kind: "take-off", owner: condition.owner },
    },
    work,
    watch,
  );
}

/** Takes our mark off a replica that others still need, and makes sure that it stays off. */
export async function takeMarkOff(change: UpdateChange, work: Work, watch: Watch): Promise<void> {
  const updated = await updateReplica(change, work, watch);
  if (updated === null || change.mark === null) return;
  await keepMarkOff(updated.name, change.mark.owner, work, watch);
}

function notGone(region: Region, verdict: Exclude<AbsenceVerdict, "gone">) {
  const seen = verdict === "failed" ? "shows it as failed" : "still shows it, unchanged for long";
  return observed(region, "delete", "DeleteDidNotEnd", [
    `Azure accepted the delete of the replica in ${displayName(region)}, but ${seen}. ` +
      "Look for a lock or a policy in the activity log, then run again.",
  ]);
}
