import { holds } from "../plan/delete-condition.js";
import type { DeleteChange, UpdateChange } from "../plan/plan.js";
import type { LeftReason } from "../registry/fact.js";
import { isBeingDeleted, type Replica } from "../registry/replica.js";
import { attempt } from "./attempt.js";
import { isRouteLeft, lastRouteToDelete } from "./close-routes.js";
import { readReplica } from "./read-replica.js";
import { type GoneProof, notGone, untilGone } from "./wait/until-gone.js";
import type { Work } from "./work.js";
import { type Release, releaseReplica } from "./write/release-replica.js";
import { type PutOff, sendDelete } from "./write/send-write.js";

/** A read straight after a delete can flicker, so one 404 is no proof. */
const PROOF_OF_DELETE: GoneProof = { reads: 2, pause: 1_000 };

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

async function leave(leaving: Release, work: Work): Promise<void> {
  await deleteOnceDecided(() => releaseReplica(leaving, work), work);
}

async function deleteReplica(change: DeleteChange, work: Work): Promise<void> {
  await deleteOnceDecided(() => readToDelete(change, work), work);
}

/** The replica as just read; null where it is not to be deleted any more. */
async function readToDelete(change: DeleteChange, work: Work): Promise<Replica | null> {
  const replica = await readReplica(change, work, work.stop);
  if (replica !== null && isStillMeant(change, replica, work)) return replica;
  leaveBe(change, replica === null ? "already-gone" : "no-longer-matches", work);
  return null;
}

/**
 * Deletes the replica that `decide` reads, unless it is the last behind the global endpoint. Between the last read and
 * the delete there is nothing that takes time: after a look at the routes, and after a delete that was put off, it is
 * decided anew.
 */
async function deleteOnceDecided(decide: () => Promise<Replica | null>, work: Work): Promise<void> {
  for (let isRouteSure = false; ; ) {
    const replica = await decide();
    if (replica === null) return;
    if (isRouteSure || replica.routing === "disabled" || isBeingDeleted(replica)) {
      if ((await deleteAsRead(replica, work)) !== "put-off") return;
      isRouteSure = false;
    } else if (await isRouteLeft(replica.region, work)) isRouteSure = true;
    else return leaveLastRoute(replica, work);
  }
}

function leaveLastRoute({ region }: Replica, work: Work): void {
  work.record({ kind: "change-left", region, reason: "last-routed-region" });
  work.record({ kind: "failed", failure: lastRouteToDelete(region) });
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
