import { RequestFailed } from "../../registry/failure.js";
import type { Region } from "../../registry/region.js";
import { replicasIn } from "../../registry/replica.js";
import { isAbort } from "../attempt.js";
import { readReplica } from "../read-replica.js";
import type { Work } from "../work.js";

/**
 * Whether a region whose images are waited for is wanted no more: what exists is the wish, and its replica has been
 * deleted meanwhile. Where the wish names its regions none ever is.
 */
export type HasGone = (region: Region) => Promise<boolean>;

/** Deletes take about a minute: to ask more often would show nothing sooner. */
const SPACING = 15_000;

/** Nothing has gone yet: the plan was made on what was there. */
export function watchForDepartures(work: Work): HasGone {
  const { plan, clock } = work;
  const gone = new Set<Region>();
  const begun = clock.now();
  const lookedAt = new Map<Region, number>();
  return async (region) => {
    const [replica] = replicasIn(region, plan.replicas);
    // Home is never deleted.
    if (!plan.wantsExisting || replica === undefined || region === plan.registry.home) return false;
    const isDue = clock.now() - (lookedAt.get(region) ?? begun) >= SPACING;
    if (!isDue || gone.has(region)) return gone.has(region);
    lookedAt.set(region, clock.now());
    if (await isDeleted({ region, name: replica.name }, work)) gone.add(region);
    return gone.has(region);
  };
}

/** Where no answer is to be had, that is for the next look to find out. */
async function isDeleted(target: Parameters<typeof readReplica>[0], work: Work): Promise<boolean> {
  try {
    return (await readReplica(target, work, work.stop)) === null;
  } catch (error) {
    if (error instanceof RequestFailed || isAbort(error)) return false;
    throw error;
  }
}
