import { displayName, type Region } from "../registry/region.js";
import {
  isBeingCreated,
  isReady,
  isSettling,
  isSyncing,
  type Replica,
  replicasIn,
} from "../registry/replica.js";
import { observed } from "./attempt.js";
import { readReplica } from "./read-replica.js";
import { pollInterval } from "./wait/poll-interval.js";
import type { Work } from "./work.js";

/** Ready, with routing from the global endpoint enabled. */
export function isOpen(replica: Replica): boolean {
  return isReady(replica) && replica.routing === "enabled";
}

/**
 * Whether a region stays behind the global endpoint when `region` and what the plan deletes are gone. What is in
 * operation just now is waited for. False when the run was stopped, too.
 */
export async function isRouteLeft(region: Region, work: Work): Promise<boolean> {
  const deleted = work.plan.changes
    .filter(({ action }) => action === "delete")
    .map((change) => change.region);
  return isAnyOpen(new Set([region, ...deleted]), work);
}

/** Whether another region than these is ready and routed, read just now. */
export async function isAnyOpen(going: ReadonlySet<Region>, work: Work): Promise<boolean> {
  const begun = work.clock.now();
  const isPassing = beginPassing();
  while (!work.stop.aborted) {
    const seen = await lookForRoute(going, isPassing, work);
    if (seen !== "busy") return seen === "open";
    await work.clock.sleep(pollInterval(work.clock.now() - begun), work.stop);
  }
  return false;
}

/** Home as a rule, so it is read first; LIST names the others, a GET tells. */
async function lookForRoute(
  going: ReadonlySet<Region>,
  isPassing: (replica: Replica) => boolean,
  work: Work,
): Promise<"open" | "busy" | "none"> {
  const { home } = work.plan.registry;
  let isBusy = false;
  if (!going.has(home)) {
    const [row] = replicasIn(home, work.plan.replicas);
    const now = await readReplica({ region: home, name: row?.name ?? home }, work, work.stop);
    // Where there is no row for home, the registry stands for it: ready and routed.
    if (now === null || isOpen(now)) return "open";
    isBusy = isPassing(now);
  }
  const { replicas } = await work.replications.list(work.stop);
  work.record({ kind: "replicas-listed", replicas });
  const others = replicas.filter(
    ({ region, routing }) => region !== home && !going.has(region) && routing === "enabled",
  );
  for (const other of others.filter((one) => isOpen(one) || isPassing(one))) {
    const now = await readReplica(other, work, work.stop);
    if (now !== null && isOpen(now)) return "open";
    isBusy ||= now !== null && isPassing(now);
  }
  return isBusy ? "busy" : "none";
}

/**
 * Begins to tell which routed replicas are only busy. The copy of the content that follows a create is part of it; one
 * that begins by itself may last for hours, and is not waited for.
 */
function beginPassing(): (replica: Replica) => boolean {
  const created = new Set<string>();
  return (replica) => {
    if (isBeingCreated(replica)) created.add(replica.name);
    const isComing = isSyncing(replica) && created.has(replica.name);
    return replica.routing === "enabled" && (isSettling(replica) || isComing);
  };
}

/** Explains a delete that was left because it would have closed the global endpoint. */
export function lastRouteToDelete(region: Region) {
  return observed(region, "delete", "LastRoutedRegion", [
    `No other region is ready with routing enabled, so the replica in ${displayName(region)} was not deleted: ` +
      "otherwise nothing could be pulled from the registry's global endpoint. Run again when another region is ready.",
  ]);
}
