import type { Plan } from "../plan/plan.js";
import type { TimedFact } from "../registry/fact.js";
import { expiryOf, ownersIn, readMarks } from "../registry/marks.js";
import { compareRegions, type Region } from "../registry/region.js";
import type { Registry } from "../registry/registry.js";
import { isReady, type Replica } from "../registry/replica.js";
import type { ReplicaRow } from "./outcome.js";
import type { RegionRecord } from "./region-record.js";

/** One row per replica and per wanted region, sorted by region; a replica deleted in this run stays. */
export function foldReplicas(
  plan: Plan,
  records: ReadonlyMap<Region, RegionRecord>,
  facts: readonly TimedFact[],
  duration: number,
): readonly ReplicaRow[] {
  const wanted = plan.wanted.map(({ region }) => region);
  const regions = [...new Set([...wanted, ...records.keys()])].toSorted(compareRegions);
  const context = { plan, endpoints: endpointsIn(facts), duration };
  return regions.flatMap((region) => rowsOf(region, records.get(region) ?? null, context));
}

interface Context {
  readonly plan: Plan;
  readonly endpoints: ReadonlyMap<Region, string>;
  readonly duration: number;
}

function endpointsIn(facts: readonly TimedFact[]): ReadonlyMap<Region, string> {
  return facts.findLast((fact) => fact.kind === "endpoints-known")?.endpoints ?? new Map();
}

function rowsOf(region: Region, record: RegionRecord | null, context: Context): readonly ReplicaRow[] {
  const isWanted = context.plan.wanted.some((one) => one.region === region);
  const replicas = record?.replicas ?? [];
  if (replicas.length > 0) {
    const rows = replicas.map((replica) => row(region, replica, record, context));
    return record?.isSightStale === true ? rows.map(withoutState) : rows;
  }
  if (isWanted) return [row(region, null, record, context)];
  const isDeleted = record?.isDeleteAccepted === true || record?.isDeleteConfirmed === true;
  return isDeleted ? [goneRow(region, record, context)] : [];
}

/** A replica that is gone is not ready, whatever it was when it was last seen. */
function goneRow(region: Region, record: RegionRecord, context: Context): ReplicaRow {
  return { ...withoutState(row(region, record.lastSeen, record, context)), isStateKnown: true };
}

function withoutState(row: ReplicaRow): ReplicaRow {
  const unknown = { provisioningState: null, displayStatus: null, since: null, statusMessage: null };
  return { ...row, ...unknown, isReady: false, isStateKnown: false };
}

function row(
  region: Region,
  replica: Replica | null,
  record: RegionRecord | null,
  { plan, endpoints, duration }: Context,
): ReplicaRow {
  const isHome = region === plan.registry.home;
  const standIn = isHome && replica === null ? plan.registry : null;
  const marks = readMarks(replica?.tags ?? {});
  return {
    region,
    name: replica?.name ?? null,
    isHome,
    isWanted: plan.wanted.some((one) => one.region === region),
    provisioningState: (replica ?? standIn)?.provisioningState ?? null,
    displayStatus: replica?.displayStatus ?? null,
    since: replica?.since ?? null,
    statusMessage: replica?.statusMessage ?? null,
    isReady: isRowReady(replica, standIn, record),
    isStateKnown: true,
    routing: replica?.routing ?? (standIn === null ? null : "enabled"),
    owners: ownersIn(marks),
    expires: expiryOf(marks),
    change: changeOf(record),
    error: errorOf(record),
    endpoint: endpoints.get(region) ?? null,
    dataEndpoint: dataEndpointOf(region, record, plan.registry),
    seconds: secondsWaited(record, duration),
  };
}

/** Where LIST has no row for home, the registry itself stands for it: ready when it is Succeeded. */
function isRowReady(replica: Replica | null, standIn: Registry | null, record: RegionRecord | null): boolean {
  if (record !== null && record.replicas.length > 1) return false;
  return replica === null ? standIn?.provisioningState.is("Succeeded") === true : isReady(replica);
}

function changeOf(record: RegionRecord | null): ReplicaRow["change"] {
  if (record === null) return "none";
  if (record.isDeleteAccepted) return "deleted";
  if (record.isRepaired) return "repaired";
  if (record.isDeletedForRepair) return "deleted";
  if (record.isCreated) return "created";
  return record.isUpdated ? "updated" : "none";
}

function errorOf(record: RegionRecord | null): ReplicaRow["error"] {
  const [failure] = record?.failures ?? [];
  return failure === undefined ? null : { code: failure.code, during: failure.activity };
}

/** A replica that this run made has one of the same form as the registry's others, which were read before. */
function dataEndpointOf(
  region: Region,
  record: RegionRecord | null,
  { dataEndpointHosts: hosts }: Registry,
): string | null {
  const known = hosts.find((host) => host.split(".")[1] === region);
  const isNew = record !== null && (record.isCreated || record.isRepaired);
  const [label, , data, ...suffix] = hosts[0]?.split(".") ?? [];
  if (known !== undefined || !isNew || label === undefined || data !== "data") return known ?? null;
  return [label, region, data, ...suffix].join(".");
}

function secondsWaited(record: RegionRecord | null, duration: number): number | null {
  if (record === null || record.waitBegun === null) return null;
  return Math.round(((record.waitEnded ?? duration) - record.waitBegun) / 1000);
}
