import type { ImpossibleRegion, Plan, UpdateChange, WantedReplica } from "../plan/plan.js";
import type { Failure } from "../registry/failure.js";
import type { Region } from "../registry/region.js";
import { isReady, replicasIn } from "../registry/replica.js";
import { bringUp, type Standing } from "./bring-up.js";
import { closeRoutes } from "./close-routes.js";
import { beginHeartbeat } from "./heartbeat.js";
import { createProver, type Prover } from "./prove/prover.js";
import { attempt, observed } from "./step.js";
import { deletesOf, takeAway, takeMarkOff } from "./take-away.js";
import type { Tools, Work } from "./tools.js";
import { createWatch, type Watch } from "./watch.js";

/**
 * Carries a plan out: brings up every wanted region, proves the images, then takes away what the plan says. What
 * happens goes to the journal; nothing is thrown, and one region's failure leaves the others going.
 */
export async function carryOut(plan: Plan, tools: Tools): Promise<void> {
  const work: Work = { ...tools, plan };
  const watch = createWatch(tools);
  const prover = createProver(work);
  const heartbeat = beginHeartbeat(work, watch);
  for (const region of plan.impossible) work.record({ kind: "failed", failure: impossibility(region) });
  const marksOff = takeMarksOff(work, watch);
  const regions = await Promise.all(goEveryWay(work, watch, prover));
  await marksOff;
  await closeRoutes(work, watch);
  const areProven = await prover.end();
  await takeAwayAtLast(regions, areProven, work, watch);
  heartbeat.end();
}

/** How far one region came. */
interface Arrival {
  readonly region: Region;
  readonly standing: Standing;
}

/** All regions at once, but repairs one after another: each takes a region out of service for a while. */
function goEveryWay(work: Work, watch: Watch, prover: Prover): readonly Promise<Arrival>[] {
  let latestRepair: Promise<unknown> = Promise.resolve();
  return work.plan.wanted.map((wanted) => {
    if (!isRepair(wanted, work)) return goOneWay(wanted, work, watch, prover);
    const arrival = latestRepair.then(() => goOneWay(wanted, work, watch, prover));
    latestRepair = arrival;
    return arrival;
  });
}

function isRepair({ region }: WantedReplica, { plan }: Work): boolean {
  return plan.changes.some((change) => change.region === region && change.action === "repair");
}

/** One region's way: up and ready; from there on its images are proven beside it. */
async function goOneWay(wanted: WantedReplica, work: Work, watch: Watch, prover: Prover): Promise<Arrival> {
  const { region } = wanted;
  const isImpossible = work.plan.impossible.some((one) => one.region === region);
  const standing = isImpossible ? "not-ready" : await bringUp(wanted, work, watch);
  if (standing !== "not-ready") prover.begin(region);
  return { region, standing };
}

function impossibility({ region, code, reason }: ImpossibleRegion): Failure {
  return observed(region, "wait", code, [reason]);
}

/** Marks taken off replicas that nobody here wants any more, but others do. */
async function takeMarksOff(work: Work, watch: Watch): Promise<void> {
  const wanted = new Set(work.plan.wanted.map(({ region }) => region));
  const changes = work.plan.changes.filter(
    (change): change is UpdateChange => change.action === "update" && !wanted.has(change.region),
  );
  await Promise.all(
    changes.map((change) => attempt(change.region, "update", work, () => takeMarkOff(change, work, watch))),
  );
}

/** Make before break: nothing is deleted before every wanted region is ready and every image is proven. */
async function takeAwayAtLast(
  regions: readonly Arrival[],
  areProven: boolean,
  work: Work,
  watch: Watch,
): Promise<void> {
  const deletes = deletesOf(work);
  if (deletes.length === 0 || work.stop.aborted) return;
  const needsReady = work.plan.waitFor === "ready";
  const areReady = !needsReady || (await areAllReady(regions, work));
  if (work.stop.aborted) return;
  if (areReady && areProven) return takeAway(work, watch);
  const reason = areReady ? "images-not-proven" : "not-all-ready";
  for (const { region } of deletes) work.record({ kind: "change-left", region, reason });
}

/** Whether every wanted region is ready by a GET of its own; those that were waited for have had theirs. */
async function areAllReady(regions: readonly Arrival[], work: Work): Promise<boolean> {
  const answers = regions.map(async ({ region, standing }) => {
    if (standing !== "was-listed") return standing === "is-ready";
    return (await attempt(region, "read-replica", work, () => isReadyNow(region, work))) === true;
  });
  return (await Promise.all(answers)).every(Boolean);
}

async function isReadyNow(region: Region, { plan, replications, record, stop }: Work): Promise<boolean> {
  const name = replicasIn(region, plan.replicas)[0]?.name ?? region;
  const replica = await replications.get(name, stop);
  // A home without a row has never had to be copied: the registry stands for it.
  if (replica === null) return region === plan.registry.home;
  record({ kind: "replica-seen", region, replica });
  return isReady(replica);
}
