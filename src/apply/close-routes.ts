import type { UpdateChange, WantedReplica } from "../plan/plan.js";
import { closesRoute } from "../plan/routes.js";
import { displayName, type Region } from "../registry/region.js";
import { isReady, replicasIn } from "../registry/replica.js";
import { attempt, observed } from "./attempt.js";
import { awaitClosed, closeRouteOf, type Standings } from "./bring-up.js";
import { isAnyOpen } from "./routes-left.js";
import type { Work } from "./work.js";
import { sendUpdate } from "./write/send-write.js";

/** Whether a region's route is closed before the wait: it is in trouble, and pulls should go elsewhere at once. */
export function isClosedEarly(change: UpdateChange, { plan }: Pick<Work, "plan">): boolean {
  const [replica] = replicasIn(change.region, plan.replicas);
  return closesRoute(change) && replica !== undefined && !isReady(replica);
}

/**
 * Carries out the updates that disable a region's routing, one after another: each only while another region, read just
 * before, is ready and routed. A region that was to come up first and did not is left.
 */
export async function closeRoutes(standings: Standings, work: Work): Promise<void> {
  for (const change of work.plan.changes.filter(closesRoute)) {
    if (work.stop.aborted) return;
    const isEarly = isClosedEarly(change, work);
    if (!isEarly && standings.get(change.region) !== "not-ready") await closeRoute(change, standings, work);
  }
}

/** Closes the route of a region in trouble, where another one serves. */
export async function closeEarly(change: UpdateChange, standings: Standings, work: Work): Promise<void> {
  await closeRoute(change, standings, work);
}

async function closeRoute(change: UpdateChange, standings: Standings, work: Work): Promise<void> {
  const { region } = change;
  const wanted = work.plan.wanted.find((one) => one.region === region);
  if (wanted === undefined) return;
  const isServed = await attempt(region, "update", work, () => isAnyOpen(new Set([region]), work));
  if (work.stop.aborted || isServed === null) {
    standings.set(region, "not-ready");
    return;
  }
  if (isServed) await closeAndLook(wanted, standings, work);
  else {
    work.record({ kind: "change-left", region, reason: "last-routed-region" });
    work.record({ kind: "failed", failure: lastRoute(region) });
  }
}

/** The routes are read again right after a close, before any wait: where none is left, the run opens its own again. */
async function closeAndLook(wanted: WantedReplica, standings: Standings, work: Work): Promise<void> {
  const { region } = wanted;
  const closed = await closeRouteOf(wanted, work);
  const isLeft =
    closed === "not-ready" ||
    (await attempt(region, "update", work, () => isAnyOpen(new Set([region]), work)));
  if (isLeft !== false || work.stop.aborted) {
    standings.set(region, closed === "not-ready" ? closed : await awaitClosed(wanted, work));
    return;
  }
  work.record({ kind: "failed", failure: openedAgain(region) });
  await attempt(region, "update", work, () => openAgain(region, work));
  standings.set(region, "not-ready");
}

async function openAgain(region: Region, work: Work): Promise<void> {
  const [row] = replicasIn(region, work.plan.replicas);
  const target = { region, name: row?.name ?? region };
  let sent: unknown = "put-off";
  while (sent === "put-off" && !work.stop.aborted)
    sent = await sendUpdate(target, { routing: "enabled" }, work);
}

function lastRoute(region: Region) {
  return observed(region, "update", "LastRoutedRegion", [
    `No other region is ready with routing enabled, so routing to ${displayName(region)} was left as it is: ` +
      "otherwise nothing could be pulled from the registry's global endpoint. Run again when another region is ready.",
  ]);
}

function openedAgain(region: Region) {
  return observed(region, "update", "LastRoutedRegion", [
    `When routing to ${displayName(region)} was disabled, no other region was left that is ready with routing enabled: another run ` +
      "disabled it there at the same moment. Routing was enabled again. Decide which region serves, then run again.",
  ]);
}
