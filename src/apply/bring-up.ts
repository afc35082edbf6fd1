import type { CreateChange, RepairChange, UpdateChange, WantedReplica } from "../plan/plan.js";
import { closesRoute } from "../plan/routes.js";
import type { WaitVerdict } from "../registry/fact.js";
import type { Region } from "../registry/region.js";
import { replicasIn } from "../registry/replica.js";
import { type Creation, createReplica, type Written } from "./create.js";
import { keepMark } from "./keep-mark.js";
import { recreate } from "./recreate.js";
import { repairReplica } from "./repair.js";
import { isFarEnough, recordWaitFailure, settle } from "./settle.js";
import { attempt, observed } from "./step.js";
import type { Work } from "./tools.js";
import { updateReplica } from "./update.js";
import type { Target } from "./watch.js";

/** How far one wanted region has come. `is-ready` was seen by a GET of its own, `was-listed` by LIST only. */
export type Standing = "is-ready" | "was-listed" | "not-ready";

/** How far every wanted region has come. */
export type Standings = ReadonlyMap<Region, Standing>;

type Upkeep = CreateChange | UpdateChange | RepairChange;

/** Goes one wanted region's way up to where the request waits for it. Never rejects: failures go to the journal. */
export async function bringUp(wanted: WantedReplica, work: Work): Promise<Standing> {
  const { region } = wanted;
  const change = work.plan.changes.find(
    (one): one is Upkeep => one.region === region && one.action !== "delete",
  );
  // Routes are closed when everything else is up.
  if (change === undefined || closesRoute(change)) return bringUpUnchanged(wanted, work);
  const written = await attempt(region, change.action, work, () => write(change, wanted, work));
  if (written === null) return "not-ready";
  const { name, isOurs } = written;
  const standing = await bringToEnd({ region, name }, true, work);
  const mark = markOf(change);
  if (mark !== null && !work.stop.aborted) {
    await attempt(region, "update", work, () => keepMark({ region, name }, mark, isOurs, work));
  }
  return standing;
}

async function bringUpUnchanged({ region, isHome }: WantedReplica, work: Work): Promise<Standing> {
  const [replica] = replicasIn(region, work.plan.replicas);
  if (replica === undefined && isHome) return "was-listed";
  if (replica !== undefined && isFarEnough(replica, work)) return "was-listed";
  const target = { region, name: replica?.name ?? null };
  if (work.plan.waitFor !== "none") return bringToEnd(target, replica !== undefined, work);
  await recordFailure(replica === undefined ? "missing" : "failed", target, work);
  return "not-ready";
}

/** Makes the change and gives the replica to wait for; null when the run was stopped or a failure was recorded. */
async function write(change: Upkeep, wanted: WantedReplica, work: Work): Promise<Written | null> {
  switch (change.action) {
    case "create":
      return change.after === null ? createReplica(change, work) : createAfter(change, change.after, work);
    case "update":
      return update(change, wanted, work);
    case "repair":
      return repairReplica(change, wanted, work);
  }
}

/** Creates once somebody's delete has ended; once more when the replica is gone at once, as may happen so soon. */
async function createAfter(creation: Creation, former: string, work: Work): Promise<Written | null> {
  const made = await recreate(creation, former, "create", work);
  if (made === null || made.end !== "gone" || !made.isOurs) return made;
  return recreate(creation, creation.name, "create", work);
}

/** A replica that somebody deletes while it is to be corrected is made again: the region is wanted. */
async function update(change: UpdateChange, wanted: WantedReplica, work: Work): Promise<Written | null> {
  const updated = await updateReplica(change, work);
  if (updated !== null) return { name: updated.name, isOurs: false };
  if (work.stop.aborted) return null;
  const { region, name } = change;
  if (wanted.isHome || name === null) {
    work.record({ kind: "failed", failure: homeWithoutRow(region) });
    return null;
  }
  const [former] = replicasIn(region, work.plan.replicas);
  // Routing that somebody disabled is not enabled by the way.
  const routing = wanted.routing === "keep" ? (former?.routing ?? "enabled") : wanted.routing;
  return createAfter({ region, name, routing, tags: wanted.tags, mark: markOf(change) }, name, work);
}

/** Explains that home's own settings could not be changed. */
export function homeWithoutRow(region: Region) {
  return observed(region, "update", "HomeHasNoReplica", [
    "Azure has not listed the home region among the replicas, so its settings could not be changed. Run again.",
  ]);
}

/** Waits for the replica, and explains a wait that ends badly. */
export async function bringToEnd(target: Target, isPromised: boolean, work: Work): Promise<Standing> {
  const verdict = await attempt(target.region, "wait", work, () => settle(target, isPromised, work));
  if (verdict === "ready") return "is-ready";
  if (verdict !== null) await recordFailure(verdict, target, work);
  return "not-ready";
}

async function recordFailure(
  verdict: Exclude<WaitVerdict, "ready">,
  target: Target,
  work: Work,
): Promise<void> {
  await attempt(target.region, "wait", work, () => recordWaitFailure(verdict, target, work));
}

function markOf({ mark }: Upkeep) {
  return mark === null || ("kind" in mark && mark.kind === "take-off") ? null : mark;
}
