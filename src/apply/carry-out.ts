import type { ImpossibleRegion, Plan, UpdateChange, WantedReplica } from "../plan/plan.js";
import type { Activity, Failure } from "../registry/failure.js";
import type { Region } from "../registry/region.js";
import { isReady, replicasIn } from "../registry/replica.js";
import { attempt, observed } from "./attempt.js";
import { bringUp, type Standing, type Standings } from "./bring-up.js";
import { closeRoutes } from "./close-routes.js";
import { createProver, type Prover } from "./prove/prover.js";
import { readReplica } from "./read-replica.js";
import { deletesOf, takeAway, takeMarkOff } from "./take-away.js";
import type { Tools } from "./tools.js";
import { beginHeartbeat } from "./wait/heartbeat.js";
import { createPoller } from "./wait/poller.js";
import type { Work } from "./work.js";
import { createWriteBackoff } from "./write/write-backoff.js";

/**
 * Carries a plan out: brings up every wanted region, proves the images, then takes away what the plan says. What
 * happens goes to the journal; nothing is thrown, and one region's failure leaves the others going.
 */
export async function carryOut(plan: Plan, tools: Tools): Promise<void> {
  const work: Work = {
    ...tools,
    plan,
    poller: createPoller(tools),
    backoff: createWriteBackoff(tools),
  };
  const heartbeat = beginHeartbeat(work);
  await attempt(null, "wait", work, () => bringUpThenTakeAway(work));
  heartbeat.end();
}

async function bringUpThenTakeAway(work: Work): Promise<void> {
  const { plan, record } = work;
  for (const region of plan.impossible) record({ kind: "failed", failure: impossibility(region) });
  const prover = createProver(work);
  const [arrived] = await Promise.all([goEveryWay(work, prover), takeMarksOff(work)]);
  const standings = await closeRoutes(new Map(arrived), work);
  const areProven = await prover.end();
  await takeAwayAtLast(standings, areProven, work);
}

type Arrival = readonly [region: Region, standing: Standing];

/** All regions at once, but repairs one after another: each takes a region out of service for a while. */
async function goEveryWay(work: Work, prover: Prover): Promise<readonly Arrival[]> {
  let latestRepair: Promise<unknown> = Promise.resolve();
  const ways = work.plan.wanted.map((wanted) => {
    if (!isRepair(wanted, work)) return goOneWay(wanted, work, prover);
    const arrival = latestRepair.then(() => goOneWay(wanted, work, prover));
    latestRepair = arrival;
    return arrival;
  });
  return Promise.all(ways);
}

function isRepair({ region }: WantedReplica, { plan }: Work): boolean {
  return plan.changes.some((change) => change.region === region && change.action === "repair");
}

/** One region's way: up and ready; from there on its images are proven beside it. Never rejects. */
async function goOneWay(wanted: WantedReplica, work: Work, prover: Prover): Promise<Arrival> {
  const { region } = wanted;
  const isImpossible = work.plan.impossible.some((one) => one.region === region);
  const standing = isImpossible ? null : await attempt(region, "wait", work, () => bringUp(wanted, work));
  if (standing === null || standing === "not-ready") return [region, "not-ready"];
  prover.begin(region);
  return [region, standing];
}

const DURING: Readonly<Record<ImpossibleRegion["code"], Activity>> = {
  TwoReplicasInOneRegion: "list-replicas",
  RegionNotOffered: "create",
  HomeHasNoReplica: "update",
};

function impossibility({ region, code, reason }: ImpossibleRegion): Failure {
  return observed(region, DURING[code], code, [reason]);
}

/** Marks taken off replicas that nobody here wants any more, but others do. */
async function takeMarksOff(work: Work): Promise<void> {
  const wanted = new Set(work.plan.wanted.map(({ region }) => region));
  const changes = work.plan.changes.filter(
    (change): change is UpdateChange => change.action === "update" && !wanted.has(change.region),
  );
  await Promise.all(
    changes.map((change) => attempt(change.region, "update", work, () => takeMarkOff(change, work))),
  );
}

/** Make before break: nothing is deleted before every wanted region is ready and every image is proven. */
async function takeAwayAtLast(standings: Standings, areProven: boolean, work: Work): Promise<void> {
  const deletes = deletesOf(work);
  if (deletes.length === 0 || work.stop.aborted) return;
  const needsReady = work.plan.waitFor === "ready";
  const areReady = !needsReady || (await areAllReady(standings, work));
  if (work.stop.aborted) return;
  if (areReady && areProven) return takeAway(work);
  const reason = areReady ? "images-not-proven" : "not-all-ready";
  for (const { region } of deletes) work.record({ kind: "change-left", region, reason });
}

/** Whether every wanted region is ready by a GET of its own; those that were waited for have had theirs. */
async function areAllReady(standings: Standings, work: Work): Promise<boolean> {
  const answers = [...standings].map(async ([region, standing]) => {
    if (standing !== "was-listed") return standing === "is-ready";
    return (await attempt(region, "read-replica", work, () => isReadyNow(region, work))) === true;
  });
  return (await Promise.all(answers)).every(Boolean);
}

async function isReadyNow(region: Region, work: Work): Promise<boolean> {
  const name = replicasIn(region, work.plan.replicas)[0]?.name ?? region;
  const replica = await readReplica({ region, name }, work, work.stop);
  // A home without a row has never had to be copied: the registry stands for it.
  return replica === null ? region === work.plan.registry.home : isReady(replica);
}
