import { findMark, isOnlyOwner, isPermanent, readMarks, saysNeed, withoutMarks } from "../registry/marks.js";
import { nearestRegions } from "../registry/nearest-names.js";
import { displayName, type Region } from "../registry/region.js";
import { isBeingDeleted, isFailed, type Replica, replicasIn } from "../registry/replica.js";
import type { DesiredState } from "../registry/request.js";
import { setTags } from "../registry/tags.js";
import { namesOfOwners } from "./decide-each.js";
import { type Decided, type RegionDecision, sortDecisions } from "./decided.js";
import { differingTags } from "./drift.js";
import type {
  Change,
  CreateChange,
  ImpossibleRegion,
  LeftOut,
  MarkEdit,
  UpdateChange,
  WantedReplica,
} from "./plan.js";
import { severalReplicas } from "./several-replicas.js";
import { isCorrectable, needOf } from "./tenure.js";

/** What upkeep is decided from. */
export interface Upkeep {
  readonly desired: DesiredState;
  readonly wanted: readonly WantedReplica[];
  readonly replicas: readonly Replica[];
  readonly protect: readonly Region[];
  /** Regions in which Azure offers replicas; null where that could not be read. */
  readonly offered: readonly Region[] | null;
  readonly now: Date;
}

/**
 * Decides what each wanted region needs: creates, corrections, repairs, and what no write can bring about. Replicas
 * are matched by region, never by name.
 */
export function decideUpkeep(upkeep: Upkeep): Decided<Change> {
  const decided = sortDecisions(
    upkeep.wanted.flatMap((one) => decideRegion(one, replicasIn(one.region, upkeep.replicas), upkeep)),
  );
  return hasHomeRow(decided.changes, upkeep) ? decided : withoutHomeUpdate(decided);
}

function decideRegion(
  wanted: WantedReplica,
  here: readonly Replica[],
  upkeep: Upkeep,
): readonly RegionDecision<Change>[] {
  const [replica] = here;
  if (here.length > 1) return [severalReplicas(wanted.region, here)];
  if (replica === undefined) return [wanted.isHome ? homeUpdate(wanted) : create(wanted, upkeep, null)];
  if (isBeingDeleted(replica) && !wanted.isHome) return [create(wanted, upkeep, replica.name)];
  if (isFailed(replica)) return decideFailed(wanted, replica, upkeep);
  return [update(wanted, replica, upkeep), leftUncorrected(wanted, replica, upkeep)];
}

/** Nothing is corrected on a failed replica; but what a run without an owner wants must not go with a loan's end. */
function decideFailed(
  wanted: WantedReplica,
  replica: Replica,
  upkeep: Upkeep,
): readonly RegionDecision<Change>[] {
  const repairing = upkeep.desired.repair ? repair(wanted, replica, upkeep) : null;
  if (repairing !== null && "action" in repairing) return [repairing];
  const marks = wanted.isHome || upkeep.desired.owner !== null ? null : markEdit(replica, upkeep);
  if (marks === null) return [repairing];
  return [repairing, edit(wanted, replica, NO_SETTINGS, marks)];
}

function create(
  wanted: WantedReplica,
  upkeep: Upkeep,
  after: string | null,
): CreateChange | ImpossibleRegion {
  const { region } = wanted;
  if (upkeep.offered !== null && !upkeep.offered.includes(region)) return notOffered(region, upkeep.offered);
  return {
    action: "create",
    region,
    reason:
      after === null
        ? `${displayName(region)} has no replica`
        : `the replica in ${displayName(region)} is being deleted`,
    name: freeName(region, upkeep),
    routing: wanted.routing === "keep" ? "enabled" : wanted.routing,
    tags: wanted.tags,
    need: needOf(upkeep.desired),
    after,
  };
}

function notOffered(region: Region, offered: readonly Region[]): ImpossibleRegion {
  const nearest = nearestRegions(region, offered);
  const hint = nearest.length === 0 ? "" : ` Did you mean ${nearest.join(", ")}?`;
  return {
    region,
    code: "RegionNotOffered",
    reason: `Azure offers no replica in ${region}.${hint} Correct the name in \`regions\`.`,
  };
}

/**
 * A new replica is named as its region; where another region's replica has that name, with a number after it, but
 * never as another wanted region, whose own replica may get that name.
 */
function freeName(region: Region, { wanted, replicas }: Upkeep): string {
  const elsewhere = replicas
    .filter((replica) => replica.region !== region)
    .map(({ name }) => name.toLowerCase());
  const others = wanted.map((one) => one.region).filter((other) => other !== region);
  const taken = new Set<string>([...elsewhere, ...others]);
  let name: string = region;
  for (let number = 2; taken.has(name); number += 1) name = `${region}${number}`;
  return name;
}

/**
 * A failed replica is repaired only where this run would make the same again: nobody else needs it, and no disabled
 * routing would be lost.
 */
function repair(wanted: WantedReplica, replica: Replica, upkeep: Upkeep): RegionDecision<Change> {
  const { region } = wanted;
  const reason = whyNotRepaired(wanted, replica, upkeep);
  if (reason !== null) return { region, reason: `it has failed, but ${reason}` };
  return {
    action: "repair",
    region,
    reason: `the replica in ${displayName(region)} has failed`,
    name: replica.name,
    routing: wanted.routing === "keep" ? replica.routing : wanted.routing,
    tags: setTags(withoutMarks(replica.tags), wanted.tags),
    need: needOf(upkeep.desired),
  };
}

function whyNotRepaired(wanted: WantedReplica, replica: Replica, upkeep: Upkeep): string | null {
  const { owner } = upkeep.desired;
  if (wanted.isHome) return "the home region is never deleted, not even for repair";
  if (upkeep.protect.includes(wanted.region)) return "`protect` forbids repairing it";
  if (owner !== null && !isOnlyOwner(readMarks(replica.tags), owner))
    return `only a replica whose only owner is ${owner} is repaired by its run. Repair it from a run without \`owner\``;
  if (replica.routing === "disabled" && wanted.routing === "keep")
    return "its routing is disabled, and that would be lost if the run were interrupted between delete and create. Set `routing` for this region";
  return null;
}

function update(wanted: WantedReplica, replica: Replica, upkeep: Upkeep): UpdateChange | null {
  const settings = isCorrectable(wanted, replica, upkeep.desired.owner)
    ? differingSettings(wanted, replica)
    : NO_SETTINGS;
  const marks = wanted.isHome ? null : markEdit(replica, upkeep);
  return edit(wanted, replica, settings, marks);
}

/** The change of a replica's settings and marks; null where there is nothing to change. */
function edit(
  wanted: WantedReplica,
  replica: Replica,
  settings: DifferingSettings,
  marks: MarkEdit | null,
): UpdateChange | null {
  const reasons = [...reasonsFor(settings, replica), ...(marks === null ? [] : [markReason(marks, replica)])];
  if (reasons.length === 0) return null;
  const tags = Object.fromEntries(settings.tags.map((name) => [name, wanted.tags[name] ?? ""]));
  const { region } = wanted;
  const { name } = replica;
  return {
    action: "update",
    region,
    reason: reasons.join("; "),
    name,
    routing: settings.routing,
    tags,
    marks,
  };
}

interface DifferingSettings {
  readonly routing: UpdateChange["routing"];
  readonly tags: readonly string[];
}

const NO_SETTINGS: DifferingSettings = { routing: null, tags: [] };

function differingSettings(wanted: WantedReplica, replica: Replica): DifferingSettings {
  const routing = wanted.routing !== "keep" && wanted.routing !== replica.routing ? wanted.routing : null;
  return { routing, tags: differingTags(wanted.tags, replica.tags) };
}

function reasonsFor({ routing, tags }: DifferingSettings, replica: Replica): readonly string[] {
  return [
    ...(routing === null ? [] : [`routing is ${replica.routing}, wanted is ${routing}`]),
    ...(tags.length === 0 ? [] : [`tags differ: ${tags.join(", ")}`]),
  ];
}

/** A run with an owner says which settings it would have changed on a replica that is not its own. */
function leftUncorrected(wanted: WantedReplica, replica: Replica, { desired }: Upkeep): LeftOut | null {
  const { owner } = desired;
  if (owner === null || isCorrectable(wanted, replica, owner)) return null;
  const { routing, tags } = differingSettings(wanted, replica);
  const differing = [...(routing === null ? [] : ["routing"]), ...(tags.length === 0 ? [] : ["tags"])];
  if (differing.length === 0) return null;
  const marks = readMarks(replica.tags);
  const others = { ...marks, readable: marks.readable.filter((mark) => mark.owner !== owner) };
  const whose = isPermanent(marks) ? "it is permanent" : `it is needed by ${namesOfOwners(others)}, too`;
  return { region: wanted.region, reason: `${differing.join(" and ")} stay as they are, since ${whose}` };
}

/** Asking for a replica on loan adds the run's owner; a run without one makes it permanent. */
function markEdit(replica: Replica, { desired, now }: Upkeep): MarkEdit | null {
  if (isPermanent(readMarks(replica.tags))) return null;
  const need = needOf(desired);
  if (need === null) return { kind: "make-permanent" };
  const until = need.ttl === null ? null : new Date(now.getTime() + need.ttl);
  return saysNeed(replica.tags, { owner: need.owner, until }) ? null : { kind: "add", ...need };
}

function markReason(edit: MarkEdit, replica: Replica): string {
  const marks = readMarks(replica.tags);
  if (edit.kind !== "add") return `it becomes permanent: no longer on loan to ${namesOfOwners(marks)}`;
  const isOwner = findMark(marks, edit.owner) !== null;
  return isOwner ? `the expiry of ${edit.owner} is renewed` : `${edit.owner} needs it too`;
}

/** Home's settings where LIST has no row for home: the row comes with the first replica. */
function homeUpdate(wanted: WantedReplica): UpdateChange | null {
  const routing = wanted.routing === "disabled" ? wanted.routing : null;
  const tags = Object.keys(wanted.tags).toSorted();
  const reasons = [
    ...(routing === null ? [] : ["routing is enabled, wanted is disabled"]),
    ...(tags.length === 0 ? [] : [`tags differ: ${tags.join(", ")}`]),
  ];
  if (reasons.length === 0) return null;
  const { region } = wanted;
  const reason = reasons.join("; ");
  return { action: "update", region, reason, name: null, routing, tags: wanted.tags, marks: null };
}

/** Azure makes the row of home within seconds after the first replica. */
function hasHomeRow(changes: readonly Change[], { replicas }: Upkeep): boolean {
  return replicas.length > 0 || changes.some(({ action }) => action === "create");
}

/** Without a first replica there will be no row for home, so nothing of home's can be set. */
function withoutHomeUpdate({ changes, leftOut, impossible }: Decided<Change>): Decided<Change> {
  const reason =
    "Azure keeps settings of the home region only once the registry has a replica. List at least one other region.";
  const unmade = changes.map(
    ({ region }): ImpossibleRegion => ({ region, code: "HomeHasNoReplica", reason }),
  );
  return { changes: [], leftOut, impossible: [...impossible, ...unmade] };
}
