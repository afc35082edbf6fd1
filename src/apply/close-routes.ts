import type { UpdateChange } from "../plan/plan.js";
import { closesRoute } from "../plan/routes.js";
import { displayName, type Region } from "../registry/region.js";
import { isReady, type Replica, replicasIn } from "../registry/replica.js";
import { settle } from "./settle.js";
import { attempt, observed } from "./step.js";
import type { Work } from "./tools.js";
import { keepMark, updateReplica } from "./update.js";
import type { Watch } from "./watch.js";

/**
 * Carries out the updates that disable a region's routing, one after another: each only while another region,
 * read just before, is ready and routed.
 */
export async function closeRoutes(work: Work, watch: Watch): Promise<void> {
  for (const change of work.plan.changes.filter(closesRoute)) {
    if (work.stop.aborted) return;
    await attempt(change.region, "update", work, () => closeRoute(change, work, watch));
  }
}

async function closeRoute(change: UpdateChange, work: Work, watch: Watch): Promise<void> {
  const { region } = change;
  const replicas = await work.replications.list(work.stop);
  work.record({ kind: "replicas-listed", replicas });
  if (!isAnotherRouted(region, replicas, work.plan.registry.home)) {
    work.record({ kind: "change-left", region, reason: "last-routed-region" });
    work.record({ kind: "failed", failure: lastRoute(region) });
    return;
  }
  const updated = await updateReplica(change, work, watch);
  if (updated === null) return;
  await settle({ region, name: updated.name }, true, work, watch);
  if (change.mark?.kind === "add") await keepMark(region, updated.name, change.mark, false, work, watch);
}

function isAnotherRouted(region: Region, replicas: readonly Replica[], home: Region): boolean {
  const others = replicas.filter((replica) => replica.region !== region);
  // Where LIST has no row for home, the registry stands for it.
  const isHomeStanding = home !== region && replicasIn(home, replicas).length === 0;
  return isHomeStanding || others.some((replica) => isReady(replica) && replica.routing === "enabled");
}

function lastRoute(region: Region) {
  return observed(region, "update", "LastRoutedRegion", [
    `No other region is ready with routing enabled just now, so routing to ${displayName(region)} was left as it is: ` +
      "otherwise nothing could be pulled from the registry's global endpoint. Run again when another region is ready.",
  ]);
}
