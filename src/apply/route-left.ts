import { displayName, type Region } from "../registry/region.js";
import { isReady, type Replica, replicasIn } from "../registry/replica.js";
import { readReplica } from "./read.js";
import { observed } from "./step.js";
import type { Work } from "./tools.js";

/** Ready, with routing from the global endpoint enabled. */
export function isOpen(replica: Replica): boolean {
  return isReady(replica) && replica.routing === "enabled";
}

/**
 * Whether a region stays behind the global endpoint when `region` and what the plan deletes are gone. Home as a rule,
 * so it is read first; LIST names the others, a GET tells.
 */
export async function isRouteLeft(region: Region, work: Work): Promise<boolean> {
  if (await isHomeOpen(work)) return true;
  const deleted = work.plan.changes
    .filter(({ action }) => action === "delete")
    .map((change) => change.region);
  const going = new Set([region, work.plan.registry.home, ...deleted]);
  const replicas = await work.replications.list(work.stop);
  work.record({ kind: "replicas-listed", replicas });
  for (const other of replicas.filter((replica) => !going.has(replica.region) && isOpen(replica))) {
    const now = await readReplica(other, work, work.stop);
    if (now !== null && isOpen(now)) return true;
  }
  return false;
}

/** Where there is no row for home, the registry stands for it: ready and routed. */
async function isHomeOpen(work: Work): Promise<boolean> {
  const { home } = work.plan.registry;
  const [row] = replicasIn(home, work.plan.replicas);
  const now = await readReplica({ region: home, name: row?.name ?? home }, work, work.stop);
  return now === null || isOpen(now);
}

/** Explains a delete that was left because it would have closed the global endpoint. */
export function lastRouteToDelete(region: Region) {
  return observed(region, "delete", "LastRoutedRegion", [
    `No other region is ready with routing enabled just now, so the replica in ${displayName(region)} was left: ` +
      "otherwise nothing could be pulled from the registry's global endpoint. Run again when another region is ready.",
  ]);
}
