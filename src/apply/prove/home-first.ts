import type { WantedReplica } from "../../plan/plan.js";

/**
 * The wanted regions, home before the others: images are mostly pushed there, so that whoever is asked first has them,
 * and its one answer is both the proof and what the others are asked for.
 */
export function homeFirst(wanted: readonly WantedReplica[]): readonly WantedReplica[] {
  return wanted.toSorted((one, other) => Number(other.isHome) - Number(one.isHome));
}
