import type { CreateChange, RepairChange, UpdateChange, WantedReplica } from "../plan/plan.js";
import { closesRoute } from "../plan/routes.js";
import type { Region } from "../registry/region.js";
import { replicasIn } from "../registry/replica.js";
import { untilGone } from "./absence.js";
import { createAfterDelete, createReplica } from "./create.js";
import { repairReplica } from "./repair.js";
import { isFarEnough, recordWaitFailure, settle } from "./settle.js";
import { attempt, observed } from "./step.js";
import type { Work } from "./tools.js";
import { keepMark, updateReplica } from "./update.js";
import type { Watch } from "./watch.js";

/** How far one wanted region has come. `is-ready` was seen by a GET of its own, `was-listed` by LIST only. */
export type Standing = "is-ready" | "was-listed" | "not-ready";

type Upkeep = CreateChange | UpdateChange | RepairChange;

/** Several 404s in a row, since a create straight after a delete has been seen to fail. */
const READS_BEFORE_CREATE = 3;

/** Goes one wanted region's way up to where the request waits for it. Never rejects: failures go to the journal. */
export async function bringUp(wanted: WantedReplica, work: Work, watch: Watch): Promise<Standing> {
  const { region } = wanted;
  const change = work.plan.changes.find(
    (one): one is Upkeep => one.region === region && one.action !== "delete",
  );
  if (change === undefined || closesRoute(change)) return bringUpUnchanged(wanted, work, watch);
  const name = await attempt(region, change.action, work, () => write(change, wanted, work, watch));
  if (name === null) return "not-ready";
  const standing = await bringToEnd(region, name, true, work, watch);
  await attempt(region, "update", work, () => keepMarkOf(change, name, work, watch));
  return standing;
}

async function bringUpUnchanged(
  { region, isHome }: WantedReplica,
  work: Work,
  watch: Watch,
): Promise<Standing> {
  const [replica] = replicasIn(region, work.plan.replicas);
  if (replica === undefined && isHome) return "was-listed";
  if (replica !== undefined && isFarEnough(replica, work)) return "was-listed";
  return bringToEnd(region, replica?.name ?? null, false, work, watch);
}

/** Makes the change and gives the name of the replica to wait for; null when the run was stopped. */
async function write(
  change: Upkeep,
  wanted: WantedReplica,
  work: Work,
  watch: Watch,
): Promise<string | null> {
  switch (change.action) {
    case "create":
      return create(change, work, watch);
    case "update":
      return update(change, wanted, work, watch);
    case "repair":
      return repairReplica(change, work, watch);
  }
}

async function create(change: CreateChange, work: Work, watch: Watch): Promise<string | null> {
  if (change.after === null) return (await createReplica(change, work, watch)).name;
  const verdict = await untilGone(change.region, change.after, READS_BEFORE_CREATE, work, watch);
  if (verdict !== "gone") return null;
  return (await createAfterDelete(change, work, watch, "create")).name;
}

/** A replica that somebody deletes while it is to be corrected is made again: the region is wanted. */
async function update(
  change: UpdateChange,
  { isHome }: WantedReplica,
  work: Work,
  watch: Watch,
): Promise<string | null> {
  const updated = await updateReplica(change, work, watch);
  if (updated !== null || work.stop.aborted) return updated?.name ?? null;
  const { region, tags, mark } = change;
  if (isHome) {
    work.record({ kind: "failed", failure: homeWithoutRow(region) });
    return null;
  }
  const creation: CreateChange = {
    action: "create",
    region,
    reason: change.reason,
    name: region,
    routing: change.routing ?? "enabled",
    tags,
    mark: mark?.kind === "add" ? mark : null,
    after: change.name,
  };
  return create(creation, work, watch);
}

function homeWithoutRow(region: Region) {
  return observed(region, "update", "HomeHasNoReplica", [
    "Azure has not listed the home region among the replicas, so its settings could not be changed. Run again.",
  ]);
}

async function bringToEnd(
  region: Region,
  name: string | null,
  isPromised: boolean,
  work: Work,
  watch: Watch,
): Promise<Standing> {
  const target = { region, name };
  const verdict = await attempt(region, "wait", work, () => settle(target, isPromised, work, watch));
  if (verdict === "ready") return "is-ready";
  if (verdict !== null) await recordWaitFailure(verdict, target, work);
  return "not-ready";
}

async function keepMarkOf(change: Upkeep, name: string, work: Work, watch: Watch): Promise<void> {
  if (work.stop.aborted) return;
  const { mark } = change;
  if (mark === null || ("kind" in mark && mark.kind === "take-off")) return;
  await keepMark(change.region, name, mark, change.action !== "update", work, watch);
}
