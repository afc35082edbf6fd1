import { displayName, type Region } from "../registry/region.js";
import type { Replica } from "../registry/replica.js";
import { namesOf } from "./drift.js";
import type { ImpossibleRegion } from "./plan.js";

/**
 * A region with two replicas or more: which of them is the right one is for a person to say, so no write touches
 * either.
 */
export function severalReplicas(region: Region, here: readonly Replica[]): ImpossibleRegion {
  const reason =
    `${displayName(region)} has ${here.length} replicas: ${namesOf(here)}. ` +
    "None of them is changed or deleted. Delete what is not needed by hand.";
  return { region, code: "TwoReplicasInOneRegion", reason };
}
