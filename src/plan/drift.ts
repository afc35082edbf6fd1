import { isNeededByOthers, isPermanent, ownersIn, readMarks } from "../registry/marks.js";
import { compareRegions, type Region } from "../registry/region.js";
import { type Registry, registryReadiness } from "../registry/registry.js";
import {
  describeState,
  isFailed,
  isReady,
  isSyncing,
  plainWord,
  type Replica,
  replicasIn,
  type Tags,
} from "../registry/replica.js";
import { DRIFT_KINDS, type DriftKind, type Request } from "../registry/request.js";
import { findTag } from "../registry/tags.js";
import type { Drift, WantedReplica } from "./plan.js";
import { isCorrectable } from "./tenure.js";
import { wantsExisting } from "./wanted.js";

/** What drift is found from: the request, and the replicas as they are. */
export interface Comparison {
  readonly request: Request;
  readonly registry: Registry;
  readonly wanted: readonly WantedReplica[];
  readonly replicas: readonly Replica[];
  readonly now: Date;
}

/**
 * Everything that is not as wanted, sorted by region and kind. The same for the same state, whatever the order of
 * the answers or the time. `wait` knows only missing, failed, not-ready and syncing, and of what exists nothing is
 * missing; `remove` wants nothing, so nothing drifts.
 */
export function findDrift(comparison: Comparison): readonly Drift[] {
  const { request, wanted, replicas } = comparison;
  if (request.mode === "remove") return [];
  const states = wanted.flatMap((one) => stateDrift(one, comparison));
  if (wantsExisting(request)) return sortDrift(states.filter(({ kind }) => kind !== "missing"));
  if (request.mode === "wait") return sortDrift(states);
  const settings = wanted.flatMap((one) => settingsDrift(one, replicas, request.owner));
  const loans = request.owner === null ? wanted.flatMap((one) => loanDrift(one, replicas)) : [];
  return sortDrift([...states, ...settings, ...loans, ...extraDrift(comparison)]);
}

function stateDrift(wanted: WantedReplica, { registry, replicas }: Comparison): readonly Drift[] {
  const here = replicasIn(wanted.region, replicas);
  const [replica] = here;
  const { region } = wanted;
  if (replica === undefined) {
    return wanted.isHome
      ? homeDrift(registry)
      : [{ region, kind: "missing", want: "a replica", have: "none" }];
  }
  if (here.length > 1) {
    const have = `${here.length} replicas: ${namesOf(here)}`;
    return [{ region, kind: "failed", want: "one replica", have }];
  }
  if (isReady(replica)) return [];
  return [{ region, kind: kindOf(replica), want: "Succeeded, Ready", have: describeState(replica) }];
}

function kindOf(replica: Replica): DriftKind {
  if (isFailed(replica)) return "failed";
  return isSyncing(replica) ? "syncing" : "not-ready";
}

/** Azure lists no row for home until the registry has its first replica: the registry stands for it. */
function homeDrift(registry: Registry): readonly Drift[] {
  const readiness = registryReadiness(registry);
  if (readiness === "usable") return [];
  const kind = readiness === "failed" ? "failed" : "not-ready";
  return [{ region: registry.home, kind, want: "Succeeded", have: plainWord(registry.provisioningState) }];
}

/** The names of replicas, sorted, for a person. */
export function namesOf(replicas: readonly Replica[]): string {
  return replicas
    .map((replica) => replica.name)
    .toSorted()
    .join(", ");
}

function settingsDrift(
  wanted: WantedReplica,
  replicas: readonly Replica[],
  owner: string | null,
): readonly Drift[] {
  const here = replicasIn(wanted.region, replicas);
  const [replica] = here;
  const { region } = wanted;
  if (here.length > 1 || !isCorrectable(wanted, replica ?? NO_TAGS, owner)) return [];
  // A home without a row has no settings of its own yet: routed, without tags.
  const routing = replica?.routing ?? (wanted.isHome ? "enabled" : null);
  const tags = replica?.tags ?? (wanted.isHome ? {} : null);
  if (routing === null || tags === null) return [];
  const found: Drift[] = [];
  if (wanted.routing !== "keep" && wanted.routing !== routing) {
    found.push({ region, kind: "routing", want: wanted.routing, have: routing });
  }
  const differing = differingTags(wanted.tags, tags);
  if (differing.length > 0) {
    const want = differing.map((name) => `${name}=${findTag(wanted.tags, name) ?? ""}`).join(", ");
    found.push({ region, kind: "tags", want, have: printTags(differing, tags) });
  }
  return found;
}

const NO_TAGS = { tags: {} };

/** A wanted replica with marks would go with its last owner, although a run without an owner wants it for good. */
function loanDrift({ region, isHome }: WantedReplica, replicas: readonly Replica[]): readonly Drift[] {
  const [replica, ...others] = replicasIn(region, replicas);
  if (isHome || replica === undefined || others.length > 0) return [];
  const marks = readMarks(replica.tags);
  if (isPermanent(marks)) return [];
  const owners = [...ownersIn(marks), ...(marks.unreadable.length > 0 ? ["owners that cannot be read"] : [])];
  return [{ region, kind: "on-loan", want: "permanent", have: `on loan to ${owners.join(", ")}` }];
}

/** Names of the wanted tags that are absent or have another value; sorted. Values compare with case. */
export function differingTags(wanted: Tags, present: Tags): readonly string[] {
  const names = Object.keys(wanted).filter((name) => findTag(present, name) !== wanted[name]);
  return names.toSorted();
}

function printTags(names: readonly string[], tags: Tags): string {
  const print = (name: string, value: string | null) =>
    value === null ? `${name} absent` : `${name}=${value}`;
  return names.map((name) => print(name, findTag(tags, name))).join(", ");
}

function extraDrift(comparison: Comparison): readonly Drift[] {
  const { replicas, request } = comparison;
  const wanted = new Set(comparison.wanted.map((one) => one.region));
  const unwanted = replicas.filter(
    (replica) => !wanted.has(replica.region) && !request.protect.includes(replica.region),
  );
  const extras = unwanted.filter(
    (replica) => !isNeededByOthers(readMarks(replica.tags), null, comparison.now),
  );
  const regions = [...new Set(extras.map((replica) => replica.region))];
  return regions.map((region) => extra(region, replicasIn(region, extras)));
}

function extra(region: Region, replicas: readonly Replica[]): Drift {
  const have = replicas.length === 1 ? "a replica" : `${replicas.length} replicas: ${namesOf(replicas)}`;
  return { region, kind: "extra", want: "none", have };
}

/** By region, then in the order in which the kinds are named. */
export function sortDrift(drift: readonly Drift[]): readonly Drift[] {
  return drift.toSorted(
    (left, right) =>
      compareRegions(left.region, right.region) ||
      DRIFT_KINDS.indexOf(left.kind) - DRIFT_KINDS.indexOf(right.kind),
  );
}
