import { holds } from "../plan/condition.js";
import type { DeleteChange, UpdateChange } from "../plan/plan.js";
import type { LeftReason } from "../registry/fact.js";
import { isBeingDeleted, type Replica } from "../registry/replica.js";
import { type AbsenceProof, notGone, untilGone } from "./absence.js";
import { type Leaving, leaveReplica } from "./leave.js";
import { readReplica } from "./read.js";
import { attempt } from "./step.js";
import type { Work } from "./tools.js";
import { type PutOff, sendDelete } from "./write.js";

/** A read straight after a delete can flicker, so one 404 is no proof. */
const PROOF_OF_DELETE: AbsenceProof = { reads: 2, pause: 1_000 };

/** Carries out the plan's deletes, several at once. Each replica is read again right before. */
export async function takeAway(work: Work): Promise<void> {
  const changes = deletesOf(work);
  await Promise.all(
    changes.map((change) => attempt(change.region, "delete", work, () => takeReplicaAway(change, work))),
  );
}

/** The deletes of a plan. */
export function deletesOf({ plan }: Pick<Work, "plan">): readonly DeleteChange[] {
  return plan.changes.filter((change): change is DeleteChange => change.action === "delete");
}

/** Takes our mark off a replica that others still need; where they have all left since, deletes it as the plan says. */
export async function takeMarkOff(change: UpdateChange, work: Work): Promise<void> {
  const { mark, name } = change;
  if (mark?.kind !== "take-off" || name === null) return;
  await leave({ change, name, owner: mark.owner, whenLast: mark.whenLast }, work);
}

function takeReplicaAway(change: DeleteChange, work: Work): Promise<void> {
  const { condition, name } = change;
  return condition.kind === "only-owner" && condition.whenShared === "take-mark-off"
    ? leave({ change, name, owner: condition.owner, whenLast: "delete" }, work)
    : deleteReplica(change, work);
}

async function leave(leaving: Leaving, work: Work): Promise<void> {
  const replica = await leaveReplica(leaving, work);
  const sent = replica === null ? "sent" : await deleteAsRead(replica, work);
  if (sent === "put-off") await leave(leaving, work);
}

async function deleteReplica(change: DeleteChange, work: Work): Promise<void> {
  const replica = await readReplica(change, work, work.stop);
  if (replica === null) return leaveBe(change, "already-gone", work);
  if (!isStillMeant(change, replica, work)) return leaveBe(change, "no-longer-matches", work);
  const sent = await deleteAsRead(replica, work);
  if (sent === "put-off") await deleteReplica(change, work);
}

/** Sends the delete, unless one is under way, and waits until the replica is gone for good. */
async function deleteAsRead(replica: Replica, work: Work): Promise<"sent" | PutOff> {
  const { region } = replica;
  const sent = isBeingDeleted(replica) ? "sent" : await sendDelete(replica, "delete", work);
  if (sent === "put-off") return sent;
  const verdict = await untilGone(replica, PROOF_OF_DELETE, work);
  if (verdict === "gone" || verdict === "replaced") work.record({ kind: "delete-confirmed", region });
  else if (verdict !== null) work.record({ kind: "failed", failure: notGone(region, "delete", verdict) });
  return sent;
}

function isStillMeant({ region, condition }: DeleteChange, replica: Replica, { plan, clock }: Work): boolean {
  return region !== plan.registry.home && holds(condition, replica, clock.date());
}

function leaveBe({ region }: DeleteChange, reason: LeftReason, work: Work): void {
  work.record({ kind: "change-left", region, reason });
}
