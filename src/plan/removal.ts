import {
  findMark,
  hasPassed,
  isNeededByOthers,
  isOnlyOwner,
  isPermanent,
  type Mark,
  type Marks,
  ownersIn,
  printTime,
  readMarks,
} from "../registry/marks.js";
import type { OwnerLife } from "../registry/owner-life.js";
import { displayName, type Region } from "../registry/region.js";
import type { Replica } from "../registry/replica.js";
import type { MaxDelete, RemoveJob } from "../registry/request.js";
import { decideEach, leftProtected, namesOfOwners, type Removal } from "./decide-each.js";
import type { Decided, RegionDecision } from "./decided.js";
import type { ChosenMarks, DeleteChange, LeftOut, UpdateChange, Warning } from "./plan.js";
import { explainUntold } from "./untold-owner.js";

/** What a removal is decided from. */
export interface RemovalRequest {
  readonly job: RemoveJob;
  readonly home: Region;
  readonly replicas: readonly Replica[];
  readonly protect: readonly Region[];
  readonly maxDelete: MaxDelete;
  /** What GitHub told of the owners; empty unless `only-orphaned` asks. */
  readonly lives: ReadonlyMap<string, OwnerLife>;
  readonly now: Date;
}

/** What `remove` takes away, and what a person should know of what stays. */
export interface RemovalDecision extends Decided<Removal> {
  readonly warnings: readonly Warning[];
}

/** Selects by all selectors that are given. */
export function decideRemoval(removal: RemovalRequest): RemovalDecision {
  const away = decideEach(removal.replicas, (replica) => decide(replica, removal));
  return {
    changes: away.changes.map((change) => withEnd(change, away.changes, removal)),
    leftOut: [...away.leftOut, ...leftAbsent(removal)],
    impossible: away.impossible,
    warnings: [...warnOfOpenPullRequests(removal), ...warnOfUntold(removal)],
  };
}

function decide(replica: Replica, removal: RemovalRequest): RegionDecision<Removal> {
  const { job, home, protect } = removal;
  const { region } = replica;
  if (job.regions !== null && !job.regions.includes(region)) return null;
  const chosen = chooseMarks(replica, removal);
  const isWhole = isDeletable(replica, removal);
  if (!isWhole && chosen.length === 0) return leftUnselected(replica, removal);
  if (region === home) return { region, reason: "the home region is never deleted" };
  if (!isWhole) return takeOff(replica, chosen, removal);
  return protect.includes(region) ? leftProtected(replica) : deletion(replica, removal);
}

/** How a removal selects: by their regions alone, by an owner that leaves, or by what their marks say. */
export function selectionOf({
  owner,
  onlyExpired,
  onlyOrphaned,
}: RemoveJob): "by-region" | "by-owner" | "by-marks" {
  if (onlyExpired || onlyOrphaned) return "by-marks";
  return owner === null ? "by-region" : "by-owner";
}

/** Whether nobody is left who needs the replica, once the marks that the selectors choose are gone. */
function isDeletable({ tags }: Replica, removal: RemovalRequest): boolean {
  const { job, now } = removal;
  const marks = readMarks(tags);
  switch (selectionOf(job)) {
    case "by-region":
      return !isNeededByOthers(marks, null, now);
    case "by-owner":
      return job.owner !== null && isOnlyOwner(marks, job.owner);
    case "by-marks": {
      const isOwnersOwn = job.owner === null || findMark(marks, job.owner) !== null;
      const hasOnlyEnded =
        marks.unreadable.length === 0 && marks.readable.every((mark) => isOver(mark, removal));
      return !isPermanent(marks) && isOwnersOwn && hasOnlyEnded;
    }
  }
}

/** The marks that are taken off where the replica stays. */
function chooseMarks({ tags }: Replica, removal: RemovalRequest): readonly Mark[] {
  const { job } = removal;
  const selection = selectionOf(job);
  if (selection === "by-region") return [];
  return readMarks(tags).readable.filter(
    (mark) =>
      (job.owner === null || mark.owner === job.owner) && (selection === "by-owner" || isOver(mark, removal)),
  );
}

/** Whether the need behind a mark has ended, by every selector that is given. */
function isOver(mark: Mark, { job, lives, now }: RemovalRequest): boolean {
  return (!job.onlyExpired || hasPassed(mark, now)) && (!job.onlyOrphaned || isOrphaned(mark, lives, now));
}

/**
 * A pull request that is closed and a run that has ended need nothing any more; of all others only the time tells, and
 * of those that live not even the time.
 */
function isOrphaned(mark: Mark, lives: RemovalRequest["lives"], now: Date): boolean {
  const life = lives.get(mark.owner)?.kind ?? "unlisted";
  return life === "ended" || (life !== "alive" && hasPassed(mark, now));
}

function takeOff(replica: Replica, chosen: readonly Mark[], removal: RemovalRequest): UpdateChange {
  const { region, name } = replica;
  const { owner } = removal.job;
  const marks = readMarks(replica.tags);
  const going = chosen.map((mark) => mark.owner);
  const rest: Marks = {
    ...marks,
    readable: marks.readable.filter(({ owner: other }) => !going.includes(other)),
  };
  return {
    action: "update",
    region,
    reason: `${displayName(region)} stays for ${namesOfOwners(rest)}; the mark of ${going.join(", ")} is taken off`,
    name,
    routing: null,
    tags: {},
    marks:
      selectionOf(removal.job) === "by-owner" && owner !== null
        ? { kind: "release", owner, whenLast: "keep" }
        : { kind: "take-off", ...conditionOf(chosen, removal) },
  };
}

/** What must hold of the chosen marks when they are read again. */
function conditionOf(marks: readonly Mark[], { job, lives, now }: RemovalRequest): ChosenMarks {
  const isByTime = (mark: Mark) =>
    selectionOf(job) === "by-region" || job.onlyExpired || lives.get(mark.owner)?.kind !== "ended";
  return {
    marks,
    passed: marks.filter((mark) => isByTime(mark) && hasPassed(mark, now)).map(({ owner }) => owner),
    orphaned: job.onlyOrphaned ? marks.map(({ owner }) => owner) : [],
  };
}

/**
 * Two owners may leave at the same time, and then the one that reads last deletes. Where `max-delete` counts such
 * deletes, that one must fit beside those that were counted.
 */
function withEnd(change: Removal, all: readonly Removal[], removal: RemovalRequest): Removal {
  const { job, protect, maxDelete } = removal;
  if (change.action === "delete" || change.marks?.kind !== "release") return change;
  const { limit, isSetByWorkflow } = maxDelete;
  const isCounted = isSetByWorkflow && job.regions === null;
  const fits = !isCounted || limit === null || all.length <= limit;
  const whenLast = fits && !protect.includes(change.region) ? "delete" : "keep";
  return { ...change, marks: { ...change.marks, whenLast } };
}

function deletion(replica: Replica, removal: RemovalRequest): DeleteChange {
  const { owner } = removal.job;
  const { readable } = readMarks(replica.tags);
  return {
    action: "delete",
    region: replica.region,
    reason: deletionReason(replica, removal),
    name: replica.name,
    condition:
      selectionOf(removal.job) === "by-owner" && owner !== null
        ? { kind: "release", owner }
        : { kind: "same-marks", ...conditionOf(readable, removal) },
  };
}

function deletionReason({ region }: Replica, { job }: RemovalRequest): string {
  const where = displayName(region);
  if (job.onlyOrphaned) return `none of the owners of ${where} is alive`;
  if (job.onlyExpired) return `every owner of ${where} has expired`;
  return job.owner === null
    ? `${where} is named in \`regions\``
    : `${job.owner} is the last owner of ${where}`;
}

/** A region that was named is told where the other selectors do not match its replica: it was meant. */
function leftUnselected(replica: Replica, removal: RemovalRequest): LeftOut | null {
  const { region } = replica;
  if (removal.job.regions === null || !removal.job.regions.includes(region)) return null;
  return { region, reason: whyUnselected(readMarks(replica.tags), removal) };
}

function whyUnselected(marks: Marks, { job, now }: RemovalRequest): string {
  if (isPermanent(marks)) return "it is permanent: it has no owners";
  if (job.owner !== null && findMark(marks, job.owner) === null)
    return `needed by ${namesOfOwners(marks)}, not by ${job.owner}`;
  const lasting = marks.readable.filter((mark) => !hasPassed(mark, now));
  const [first] = lasting;
  if (job.onlyExpired && first !== undefined)
    return first.until === null
      ? `${first.owner} needs it without a time limit`
      : `${first.owner} needs it until ${printTime(first.until)}`;
  return `needed by ${namesOfOwners(marks)}`;
}

function leftAbsent({ job, replicas }: RemovalRequest): readonly LeftOut[] {
  const present = new Set(replicas.map(({ region }) => region));
  const absent = (job.regions ?? []).filter((region) => !present.has(region));
  return absent.map((region) => ({ region, reason: "it has no replica" }));
}

/** The time has passed and the pull request is open: whoever opened it may still count on the replica. */
function warnOfOpenPullRequests(removal: RemovalRequest): readonly Warning[] {
  return marksInScope(removal)
    .filter(({ mark }) => removal.lives.get(mark.owner)?.kind === "alive" && hasPassed(mark, removal.now))
    .map(({ region, mark }) => ({
      region,
      text: `${mark.owner} on the replica in ${displayName(region)} has expired, but it is still open or running on GitHub, so the replica stays. Close it, or remove it by \`owner\`.`,
    }));
}

/** What stays only because GitHub would not tell is named with what would free it. */
function warnOfUntold(removal: RemovalRequest): readonly Warning[] {
  return marksInScope(removal).flatMap(({ region, mark, marks }) => {
    const life = removal.lives.get(mark.owner);
    if (life?.kind !== "untold" || !staysUntold(mark, removal)) return [];
    const lasting = marks.readable.filter((one) => one.owner !== mark.owner && !isOver(one, removal));
    const others: Marks = { readable: lasting, unreadable: marks.unreadable };
    // Whatever GitHub told, `protect` would keep it.
    if (isPermanent(others) && removal.protect.includes(region)) return [];
    return [{ region, text: explainUntold({ owner: mark.owner, region, reason: life.reason, others }) }];
  });
}

/** Whether nothing but GitHub's silence keeps the mark: neither is its time up, nor does its time keep it. */
function staysUntold(mark: Mark, { job, now }: RemovalRequest): boolean {
  return !hasPassed(mark, now) && !job.onlyExpired;
}

function marksInScope({ job, home, replicas }: RemovalRequest) {
  return replicas
    .filter(({ region }) => region !== home && (job.regions === null || job.regions.includes(region)))
    .map(({ region, tags }) => ({ region, marks: readMarks(tags) }))
    .flatMap(({ region, marks }) => marks.readable.map((mark) => ({ region, mark, marks })))
    .filter(({ mark }) => job.owner === null || mark.owner === job.owner);
}

/** The owners on whose lives a removal depends. */
export function ownersToAskAbout(job: RemoveJob, replicas: readonly Replica[]): readonly string[] {
  if (!job.onlyOrphaned) return [];
  const inScope = replicas.filter(({ region }) => job.regions === null || job.regions.includes(region));
  return [...new Set(inScope.flatMap(({ tags }) => ownersIn(readMarks(tags))))];
}
