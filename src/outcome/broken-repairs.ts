import type { RestoredReplica, TimedFact } from "../registry/fact.js";
import type { Region } from "../registry/region.js";

/** Repairs that ended between their delete and their create: what each took away is still to be brought back. */
export function findBrokenRepairs(facts: readonly TimedFact[]): readonly RestoredReplica[] {
  const open = new Map<Region, { readonly restores: RestoredReplica; readonly isDeleted: boolean }>();
  for (const fact of facts) {
    if (fact.kind === "repair-begun") open.set(fact.region, { restores: fact.restores, isDeleted: false });
    else if (fact.kind === "write-sent" || fact.kind === "write-accepted") {
      const begun = open.get(fact.region);
      if (begun === undefined) continue;
      if (fact.action === "repair-delete") open.set(fact.region, { ...begun, isDeleted: true });
      else if (fact.kind === "write-accepted") open.delete(fact.region);
    } else if (fact.kind === "write-put-off" && fact.action === "repair-delete") open.delete(fact.region);
  }
  return [...open.values()].filter(({ isDeleted }) => isDeleted).map(({ restores }) => restores);
}
