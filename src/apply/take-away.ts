import type { Change, DeleteChange, UpdateChange } from "../plan/plan.js";
import { explainUntold } from "../plan/untold-owner.js";
import type { LeftReason } from "../registry/fact.js";
import { findMark, hasPassed, type Marks, readMarks, withoutOwners } from "../registry/marks.js";
import type { OwnerLife } from "../registry/owner-life.js";
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
    const kept = isSure ? null : await whyOwnersKeep(change, work);
    const replica = await readReplica({ region, name: name ?? region }, work, work.stop);
    const step: RemovalStep =
      kept === null
        ? nextRemoval(change, replica, { home: work.plan.registry.home, protect: work.plan.protect })
        : { kind: "left", reason: kept };
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

/**
 * GitHub is asked once more about the owners whose end was the reason. Gives why the change is left; null where they are
 * still dead, or nobody had to be asked.
 */
async function whyOwnersKeep(change: RemovalChange, work: Work): Promise<LeftReason | null> {
  const { lives, replications, stop } = work;
  const chosen = change.action === "delete" ? change.condition : change.marks;
  if (chosen === null || !("orphaned" in chosen) || chosen.orphaned.length === 0) return null;
  if (lives === null) return "owners-untold";
  const replica = await replications.get(change.name ?? change.region, stop);
  if (replica === null) return null;
  const marks = readMarks(replica.tags);
  const answers = await Promise.all(
    chosen.orphaned.map(async (owner) => ({ owner, life: await lives.ask(owner, stop) })),
  );
  const keeping = answers.filter(({ owner, life }) => {
    const mark = findMark(marks, owner);
    const hasEnded = mark !== null && hasPassed(mark, replica.seenAt);
    return life.kind === "alive" || (life.kind !== "ended" && !hasEnded);
  });
  if (keeping.length === 0) return null;
  const gone = chosen.orphaned.filter((owner) => !keeping.some((one) => one.owner === owner));
  const left = { ...marks, readable: marks.readable.filter(({ owner }) => !gone.includes(owner)) };
  warnOfUntold(change, keeping, left, work);
  return keeping.some(({ life }) => life.kind === "untold") ? "owners-untold" : "no-longer-matches";
}

/** What stays only because GitHub would not tell this time is named with what would free it. */
function warnOfUntold(
  { action, region }: RemovalChange,
  keeping: readonly { readonly owner: string; readonly life: OwnerLife }[],
  left: Marks,
  { record, stop }: Work,
): void {
  if (stop.aborted) return;
  for (const { owner, life } of keeping) {
    if (life.kind !== "untold") continue;
    const others = { ...left, readable: left.readable.filter((mark) => mark.owner !== owner) };
    const remedy = [explainUntold({ owner, region, reason: life.reason, others })];
    record({ kind: "warned", failure: observed(region, action, "OwnerUntold", remedy) });
  }
}

function leaveLastRoute(region: Region, work: Work): void {
  // Whether a route would have been left is not known then.
  if (work.stop.aborted) return;
  work.record({ kind: "change-left", region, reason: "last-routed-region" });
  work.record({ kind: "failed", failure: lastRouteToDelete(region) });
}

function lastOwner(region: Region, owner: string) {
  return observed(region, "update", "LastOwner", [
    `The other owners of the replica in ${displayName(region)} gave it up during this run, so ${owner} is its last ` +
      "one now. Deleting it would exceed max-delete, so it stays, with its mark. Run again with a higher " +
      "max-delete, or name the region in `regions`.",
  ]);
}
