import { nearestRegions } from "../registry/nearest-names.js";
import { EXPIRES_TAG, OWNER_TAG, readOwnership, setTags, withOwner } from "../registry/ownership.js";
import { displayName, type Region } from "../registry/region.js";
import { isBeingDeleted, isFailed, type Replica, replicasIn } from "../registry/replica.js";
import type { DesiredState } from "../registry/request.js";
import { differingTags } from "./drift.js";
import type {
  Change,
  CreateChange,
  ImpossibleRegion,
  Mark,
  MarkEdit,
  UpdateChange,
  WantedReplica,
} from "./plan.js";
import { severalReplicas } from "./several-replicas.js";

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

/** What the wanted regions need: creates, corrections, repairs, and what no write can bring about. */
export interface UpkeepDecision {
  readonly changes: readonly Change[];
  readonly impossible: readonly ImpossibleRegion[];
}

/** Decides what each wanted region needs. Replicas are matched by region, never by name. */
export function decideUpkeep(upkeep: Upkeep): UpkeepDecision {
  const needs = upkeep.wanted.map((one) =>
    decideRegion(one, replicasIn(one.region, upkeep.replicas), upkeep),
  );
  const changes = needs.filter((need): need is Change => need !== null && "action" in need);
  const impossible = needs.filter((need): need is ImpossibleRegion => need !== null && "code" in need);
  return withHomeRow(changes, impossible);
}

type Need = Change | ImpossibleRegion | null;

function decideRegion(wanted: WantedReplica, here: readonly Replica[], upkeep: Upkeep): Need {
  const [replica] = here;
  if (here.length > 1) return severalReplicas(wanted.region, here);
  if (replica === undefined) return wanted.isHome ? homeUpdate(wanted) : create(wanted, upkeep, null);
  if (isBeingDeleted(replica) && !wanted.isHome) return create(wanted, upkeep, replica.name);
  if (isFailed(replica)) return repair(wanted, replica, upkeep);
  return update(wanted, replica, upkeep);
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
    name: freeName(region, upkeep.replicas),
    routing: wanted.routing === "keep" ? "enabled" : wanted.routing,
    tags: wanted.tags,
    mark: markOf(upkeep.desired),
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

/** A new replica is named as its region; where another region's replica has that name, with a number after it. */
function freeName(region: Region, replicas: readonly Replica[]): string {
  const elsewhere = replicas.filter((replica) => replica.region !== region);
  const taken = new Set(elsewhere.map((replica) => replica.name.toLowerCase()));
  let name: string = region;
  for (let number = 2; taken.has(name); number += 1) name = `${region}${number}`;
  return name;
}

function markOf({ owner, ttl }: DesiredState): Mark | null {
  return owner === null ? null : { owner, ttl };
}

function repair(wanted: WantedReplica, replica: Replica, upkeep: Upkeep): Need {
  const isAllowed = upkeep.desired.repair && !wanted.isHome && !upkeep.protect.includes(wanted.region);
  if (!isAllowed) return null;
  const { owners } = readOwnership(replica);
  return {
    action: "repair",
    region: wanted.region,
    reason: `the replica in ${displayName(wanted.region)} has failed`,
    name: replica.name,
    routing: wanted.routing === "keep" ? replica.routing : wanted.routing,
    tags: setTags(replica.tags, wanted.tags),
    mark: owners.length === 0 ? null : markOf(upkeep.desired),
  };
}

function update(wanted: WantedReplica, replica: Replica, upkeep: Upkeep): UpdateChange | null {
  const routing = wanted.routing !== "keep" && wanted.routing !== replica.routing ? wanted.routing : null;
  const differing = differingTags(wanted.tags, replica.tags);
  const mark = wanted.isHome ? null : markEdit(replica, upkeep);
  const reasons = [
    routing === null ? "" : `routing is ${replica.routing}, wanted is ${routing}`,
    differing.length === 0 ? "" : `tags differ: ${differing.join(", ")}`,
    mark === null ? "" : markReason(mark, replica),
  ].filter((reason) => reason !== "");
  if (reasons.length === 0) return null;
  const tags = Object.fromEntries(differing.map((name) => [name, wanted.tags[name] ?? ""]));
  const { region } = wanted;
  return { action: "update", region, reason: reasons.join("; "), name: replica.name, routing, tags, mark };
}

/** Asking for a replica that has owners adds ours; one that has none is somebody's permanent replica. */
function markEdit(replica: Replica, { desired, now }: Upkeep): MarkEdit | null {
  const mark = markOf(desired);
  if (mark === null || readOwnership(replica).owners.length === 0) return null;
  const expires = mark.ttl === null ? null : new Date(now.getTime() + mark.ttl);
  const marked: Replica = { ...replica, tags: withOwner(replica.tags, mark.owner, expires) };
  return isSameNeed(replica, marked) ? null : { kind: "add", ...mark };
}

function isSameNeed(before: Replica, after: Replica): boolean {
  const [left, right] = [readOwnership(before), readOwnership(after)];
  const time = (need: typeof left) =>
    need.expiry.kind === "at" ? need.expiry.time.getTime() : need.expiry.kind;
  return left.owners.join() === right.owners.join() && time(left) === time(right);
}

function markReason(mark: MarkEdit, replica: Replica): string {
  const isShared = readOwnership(replica).owners.includes(mark.owner);
  return isShared ? `${EXPIRES_TAG} is renewed` : `${OWNER_TAG} takes in ${mark.owner}`;
}

/** Home's settings where LIST has no row for home: the row comes with the first replica. */
function homeUpdate(wanted: WantedReplica): UpdateChange | null {
  const routing = wanted.routing === "disabled" ? wanted.routing : null;
  const names = Object.keys(wanted.tags).toSorted();
  if (routing === null && names.length === 0) return null;
  const reasons = [
    routing === null ? "" : "routing is enabled, wanted is disabled",
    names.length === 0 ? "" : `tags differ: ${names.join(", ")}`,
  ].filter((reason) => reason !== "");
  const { region, tags } = wanted;
  return { action: "update", region, reason: reasons.join("; "), name: null, routing, tags, mark: null };
}

/** Without a first replica there will be no row for home, so nothing of home's can be set. */
function withHomeRow(changes: readonly Change[], impossible: readonly ImpossibleRegion[]): UpkeepDecision {
  const home = changes.find((change) => change.action === "update" && change.name === null);
  if (home === undefined || changes.some((change) => change.action === "create"))
    return { changes, impossible };
  const reason =
    "Azure keeps settings of the home region only once the registry has a replica. Want at least one other region.";
  return {
    changes: changes.filter((change) => change !== home),
    impossible: [...impossible, { region: home.region, code: "HomeHasNoReplica", reason }],
  };
}
