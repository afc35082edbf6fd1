import type { DeleteChange, ImpossibleRegion, Plan, WantedReplica } from "../plan/plan.js";
import { closesRoute } from "../plan/routes.js";
import type { LeftReason } from "../registry/fact.js";
import type { Activity, Failure } from "../registry/failure.js";
import type { Region } from "../registry/region.js";
import { isBeingUpdated, isReady, replicasIn } from "../registry/replica.js";
import { attempt, observed } from "./attempt.js";
import { bringBack, bringUp, type Standings } from "./bring-up.js";
import { closeEarly, closeRoutes, isClosedEarly } from "./close-routes.js";
import { homeFirst } from "./prove/home-first.js";
import { createProver, type Prover } from "./prove/prover.js";
import { readReplica } from "./read-replica.js";
import { deletesOf, releaseAgain, takeAway, takeMarksOff } from "./take-away.js";
import type { Tools } from "./tools.js";
import { beginHeartbeat } from "./wait/heartbeat.js";
import { pollInterval } from "./wait/poll-interval.js";
import { createPoller } from "./wait/poller.js";
import { recordWaitFailure } from "./wait/wait-failure.js";
import type { Work } from "./work.js";
import type { Standing } from "./write/reconcile.js";
import { createSecondLooks, marksNotReadAgain } from "./write/second-looks.js";
import { createWriteBackoff } from "./write/write-backoff.js";

/**
 * Carries a plan out: brings up every wanted region, proves the images, then takes away what the plan says. What
 * happens goes to the journal; nothing is thrown, and one region's failure leaves the others going. Gives the regions
 * that came up.
 */
export async function carryOut(plan: Plan, tools: Tools): Promise<readonly Region[]> {
  const standings: Standings = new Map();
  const work = openWork(plan, standings, tools);
  const heartbeat = beginHeartbeat(work);
  await attempt(null, "wait", work, () => bringUpThenTakeAway(standings, work));
  heartbeat.end();
  const unread = work.secondLooks.unread();
  if (unread.length > 0) work.record({ kind: "warned", failure: marksNotReadAgain(unread) });
  return [...standings].flatMap(([region, standing]) => (standing === "not-ready" ? [] : [region]));
}

function openWork(plan: Plan, standings: Standings, tools: Tools): Work {
  const broughtBack = new Set<Region>();
  const secondLooks = createSecondLooks(() => work, {
    bringBack: async (region, name) => {
      const wanted = plan.wanted.find((one) => one.region === region);
      // While the region is still being brought up, that finds out by itself.
      if (wanted === undefined || wanted.isHome || !standings.has(region)) return;
      // Whoever keeps deleting it means it.
      const isFirst = !broughtBack.has(region);
      broughtBack.add(region);
      standings.set(region, isFirst ? await bringBack(wanted, name, work) : await giveUp(region, name, work));
    },
    releaseAgain: (region) => releaseAgain(region, work),
  });
  const work: Work = {
    ...tools,
    plan,
    poller: createPoller(tools),
    backoff: createWriteBackoff(tools),
    secondLooks,
  };
  return work;
}

async function giveUp(region: Region, name: string, work: Work): Promise<Standing> {
  await attempt(region, "wait", work, () => recordWaitFailure("vanished", { region, name }, work));
  return "not-ready";
}

async function bringUpThenTakeAway(standings: Standings, work: Work): Promise<void> {
  const { plan, record, secondLooks } = work;
  for (const region of plan.impossible) record({ kind: "failed", failure: impossibility(region) });
  const prover = createProver(work);
  await Promise.all([bringAllUp(standings, work, prover), takeMarksOff(work)]);
  await closeRoutes(standings, work);
  const areProven = await prover.end();
  await secondLooks.finish();
  await takeAwayAtLast(standings, areProven, work);
  await secondLooks.finish();
  await secondLooks.lookAtEnd();
}

/** All regions at once, but repairs one after another: each takes a region out of service for a while. */
async function bringAllUp(standings: Standings, work: Work, prover: Prover): Promise<void> {
  let latestRepair: Promise<unknown> = Promise.resolve();
  await Promise.all(
    homeFirst(work.plan.wanted).map((wanted) => {
      if (!isRepair(wanted, work)) return bringOneUp(wanted, standings, work, prover);
      latestRepair = latestRepair.then(() => bringOneUp(wanted, standings, work, prover));
      return latestRepair;
    }),
  );
}

function isRepair({ region }: WantedReplica, { plan }: Work): boolean {
  return plan.changes.some((change) => change.region === region && change.action === "repair");
}

/** One region's way: up and ready; from there on its images are proven beside it. Never rejects. */
async function bringOneUp(
  wanted: WantedReplica,
  standings: Standings,
  work: Work,
  prover: Prover,
): Promise<void> {
  const { region } = wanted;
  const { impossible, unreadable } = work.plan;
  if ([...impossible, ...unreadable].some((one) => one.region === region)) {
    standings.set(region, "not-ready");
    return;
  }
  const closing = work.plan.changes.filter(closesRoute).find((one) => one.region === region);
  if (closing !== undefined && isClosedEarly(closing, work)) await closeEarly(closing, standings, work);
  else standings.set(region, await bringUp(wanted, work));
  if (standings.get(region) !== "not-ready") prover.begin(region);
}

const DURING: Readonly<Record<Exclude<ImpossibleRegion["code"], "ReplicaLocked">, Activity>> = {
  TwoReplicasInOneRegion: "list-replicas",
  RegionNotOffered: "create",
  HomeHasNoReplica: "update",
};

function impossibility({ region, code, during, reason }: ImpossibleRegion): Failure {
  const activity = code === "ReplicaLocked" ? (during ?? "update") : DURING[code];
  return observed(region, activity, code, [reason]);
}

/** Make before break: nothing is deleted before every wanted region is ready and every image is proven. */
async function takeAwayAtLast(standings: Standings, areProven: boolean, work: Work): Promise<void> {
  const deletes = deletesOf(work);
  if (deletes.length === 0 || work.stop.aborted) return;
  if (work.plan.withholdsDeletes) return withhold(deletes, "unreadable-replica", work);
  const needsReady = work.plan.waitFor === "ready";
  const areReady = !needsReady || (await areAllReady(standings, work));
  if (work.stop.aborted) return;
  if (areReady && areProven) return takeAway(work);
  withhold(deletes, areReady ? "images-not-proven" : "not-all-ready", work);
}

function withhold(deletes: readonly DeleteChange[], reason: LeftReason, { record }: Work): void {
  for (const { region } of deletes) record({ kind: "change-left", region, reason });
}

/** Whether every wanted region is ready by a GET of its own; those that were waited for have had theirs. */
async function areAllReady(standings: Standings, work: Work): Promise<boolean> {
  const answers = [...standings].map(async ([region, standing]) => {
    if (standing !== "was-listed") return standing === "is-ready";
    return (await attempt(region, "read-replica", work, () => isReadyNow(region, work))) === true;
  });
  return (await Promise.all(answers)).every(Boolean);
}

/** What is being updated just now is waited for: any change of a tag by anybody does that for a second. */
async function isReadyNow(region: Region, work: Work): Promise<boolean> {
  const { plan, clock, stop } = work;
  const name = replicasIn(region, plan.replicas)[0]?.name ?? region;
  const begun = clock.now();
  while (!stop.aborted) {
    const replica = await readReplica({ region, name }, work, stop);
    // A home without a row has never had to be copied: the registry stands for it.
    if (replica === null) return region === plan.registry.home;
    if (!isBeingUpdated(replica)) return isReady(replica);
    await clock.sleep(pollInterval(clock.now() - begun), stop);
  }
  return false;
}
