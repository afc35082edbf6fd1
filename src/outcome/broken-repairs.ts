import type { RestoredReplica, TimedFact } from "../registry/fact.js";
import type { Region } from "../registry/region.js";
import type { BrokenRepair } from "./outcome.js";
import type { RegionRecord } from "./region-record.js";

/** Repairs that ended between their delete and their create: what each took away is still to be brought back. */
export function findBrokenRepairs(
  facts: readonly TimedFact[],
  records: ReadonlyMap<Region, RegionRecord>,
): readonly BrokenRepair[] {
  const latest = new Map<Region, RestoredReplica>();
  for (const fact of facts) if (fact.kind === "repair-begun") latest.set(fact.region, fact.restores);
  return [...latest].flatMap(([region, restores]) => {
    const record = records.get(region);
    const left = record === undefined ? null : leftBy(record);
    return left === null ? [] : [{ restores, left }];
  });
}

/** What the repair left in its region; null where nothing is to be brought back. */
function leftBy(record: RegionRecord): BrokenRepair["left"] | null {
  if (record.unanswered === "repair-create") return "create-unanswered";
  if (record.unanswered === "repair-delete") return "delete-unanswered";
  const isThere = record.isRepaired || record.isFound;
  return record.isDeletedForRepair && !isThere ? "deleted" : null;
}
