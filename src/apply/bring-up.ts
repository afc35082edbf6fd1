import type { WantedReplica } from "../plan/plan.js";
import { closesRoute } from "../plan/routes.js";
import type { Region } from "../registry/region.js";
import { isFailed, isProvisioned, isReady, type Replica, replicasIn } from "../registry/replica.js";
import { attempt } from "./attempt.js";
import type { Work } from "./work.js";
import { beginMemory, type Goal, type Memory, type WantedChange } from "./write/goal.js";
import { reconcile, type Sight, type Standing } from "./write/reconcile.js";

/** How far every wanted region has come. */
export type Standings = Map<Region, Standing>;

/** Brings one wanted region to where the request waits for it. Never rejects: failures go to the journal. */
export async function bringUp(wanted: WantedReplica, work: Work): Promise<Standing> {
  const { region, isHome } = wanted;
  const [replica] = replicasIn(region, work.plan.replicas);
  const goal = goalOf(wanted, changeOf(region, work), work);
  if (goal.change === null) {
    if (replica === undefined && isHome) return "was-listed";
    // What this run neither touches nor waits for is believed from LIST.
    if (replica !== undefined && isFarEnough(replica, work)) return "was-listed";
  }
  const begin = beginMemory(goal, nameOf(goal, replica), work.clock.now());
  const memory: Memory = { ...begin, wasThere: begin.wasThere || replica !== undefined };
  return (await attemptGoal(goal, memory, work)) ?? "not-ready";
}

/**
 * Makes a wanted replica again that somebody has deleted, or is deleting, although this run had brought it up. Never
 * rejects.
 */
export async function bringBack(wanted: WantedReplica, name: string, work: Work): Promise<Standing> {
  const goal = goalOf(wanted, changeOf(wanted.region, work), work);
  const begin = beginMemory(goal, name, work.clock.now());
  return (await attemptGoal(goal, { ...begin, wasThere: true, wasProvisioned: true }, work)) ?? "not-ready";
}

/**
 * Switches a region's routing off, and waits for no more than that Azure takes it: what that means for the routes is to
 * be checked before anything is waited for. Never rejects.
 */
export async function closeRouteOf(wanted: WantedReplica, work: Work): Promise<Standing> {
  const goal: Goal = { ...closingGoal(wanted, work), waitFor: "none" };
  return (await attemptGoal(goal, beginClosing(goal, work), work)) ?? "not-ready";
}

/** Waits for a region whose routing was switched off, and switches it off once more where somebody undoes that. Never rejects. */
export async function awaitClosed(wanted: WantedReplica, work: Work): Promise<Standing> {
  const goal = closingGoal(wanted, work);
  const memory: Memory = { ...beginClosing(goal, work), writes: 1 };
  return (await attemptGoal(goal, memory, work)) ?? "not-ready";
}

function closingGoal(wanted: WantedReplica, work: Work): Goal {
  const change = work.plan.changes.filter(closesRoute).find(({ region }) => region === wanted.region) ?? null;
  return { ...goalOf(wanted, change, work), closesRoute: true };
}

function beginClosing(goal: Goal, work: Work): Memory {
  const [replica] = replicasIn(goal.wanted.region, work.plan.replicas);
  const begin = beginMemory(goal, nameOf(goal, replica), work.clock.now());
  return { ...begin, wasThere: replica !== undefined };
}

function attemptGoal(goal: Goal, memory: Memory, work: Work): Promise<Standing | null> {
  const { region } = goal.wanted;
  const { change } = goal;
  const first = firstSight(goal, work);
  return attempt(region, change?.action ?? "wait", work, () => reconcile(goal, memory, first, work));
}

/**
 * What is only waited for is believed from LIST until the next look, and a create of a run without an owner relies on
 * the GET that its plan was made on. Before every other write the replica is read.
 */
function firstSight({ change, tenure, wanted }: Goal, { plan }: Work): Sight | null {
  const [replica = null] = replicasIn(wanted.region, plan.replicas);
  if (change === null) return { replica, by: "list" };
  const isReadAlready = change.action === "create" && change.after === null && tenure.kind !== "on-loan";
  return isReadAlready ? { replica: null, by: "list" } : null;
}

/** Milliseconds that a delete, the proof that it ended, and a create take; deletes alone take about a minute. */
const LONGEST_REPAIR = 180_000;

function goalOf(wanted: WantedReplica, change: WantedChange | null, work: Work): Goal {
  const { plan, clock } = work;
  return {
    wanted,
    change,
    tenure: plan.tenure,
    needsFrom: new Date(clock.date().getTime() - clock.now()),
    closesRoute: false,
    canRepair: work.timeLeft() >= LONGEST_REPAIR,
    waitFor: plan.waitFor,
    stuckAfter: plan.stuckAfter,
  };
}

function changeOf(region: Region, { plan }: Work): WantedChange | null {
  const change = plan.changes.find(
    (one): one is WantedChange => one.region === region && one.action !== "delete",
  );
  return change ?? null;
}

/** The name that it has, or is to get; null for home whose row Azure has yet to make. */
function nameOf({ change, wanted }: Goal, replica: Replica | undefined): string | null {
  if (replica !== undefined) return replica.name;
  if (change === null) return wanted.isHome ? null : wanted.region;
  return change.action === "create" ? (change.after ?? change.name) : change.name;
}

function isFarEnough(replica: Replica, { plan }: Work): boolean {
  if (plan.waitFor === "none") return !isFailed(replica);
  return plan.waitFor === "ready" ? isReady(replica) : isProvisioned(replica);
}
