import type { Mark, WantedReplica } from "../plan/plan.js";
import { closesRoute } from "../plan/routes.js";
import type { WaitVerdict } from "../registry/fact.js";
import type { Region } from "../registry/region.js";
import { replicasIn } from "../registry/replica.js";
import { attempt } from "./attempt.js";
import type { Target } from "./wait/poller.js";
import { isFarEnough, untilReady } from "./wait/until-ready.js";
import { recordWaitFailure } from "./wait/wait-failure.js";
import type { Work } from "./work.js";
import type { Written } from "./write/create.js";
import { keepMark } from "./write/keep-mark.js";
import { createAnew, type WantedChange, type Way, writeChange } from "./write/write-change.js";

/** How far one wanted region has come. `is-ready` was seen by a GET of its own, `was-listed` by LIST only. */
export type Standing = "is-ready" | "was-listed" | "not-ready";

/** How far every wanted region has come. */
export type Standings = ReadonlyMap<Region, Standing>;

/** Goes one wanted region's way up to where the request waits for it. Never rejects: failures go to the journal. */
export async function bringUp(wanted: WantedReplica, work: Work): Promise<Standing> {
  const { region } = wanted;
  const change = work.plan.changes.find(
    (one): one is WantedChange => one.region === region && one.action !== "delete",
  );
  // Routes are closed when everything else is up.
  if (change === undefined || closesRoute(change)) return bringUpUnchanged(wanted, work);
  const way = { change, wanted, work };
  const written = await attempt(region, change.action, work, () => writeChange(way));
  return written === null ? "not-ready" : goUp(written, 1, way);
}

/** How often a replica is created when somebody else keeps deleting it while this run waits. */
const MOST_CREATES = 3;

/** Waits for the replica that was written, and keeps our mark on it; begins anew where somebody has deleted it. */
async function goUp(written: Written, beginning: number, way: Way): Promise<Standing> {
  const { change, wanted, work } = way;
  const { region } = wanted;
  const target = { region, name: written.name };
  const awaited = await attempt(region, "wait", work, () => untilReady(target, true, work));
  const isLost = awaited === "vanished" || !(await keepOurMark(written, way));
  // What Azure takes back while it is being created it would take back again; what was there, somebody has deleted.
  const isDeleted = isLost && written.origin !== "ours" && !wanted.isHome;
  if (!isDeleted || beginning === MOST_CREATES || work.stop.aborted)
    return conclude(isLost ? "vanished" : awaited, target, work);
  const anew = await attempt(region, change.action, work, () => createAnew(written.name, way));
  return anew === null ? "not-ready" : goUp(anew, beginning + 1, way);
}

/** False where the replica is not there any more. */
async function keepOurMark(written: Written, { change, wanted, work }: Way): Promise<boolean> {
  const mark = markOf(change, written, work);
  if (mark === null || work.stop.aborted) return true;
  const isKept = await attempt(wanted.region, "update", work, () =>
    keepMark(wanted.region, written, mark, work),
  );
  return isKept !== false;
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

/** Waits for the replica, and explains a wait that ends badly. */
export async function bringToEnd(target: Target, isPromised: boolean, work: Work): Promise<Standing> {
  const verdict = await attempt(target.region, "wait", work, () => untilReady(target, isPromised, work));
  return conclude(verdict, target, work);
}

async function conclude(verdict: WaitVerdict | null, target: Target, work: Work): Promise<Standing> {
  if (verdict === "ready") return "is-ready";
  // What exists is the wish: what has gone meanwhile is no longer wanted.
  const isNoLongerWanted = verdict === "vanished" && work.plan.wantsExisting;
  if (verdict !== null && !isNoLongerWanted) await recordFailure(verdict, target, work);
  return "not-ready";
}

async function recordFailure(
  verdict: Exclude<WaitVerdict, "ready">,
  target: Target,
  work: Work,
): Promise<void> {
  await attempt(target.region, "wait", work, () => recordWaitFailure(verdict, target, work));
}

/** The mark to keep on the replica; null for none. */
function markOf(change: WantedChange, { origin }: Written, { plan }: Work): Mark | null {
  // A permanent replica that was repaired is permanent again.
  if (change.action === "repair" && origin === "ours") return change.mark;
  if (change.action !== "update" || origin === "ours") return plan.mark;
  return change.mark?.kind === "add" ? change.mark : null;
}
