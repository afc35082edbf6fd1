import type { UpdateChange } from "../plan/plan.js";
import { closesRoute } from "../plan/routes.js";
import { displayName, type Region } from "../registry/region.js";
import { isReady, type Replica, replicasIn } from "../registry/replica.js";
import { attempt, observed } from "./attempt.js";
import { bringToEnd, type Standing, type Standings } from "./bring-up.js";
import { readReplica } from "./read-replica.js";
import type { Work } from "./work.js";
import type { Written } from "./write/create.js";
import { keepMark } from "./write/keep-mark.js";
import { updateReplica } from "./write/update.js";
import { homeWithoutRow } from "./write/write-change.js";

/**
 * Carries out the updates that disable a region's routing, one after another: each only while another region,
 * read just before, is ready and routed. A region that has not come up is left. Gives how far each region has come.
 */
export async function closeRoutes(arrived: Standings, work: Work): Promise<Standings> {
  const standings = new Map(arrived);
  for (const change of work.plan.changes.filter(closesRoute)) {
    if (work.stop.aborted) break;
    if (standings.get(change.region) === "not-ready") continue;
    const standing = await attempt(change.region, "update", work, () => closeRoute(change, work));
    standings.set(change.region, standing ?? "not-ready");
  }
  return standings;
}

async function closeRoute(change: UpdateChange, work: Work): Promise<Standing> {
  const { region, mark } = change;
  if (!(await isAnotherRouted(region, work))) {
    work.record({ kind: "change-left", region, reason: "last-routed-region" });
    work.record({ kind: "failed", failure: lastRoute(region) });
    return "was-listed";
  }
  const updated = await updateReplica(change, work);
  if (updated === null) {
    if (!work.stop.aborted) work.record({ kind: "failed", failure: goneMeanwhile(change) });
    return "not-ready";
  }
  const written: Written = { name: updated.name, origin: "others", at: work.clock.now() };
  const standing = await bringToEnd({ region, name: updated.name }, true, work);
  if (mark?.kind === "add" && !work.stop.aborted) await keepMark(region, written, mark, work);
  return standing;
}

/** LIST names the regions that may do, a GET tells: LIST has been seen to contradict it. */
async function isAnotherRouted(region: Region, work: Work): Promise<boolean> {
  const { home } = work.plan.registry;
  const { replicas } = await work.replications.list(work.stop);
  work.record({ kind: "replicas-listed", replicas });
  // Where LIST has no row for home, the registry stands for it.
  if (home !== region && replicasIn(home, replicas).length === 0) return true;
  for (const other of replicas.filter((replica) => replica.region !== region && isOpen(replica))) {
    const now = await readReplica(other, work, work.stop);
    if (now !== null && isOpen(now)) return true;
  }
  return false;
}

function lastRoute(region: Region) {
  return observed(region, "update", "LastRoutedRegion", [
    `No other region is ready with routing enabled just now, so routing to ${displayName(region)} was left as it is: ` +
      "otherwise nothing could be pulled from the registry's global endpoint. Run again when another region is ready.",
  ]);
}

function goneMeanwhile({ region, name }: UpdateChange) {
  if (name === null) return homeWithoutRow(region);
  return observed(region, "update", "ReplicaVanished", [
    `The replica in ${displayName(region)} was there and is gone now, or being deleted. Run again to have it made anew.`,
  ]);
}

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
  const { replicas } = await work.replications.list(work.stop);
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
