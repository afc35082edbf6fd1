import { nearestRegions } from "../registry/nearest-names.js";
import { EXPIRES_TAG, OWNER_TAG, readOwnership, saysNeed, setTags } from "../registry/ownership.js";
import { displayName, type Region } from "../registry/region.js";
import { isBeingDeleted, isFailed, type Replica, replicasIn } from "../registry/replica.js";
import type { DesiredState, Request } from "../registry/request.js";
import { type Decided, type RegionDecision, sortDecisions } from "./decided.js";
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

/**
 * Decides what each wanted region needs: creates, corrections, repairs, and what no write can bring about. Replicas
 * are matched by region, never by name.
 */
export function decideUpkeep(upkeep: Upkeep): Decided<Change> {
  const decided = sortDecisions(
    upkeep.wanted.map((one) => decideRegion(one, replicasIn(one.region, upkeep.replicas), upkeep)),
  );
  return hasHomeRow(decided.changes, upkeep) ? decided : withoutHomeUpdate(decided);
}

function decideRegion(
  wanted: WantedReplica,
  here: readonly Replica[],
  upkeep: Upkeep,
): RegionDecision<Change> {
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
    name: freeName(region, upkeep),
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

/** The mark of the run's owner; null where it has none, or marks nothing. */
export function markOf(request: DesiredState | Request): Mark | null {
  if (!("ttl" in request) || request.owner === null) return null;
  return { owner: request.owner, ttl: request.ttl };
}

/** A failed replica is left to a person unless repair is asked for; home and protected ones are always left. */
function repair(wanted: WantedReplica, replica: Replica, upkeep: Upkeep): RegionDecision<Change> {
  const { region } = wanted;
  if (!upkeep.desired.repair) return null;
  if (wanted.isHome)
    return { region, reason: "failed, but the home region is never deleted, not for repair either" };
  if (upkeep.protect.includes(region))
    return { region, reason: "failed, but protected by `protect` from its repair" };
  const { owners } = readOwnership(replica);
  return {
    action: "repair",
    region,
    reason: `the replica in ${displayName(region)} has failed`,
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
  return saysNeed(replica.tags, mark.owner, expires) ? null : { kind: "add", ...mark };
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

/** Azure makes the row of home within seconds after the first replica. */
function hasHomeRow(changes: readonly Change[], { replicas }: Upkeep): boolean {
  return replicas.length > 0 || changes.some(({ action }) => action === "create");
}

/** Without a first replica there will be no row for home, so nothing of home's can be set. */
function withoutHomeUpdate({ changes, leftOut, impossible }: Decided<Change>): Decided<Change> {
  const reason =
    "Azure keeps settings of the home region only once the registry has a replica. Want at least one other region.";
  const unmade = changes.map(
    ({ region }): ImpossibleRegion => ({ region, code: "HomeHasNoReplica", reason }),
  );
  return { changes: [], leftOut, impossible: [...impossible, ...unmade] };
}
