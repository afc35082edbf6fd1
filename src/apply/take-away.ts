import { holds } from "../plan/condition.js";
import type { DeleteChange } from "../plan/plan.js";
import type { LeftReason } from "../registry/fact.js";
import { readOwnership } from "../registry/ownership.js";
import { isBeingDeleted, type Replica } from "../registry/replica.js";
import { type AbsenceProof, notGone, untilGone } from "./absence.js";
import { takeMarkOff } from "./keep-mark.js";
import { readReplica } from "./read.js";
import { attempt } from "./step.js";
import type { Work } from "./tools.js";
import { sendDelete } from "./write.js";

/** A read straight after a delete can flicker, so one 404 is no proof. */
const PROOF_OF_DELETE: AbsenceProof = { reads: 2, pause: 1_000 };

/** Carries out the plan's deletes, several at once. Each replica is read again right before. */
export async function takeAway(work: Work): Promise<void> {
  const changes = deletesOf(work);
  await Promise.all(
    changes.map((change) => attempt(change.region, "delete", work, () => deleteReplica(change, work))),
  );
}

/** The deletes of a plan. */
export function deletesOf({ plan }: Pick<Work, "plan">): readonly DeleteChange[] {
  return plan.changes.filter((change): change is DeleteChange => change.action === "delete");
}

async function deleteReplica(change: DeleteChange, work: Work): Promise<void> {
  const { region } = change;
  const replica = await readReplica(change, work, work.stop);
  if (replica === null) return leave(change, "already-gone", work);
  if (!isStillMeant(change, replica, work)) return leaveToOthers(change, replica, work);
  if (!isBeingDeleted(replica)) await sendDelete(change, "delete", work);
  const verdict = await untilGone(change, PROOF_OF_DELETE, work);
  if (verdict === "gone") work.record({ kind: "delete-confirmed", region });
  else if (verdict !== null) work.record({ kind: "failed", failure: notGone(region, "delete", verdict) });
}

function isStillMeant({ region, condition }: DeleteChange, replica: Replica, { plan, clock }: Work): boolean {
  return region !== plan.registry.home && holds(condition, replica, clock.date());
}

function leave({ region }: DeleteChange, reason: LeftReason, work: Work): void {
  work.record({ kind: "change-left", region, reason });
}

/** Somebody joined since the plan was made. The replica stays; when we leave it, our mark goes. */
async function leaveToOthers(change: DeleteChange, replica: Replica, work: Work): Promise<void> {
  const { condition } = change;
  leave(change, "no-longer-matches", work);
  if (condition.kind !== "only-owner" || condition.whenShared === "leave") return;
  const { owners } = readOwnership(replica);
  if (owners.includes(condition.owner)) await takeMarkOff(change, condition.owner, work);
}
