import type { ChangeRow, Outcome, ReplicaRow } from "../outcome/outcome.js";
import type { ImpossibleRegion } from "../plan/plan.js";

/** What cannot be done. In a plan that was carried out it has failed; where none was, it is told by this. */
export function impossibleChanges({ plan }: Outcome): readonly ImpossibleRegion[] {
  return plan === null || plan.isToBeCarriedOut ? [] : plan.impossible;
}

/** Wanted regions that were waited for in vain, or left under way, beside those that failed. */
export function notReadyReplicas({ failures, replicas }: Outcome): readonly ReplicaRow[] {
  const failed = new Set(failures.map(({ region }) => region));
  return replicas.filter(
    (row) => row.isWanted && !row.isReady && row.seconds !== null && !failed.has(row.region),
  );
}

/** Changes that were not made. What failed is told with its failure, and what was rightly left is no trouble. */
export function changesPutOff({ changes }: Outcome): readonly ChangeRow[] {
  return changes.filter(({ result }) => result === "withheld" || result === "open");
}
