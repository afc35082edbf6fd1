import type { Change, DeleteChange, UpdateChange } from "../plan/plan.js";
import { findMark, hasPassed, readMarks, withoutOwners } from "../registry/marks.js";
import { displayName, type Region } from "../registry/region.js";
import { attempt, observed } from "./attempt.js";
import { readReplica } from "./read-replica.js";
import { isRouteLeft, lastRouteToDelete } from "./routes-left.js";
import { pollInterval } from "./wait/poll-interval.js";
import { untilGone } from "./wait/until-gone.js";
import type { Work } from "./work.js";
import { nextRemoval, type RemovalChange, type RemovalStep } from "./write/next-removal.js";
import { notGone } from "./write/region-failures.js";
import { sendDelete, sendUpdate } from "./write/send-write.js";

/** Carries out the plan's deletes, several at once. Each replica is read again right before. */
export async function takeAway(work: Work): Promise<void> {
  await removeAll(deletesOf(work), work);
}

/** Takes marks off replicas that nobody here wants any more, but others do. */
export async function takeMarksOff(work: Work): Promise<void> {
  const wanted = new Set(work.plan.wanted.map(({ region }) => region));
  const changes = work.plan.changes.filter(
    (change): change is UpdateChange => change.action === "update" && !wanted.has(change.region),
  );
  await removeAll(changes, work);
}

/**
 * Takes up a removal again whose mark has come back as the last one. An owner that leaves takes the replica with it; a
 * clean-up leaves both to the next one.
 */
export async function releaseAgain(region: Region, work: Work): Promise<void> {
  const changes = work.plan.changes.filter(
    (change): change is RemovalChange => change.region === region && isRelease(change),
  );
  await removeAll(changes, work);
}

function isRelease(change: Change): boolean {
  if (change.action === "delete") return change.condition.kind === "release";
  return change.action === "update" && change.marks?.kind === "release";
}

/** The deletes of a plan. */
export function deletesOf({ plan }: Pick<Work, "plan">): readonly DeleteChange[] {
  return plan.changes.filter((change): change is DeleteChange => change.action === "delete");
}

async function removeAll(changes: readonly RemovalChange[], work: Work): Promise<void> {
  // What a lock holds has failed already.
  const isImpossible = ({ region }: RemovalChange) =>
    work.plan.impossible.some((one) => one.region === region);
  const possible = changes.filter((change) => !isImpossible(change));
  await Promise.all(
    possible.map((change) => attempt(change.region, change.action, work, () => removeOne(change, work))),
  );
}

/**
 * Reads the replica, asks what to do next and does it, until there is nothing left to do. What takes time is found out
 * first, so that nothing lies between the last read and the DELETE.
 */
async function removeOne(change: RemovalChange, work: Work): Promise<void> {
  const { region, name } = change;
  const begun = work.clock.now();
  let isSure = false;
  while (!work.stop.aborted) {
    const areDead = isSure || (await areOwnersDead(change, work));
    const replica = await readReplica({ region, name: name ?? region }, work, work.stop);
    const step = areDead
      ? nextRemoval(change, replica, { home: work.plan.registry.home, protect: work.plan.protect })
      : ({ kind: "left", reason: "no-longer-matches" } as const);
    const isRoutedDelete = step.kind === "delete" && step.replica.routing === "enabled";
    if (isRoutedDelete && !isSure) {
      isSure = await isRouteLeft(region, work);
      if (!isSure) return leaveLastRoute(region, work);
    } else {
      if (await take(step, change, begun, work)) return;
      isSure = false;
    }
  }
}

/** Does one step; true when it was the last one. */
async function take(step: RemovalStep, change: RemovalChange, begun: number, work: Work): Promise<boolean> {
  const { record, clock, stop } = work;
  const { region } = change;
  switch (step.kind) {
    case "left":
      record({ kind: "change-left", region, reason: step.reason });
      return true;
    case "last-owner":
      record({ kind: "failed", failure: lastOwner(region, step.owner) });
      return true;
    case "wait":
      await clock.sleep(pollInterval(clock.now() - begun), stop);
      return false;
    case "take-off":
      return takeOff(step, change, work);
    case "join":
      if (work.plan.confirmsDeletes) await confirmGone(step.replica, work);
      else record({ kind: "change-left", region, reason: "already-going" });
      return true;
    case "delete":
      if ((await sendDelete(step.replica, "delete", work)) === "put-off") return false;
      if (work.plan.confirmsDeletes) await confirmGone(step.replica, work);
      return true;
  }
}

async function takeOff(
  { replica, marks }: Extract<RemovalStep, { kind: "take-off" }>,
  change: RemovalChange,
  work: Work,
): Promise<boolean> {
  const { region, name } = replica;
  if (change.action === "delete") work.record({ kind: "change-left", region, reason: "no-longer-matches" });
  const tags = withoutOwners(
    replica.tags,
    marks.map(({ owner }) => owner),
  );
  const sent = await sendUpdate(replica, { tags }, work);
  if (sent === "put-off" || sent === null) return false;
  work.secondLooks.noteTakenOff(region, name, marks);
  return true;
}

async function confirmGone(
  target: { readonly region: Region; readonly name: string },
  work: Work,
): Promise<void> {
  const { region } = target;
  const verdict = await untilGone(target, work);
  if (verdict === "gone" || verdict === "replaced") work.record({ kind: "delete-confirmed", region });
  else if (verdict === "stays") work.record({ kind: "failed", failure: notGone(region, "delete") });
}

/** GitHub is asked once more about the owners whose end was the reason. */
async function areOwnersDead(change: RemovalChange, { lives, replications, stop }: Work): Promise<boolean> {
  const chosen = change.action === "delete" ? change.condition : change.marks;
  if (chosen === null || !("orphaned" in chosen) || chosen.orphaned.length === 0) return true;
  if (lives === null) return false;
  const replica = await replications.get(change.name ?? change.region, stop);
  const marks = replica === null ? null : readMarks(replica.tags);
  const answers = await Promise.all(
    chosen.orphaned.map(async (owner) => {
      const life = await lives.ask(owner, stop);
      const mark = marks === null ? null : findMark(marks, owner);
      const hasEnded = mark !== null && hasPassed(mark, replica?.seenAt ?? null);
      return life.kind === "ended" || (life.kind !== "alive" && hasEnded);
    }),
  );
  return marks === null || answers.every(Boolean);
}

function leaveLastRoute(region: Region, work: Work): void {
  // Whether a route would have been left is not known then.
  if (work.stop.aborted) return;
  work.record({ kind: "change-left", region, reason: "last-routed-region" });
  work.record({ kind: "failed", failure: lastRouteToDelete(region) });
}

function lastOwner(region: Region, owner: string) {
  return observed(region, "update", "LastOwner", [
    `The other owners of the replica in ${displayName(region)} left it while this run worked, so ${owner} is its last ` +
      "one now. Deleting it would be more than max-delete allows, so it stays, with its mark. Run again with a higher " +
      "max-delete, or name the region in `regions`.",
  ]);
}
