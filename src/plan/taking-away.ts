import type { Replica } from "../registry/replica.js";
import type { DeleteChange, ImpossibleRegion, LeftOut, UpdateChange } from "./plan.js";
import { severalReplicas } from "./several-replicas.js";

/** What is to be taken away, and what is left although it was meant, with the reason. */
export interface TakingAway {
  readonly changes: readonly (DeleteChange | UpdateChange)[];
  readonly leftOut: readonly LeftOut[];
  readonly impossible: readonly ImpossibleRegion[];
}

/** What becomes of one region's replica; null where it is not meant. */
export type Fate = DeleteChange | UpdateChange | LeftOut | null;

/** Decides region by region. Two replicas in one region are never touched. */
export function takeAway(candidates: readonly Replica[], decide: (replica: Replica) => Fate): TakingAway {
  const regions = [...new Set(candidates.map((replica) => replica.region))];
  const fates = regions.map((region) => {
    const here = candidates.filter((replica) => replica.region === region);
    return decideAmong(here, decide);
  });
  return {
    changes: fates.filter((fate): fate is DeleteChange | UpdateChange => fate !== null && "action" in fate),
    impossible: fates.filter((fate): fate is ImpossibleRegion => fate !== null && "code" in fate),
    leftOut: fates.filter(isLeftOut),
  };
}

function isLeftOut(fate: Fate | ImpossibleRegion): fate is LeftOut {
  return fate !== null && !("action" in fate) && !("code" in fate);
}

function decideAmong(here: readonly Replica[], decide: (replica: Replica) => Fate): Fate | ImpossibleRegion {
  const [replica] = here;
  if (replica === undefined) return null;
  if (here.length === 1) return decide(replica);
  const isAnyMeant = here.some((one) => {
    const fate = decide(one);
    return fate !== null && "action" in fate;
  });
  return isAnyMeant ? severalReplicas(replica.region, here) : null;
}
