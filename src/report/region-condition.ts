import type { Outcome, ReplicaRow } from "../outcome/outcome.js";
import type { Region } from "../registry/region.js";

/**
 * Where a region stands, as a map tells regions apart. `coming`: on its way, by Azure's own account; `failed`:
 * there, but not on its way to ready; `extra`: ready, but not wanted; `gone`: deleted by this run.
 */
export type RegionCondition = "ready" | "coming" | "failed" | "missing" | "extra" | "gone";

/** One region of a map. */
export interface MappedRegion {
  readonly region: Region;
  readonly isHome: boolean;
  readonly condition: RegionCondition;
}

/** Every region of the report once, sorted; where it has several replicas, the worse one counts. */
export function mappedRegions({ replicas, drift }: Outcome): readonly MappedRegion[] {
  const extras = new Set(drift.flatMap(({ kind, region }) => (kind === "extra" ? [region] : [])));
  const regions = [...new Set(replicas.map(({ region }) => region))];
  return regions.map((region) => {
    const rows = replicas.filter((row) => row.region === region);
    const worst = rows.find((row) => !row.isReady) ?? rows[0];
    const condition = worst === undefined ? "missing" : conditionOf(worst, extras.has(region));
    return { region, isHome: rows.some(({ isHome }) => isHome), condition };
  });
}

const ON_THE_WAY = ["Creating", "Updating", "Deleting", "Syncing"];

/** Where one row of the report stands. */
export function conditionOf(row: ReplicaRow, isExtra = false): RegionCondition {
  const { provisioningState, displayStatus } = row;
  if (row.isReady) return isExtra ? "extra" : "ready";
  if (!row.isStateKnown) return "coming";
  if (provisioningState === null) return row.change === "deleted" ? "gone" : "missing";
  const state = provisioningState.is("Succeeded") ? displayStatus : provisioningState;
  return ON_THE_WAY.some((word) => state?.is(word)) ? "coming" : "failed";
}
