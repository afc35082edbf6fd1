import type { OwnerLife } from "../registry/owner-life.js";
import { compareRegions, type Region } from "../registry/region.js";
import type { Registry } from "../registry/registry.js";
import { type Replica, replicasIn, sortReplicas, type UnreadableReplica } from "../registry/replica.js";
import type { Request } from "../registry/request.js";
import { findDrift } from "./drift.js";
import { refusePlan, refuseRegistry } from "./fences.js";
import { hashOf } from "./hash.js";
import { networkNeeds } from "./network.js";
import type { Change, ImpossibleRegion, LeftOut, Plan, WantedReplica, Warning } from "./plan.js";
import { decidePrune } from "./prune.js";
import { refuseNamedRegions } from "./region-fences.js";
import { decideRemoval } from "./removal.js";
import { severalReplicas } from "./several-replicas.js";
import { tenureOf } from "./tenure.js";
import { decideUpkeep } from "./upkeep.js";
import { resolveWanted, wantsExisting } from "./wanted.js";
import { warnOf } from "./warnings.js";

/** What a plan is made from: the request and what was observed. */
export interface Situation {
  readonly request: Request;
  readonly registry: Registry;
  readonly replicas: readonly Replica[];
  /** What is neither there nor absent; nothing unless given. */
  readonly unreadable?: readonly UnreadableReplica[];
  /** Regions in which Azure offers replicas; null where that was not asked or could not be read. */
  readonly offered: readonly Region[] | null;
  /** The regions' own hosts, where they were asked for; empty where they are off or could not be read. */
  readonly endpoints?: ReadonlyMap<Region, string>;
  /** What GitHub told of the owners of marks; empty unless `only-orphaned` asks. */
  readonly lives: ReadonlyMap<string, OwnerLife>;
  /** By Azure's clock. */
  readonly now: Date;
}

/** Makes the plan: pure, so that the same situation always gives the same plan. */
export function makePlan(situation: Situation): Plan {
  const { request, registry, unreadable = [] } = situation;
  const replicas = sortReplicas(situation.replicas);
  const wanted = resolveWanted(request, registry.home, replicas);
  const readable = readableRegions(wanted, unreadable, replicas);
  const unfit = refuseRegistry(registry);
  const decision =
    unfit.length > 0 ? NOTHING : withoutHome(decide({ ...situation, replicas }, readable), registry.home);
  const changes = decision.changes.toSorted((left, right) => compareRegions(left.region, right.region));
  const waitFor = request.mode === "remove" ? "none" : request.waitFor;
  const hash = hashPlan(registry, changes);
  const fenced = { request, registry, wanted, replicas, unreadable, changes, waitFor, hash };
  const { offered, now } = situation;
  const named = { request, home: registry.home, replicas, offered, changes, now };
  const refusals = unfit.length > 0 ? unfit : [...refuseNamedRegions(named), ...refusePlan(fenced)];
  return {
    mode: request.mode,
    registry,
    replicas,
    unreadable,
    wanted,
    wantsExisting: wantsExisting(request),
    protect: request.protect,
    tenure: tenureOf(request),
    changes,
    drift: findDrift({ request, registry, wanted: readable, replicas, now: situation.now }),
    refusals,
    leftOut: decision.leftOut,
    warnings: [...warnOf({ ...named, registry, wanted }), ...decision.warnings],
    network: networkNeeds(registry, createdBy(changes), situation.endpoints ?? new Map()),
    impossible: decision.impossible,
    hash,
    isToBeCarriedOut: request.mode !== "check" && refusals.length === 0,
    // A removal names what it takes: what else is there does not matter to it.
    withholdsDeletes: request.mode !== "remove" && unreadable.length > 0,
    waitFor,
    prunesAll: request.mode === "apply" && request.prune === "all",
    confirmsDeletes: request.mode !== "remove" || request.waitFor !== "none",
    // Where nothing is wanted, no image is; and a registry that cannot have replicas is not asked for any.
    images: request.mode === "remove" || unfit.length > 0 ? [] : request.images,
    ifImageUnknown: request.ifImageUnknown,
    stuckAfter: request.stuckAfter,
    failOn: request.mode === "check" ? request.failOn : [],
  };
}

/** Without the regions in which something is that cannot be read: nothing is planned for them, and none has drifted. */
export function readableRegions(
  wanted: readonly WantedReplica[],
  unreadable: readonly UnreadableReplica[],
  replicas: readonly Replica[],
): readonly WantedReplica[] {
  const hidden = new Set(unreadable.map(({ region }) => region));
  return wanted.filter(({ region }) => !hidden.has(region) || replicasIn(region, replicas).length > 0);
}

/**
 * A replica of home's name is home's, even where Azure shows it in another region for a while: nothing is done to it
 * there.
 */
function withoutHome({ changes, leftOut, ...others }: Decision, home: Region): Decision {
  const isHome = ({ name, region }: Change) => region !== home && name?.toLowerCase() === home;
  const reason =
    "it has the name of the registry's home replica, which is never changed or deleted under another region";
  return {
    ...others,
    changes: changes.filter((change) => !isHome(change)),
    leftOut: [...leftOut, ...changes.filter(isHome).map(({ region }) => ({ region, reason }))],
  };
}

interface Decision {
  readonly changes: readonly Change[];
  readonly leftOut: readonly LeftOut[];
  readonly impossible: readonly ImpossibleRegion[];
  readonly warnings: readonly Warning[];
}

const NOTHING: Decision = { changes: [], leftOut: [], impossible: [], warnings: [] };

function decide(situation: Situation, wanted: readonly WantedReplica[]): Decision {
  const { request, registry, replicas, lives, now } = situation;
  if (request.mode === "wait" || wantsExisting(request))
    return { ...NOTHING, impossible: decideWait(wanted, replicas) };
  if (request.mode === "remove") {
    const { protect, maxDelete } = request;
    const removal = { job: request, home: registry.home, replicas, protect, maxDelete, lives, now };
    return { ...NOTHING, ...decideRemoval(removal) };
  }
  const shared = { desired: request, wanted, replicas, protect: request.protect, now };
  const upkeep = decideUpkeep({ ...shared, offered: situation.offered });
  const prune = decidePrune(shared);
  return {
    ...NOTHING,
    changes: [...upkeep.changes, ...prune.changes],
    impossible: [...upkeep.impossible, ...prune.impossible],
    leftOut: [...upkeep.leftOut, ...prune.leftOut],
  };
}

function decideWait(
  wanted: readonly WantedReplica[],
  replicas: readonly Replica[],
): readonly ImpossibleRegion[] {
  const standing = wanted.map(({ region }) => ({ region, here: replicasIn(region, replicas) }));
  return standing
    .filter(({ here }) => here.length > 1)
    .map(({ region, here }) => severalReplicas(region, here));
}

function createdBy(changes: readonly Change[]): readonly Region[] {
  return changes.filter(({ action }) => action === "create").map(({ region }) => region);
}

/** Reasons are left out: they are words about the plan, and one of them may change while the plan does not. */
function hashPlan(registry: Registry, changes: readonly Change[]): string {
  const id = Object.values(registry.id).map((part) => part.toLowerCase());
  return hashOf({ registry: id, changes: changes.map(({ reason: _, ...change }) => change) });
}
