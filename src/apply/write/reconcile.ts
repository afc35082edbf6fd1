import { closesRoute } from "../../plan/routes.js";
import type { LeftReason, WaitVerdict } from "../../registry/fact.js";
import { RequestFailed } from "../../registry/failure.js";
import { isOnlyOwner, readMarks, withMark, withoutMarks } from "../../registry/marks.js";
import { displayName, type Region } from "../../registry/region.js";
import { type Replica, replicasIn } from "../../registry/replica.js";
import { setTags } from "../../registry/tags.js";
import { observed } from "../attempt.js";
import type { NewReplica } from "../ports.js";
import { readReplica } from "../read-replica.js";
import { recordWaitFailure } from "../wait/wait-failure.js";
import type { Work } from "../work.js";
import type { Difference } from "./edit.js";
import { endOf } from "./edit.js";
import { type Goal, type Memory, regionOf } from "./goal.js";
import { nextStep, type Step, type StepVerdict } from "./next-step.js";
import { failedSoon, homeWithoutRow, notGone, setBack, tooManyTags } from "./region-failures.js";
import { sendCreate, sendDelete, sendUpdate } from "./send-write.js";
import { fitsTags } from "./tag-room.js";

/**
 * How far one wanted region has come. `is-ready` was seen by a GET of its own, `was-listed` by LIST or by the answer to
 * a write only.
 */
export type Standing = "is-ready" | "was-listed" | "not-ready";

/** What was seen of a replica, and by what. */
export interface Sight {
  readonly replica: Replica | null;
  readonly by: "list" | "read" | "answer";
}

/**
 * Brings one wanted region to its goal: looks, asks what to do next, does it, and looks again, until there is nothing
 * left to do. Failures go to the journal; rejects when a request failed. Null when the run was stopped.
 */
export async function reconcile(
  goal: Goal,
  begin: Memory,
  first: Sight | null,
  work: Work,
): Promise<Standing | null> {
  let memory = begin;
  let sight = first ?? (await read(memory, goal, work));
  let isWaiting = false;
  while (!work.stop.aborted) {
    const next = nextStep(goal, memory, sight.replica, momentOf(work));
    // An answer says what Azure will do; only a look shows that it is there.
    memory = sight.by === "answer" ? { ...next.memory, wasThere: memory.wasThere } : next.memory;
    const step = isUnconfirmed(next.step, sight, goal) ? READ_NOW : next.step;
    if (step.kind === "end") return conclude(step.verdict, goal, memory, sight, isWaiting, work);
    const isLooking = step.kind === "look" || step.kind === "read";
    if (isLooking) isWaiting = noteWait(goal, isWaiting, work);
    const taken = await take(step, goal, memory, work);
    if (taken === null) return null;
    memory = taken.memory;
    sight = taken.sight;
    if (!isLooking) isWaiting = noteWait(goal, isWaiting, work);
  }
  return null;
}

const READ_NOW: Step = { kind: "read", after: 0 };

/** Whether a replica is ready is for a GET of its own to say, not for the answer to a write. */
function isUnconfirmed(step: Step, { by }: Sight, { waitFor }: Goal): boolean {
  return step.kind === "end" && step.verdict === "ready" && by === "answer" && waitFor === "ready";
}

function momentOf({ clock }: Work) {
  return { at: clock.now(), date: clock.date() };
}

/** From the first look, or the first write that Azure takes, the region is waited for; with `wait-for: none` never. */
function noteWait(goal: Goal, isWaiting: boolean, { record }: Work): boolean {
  if (!isWaiting && goal.waitFor !== "none") record({ kind: "wait-begun", region: regionOf(goal) });
  return goal.waitFor !== "none";
}

interface Taken {
  readonly memory: Memory;
  readonly sight: Sight;
}

/** Does one step; null when the run was stopped. */
async function take(
  step: Exclude<Step, { readonly kind: "end" }>,
  goal: Goal,
  memory: Memory,
  work: Work,
): Promise<Taken | null> {
  switch (step.kind) {
    case "create":
      return create(goal, memory, work);
    case "update":
      return update(step.difference, goal, memory, work);
    case "delete":
      return deleteForRepair(step.replica, goal, memory, work);
    case "look":
      return look(goal, memory, work);
    case "read":
      await work.clock.sleep(step.after, work.stop);
      return work.stop.aborted ? null : { memory, sight: await read(memory, goal, work) };
  }
}

/** A GET of its own. Home's row has the region's name once Azure makes it. */
async function read({ name }: Memory, goal: Goal, work: Work): Promise<Sight> {
  const region = regionOf(goal);
  return { replica: await readReplica({ region, name: name ?? region }, work, work.stop), by: "read" };
}

/** Waits until the poller sees something that calls for another step, and a GET bears it out. */
async function look(goal: Goal, memory: Memory, work: Work): Promise<Taken | null> {
  const target = { region: regionOf(goal), name: memory.name };
  return work.poller.until<Memory, Taken>(target, memory, (before, replica, at) => {
    const next = nextStep(goal, before, replica, { at, date: work.clock.date() });
    if (next.step.kind === "look") return { memory: next.memory, verdict: null };
    return { memory: before, verdict: { memory: before, sight: { replica, by: "read" } } };
  });
}

const PAUSE_AFTER_REFUSED_CREATE = 5_000;
const MOST_REFUSED_CREATES = 3;

/** A create soon after a delete may be refused for a while, so it is tried again. */
async function create(goal: Goal, memory: Memory, work: Work): Promise<Taken> {
  try {
    return await createNow(goal, memory, work);
  } catch (error) {
    const refusedCreates = memory.refusedCreates + 1;
    const mayPass =
      error instanceof RequestFailed &&
      ["busy", "conflict", "rejected", "server"].includes(error.failure.kind);
    if (!mayPass || !memory.wasThere || refusedCreates >= MOST_REFUSED_CREATES) throw error;
    await work.clock.sleep(PAUSE_AFTER_REFUSED_CREATE, work.stop);
    if (work.stop.aborted) throw error;
    return { memory: { ...memory, refusedCreates }, sight: await read(memory, goal, work) };
  }
}

async function createNow(goal: Goal, memory: Memory, work: Work): Promise<Taken> {
  const replica = newReplica(goal, memory, work);
  if (!fitsTags(replica.tags)) throw new RequestFailed(tooManyTags(replica.region, replica.tags));
  const sent = await sendCreate(replica, isRepair(goal) ? "repair-create" : "create", work);
  const at = work.clock.now();
  const isOurs = !sent.isFound;
  if (sent.isFound) noteFound(goal, work);
  // Where Azure never took the PUT, nothing was written that would have to last.
  if (isOurs || sent.wroteOver) work.secondLooks.noteCreate(goal, sent.replica, sent.wroteOver);
  return {
    sight: { replica: sent.replica, by: "answer" },
    memory: {
      ...memory,
      name: sent.replica.name,
      isOurs,
      wasThere: false,
      createdAfterDelete: memory.wasThere,
      wasProvisioned: false,
      stateSince: at,
      looksWithout: 0,
      absentReads: 0,
      refusedCreates: 0,
      creates: memory.creates + 1,
      writes: memory.writes + 1,
      createdAt: at,
    },
  };
}

function noteFound(goal: Goal, work: Work): void {
  const reason: LeftReason = "already-there";
  work.record({ kind: "change-left", region: regionOf(goal), reason });
}

/** What was there before a repair's delete comes back as it was; routing that somebody disabled is not enabled by the way. */
function newReplica({ wanted, change, tenure }: Goal, { name, former }: Memory, work: Work): NewReplica {
  const { region } = wanted;
  const [planned] = replicasIn(region, work.plan.replicas);
  const routing = wanted.routing === "keep" ? ((former ?? planned)?.routing ?? "enabled") : wanted.routing;
  const tags = setTags(withoutMarks(former?.tags ?? {}), wanted.tags);
  const chosen = change?.action === "create" ? change.name : (name ?? region);
  if (tenure.kind !== "on-loan") return { name: chosen, region, routing, tags };
  const mark = { owner: tenure.owner, until: endOf(work.clock.date(), tenure.ttl) };
  return { name: chosen, region, routing, tags: withMark(tags, mark) };
}

async function update(difference: Difference, goal: Goal, memory: Memory, work: Work): Promise<Taken> {
  const region = regionOf(goal);
  const target = { region, name: memory.name ?? region };
  if (!fitsTags(difference.edit.tags)) throw new RequestFailed(tooManyTags(region, difference.edit.tags));
  const sent = await sendUpdate(target, difference.edit, work);
  // It is gone, or Azure did not take it: what was read is stale, so it is read and decided again.
  if (sent === null || sent === "put-off") return { memory, sight: await read(memory, goal, work) };
  if (difference.writesMarks) work.secondLooks.noteUpdate(goal, target.name);
  const isSettings = difference.settings.length > 0 ? 1 : 0;
  return {
    sight: { replica: sent, by: "answer" },
    memory: {
      ...memory,
      writes: memory.writes + 1,
      settingsWrites: memory.settingsWrites + isSettings,
      markWrites: memory.markWrites + (difference.writesMarks ? 1 : 0),
      stateSince: work.clock.now(),
    },
  };
}

async function deleteForRepair(replica: Replica, goal: Goal, memory: Memory, work: Work): Promise<Taken> {
  const region = regionOf(goal);
  const isStillOurs =
    goal.tenure.kind !== "on-loan" || isOnlyOwner(readMarks(replica.tags), goal.tenure.owner);
  // Others have joined since the plan was made: it is theirs, too, and no longer ours to repair.
  if (!isStillOurs) {
    if (memory.repairs === 0) work.record({ kind: "change-left", region, reason: "no-longer-matches" });
    throw new RequestFailed(observed(region, "repair", "ReplicaFailed", [sharedMeanwhile(region)]));
  }
  if (memory.repairs > 0) work.record({ kind: "warned", failure: failedSoon(region) });
  const { name, routing } = replica;
  const former = { routing, tags: replica.tags };
  work.record({
    kind: "repair-begun",
    region,
    restores: {
      ...newReplica(goal, { ...memory, former }, work),
      name,
      registry: work.plan.registry.id.name,
    },
  });
  const sent = await sendDelete(replica, "repair-delete", work);
  if (sent === "put-off") return { memory, sight: await read(memory, goal, work) };
  const at = work.clock.now();
  const after: Memory = {
    ...memory,
    former,
    repairs: memory.repairs + 1,
    writes: memory.writes + 1,
    deletedAt: at,
    createdAt: null,
    stateSince: at,
  };
  return { memory: after, sight: await read(after, goal, work) };
}

function sharedMeanwhile(region: Region): string {
  return `The replica in ${displayName(region)} has failed, but other owners have marked it since the plan was made, so it was not repaired. Repair it from a run without \`owner\`.`;
}

async function conclude(
  verdict: StepVerdict,
  goal: Goal,
  memory: Memory,
  sight: Sight,
  isWaiting: boolean,
  work: Work,
): Promise<Standing> {
  const region = regionOf(goal);
  noteUnchanged(goal, memory, verdict, work);
  if (isWaiting && isWaitVerdict(verdict)) work.record({ kind: "wait-ended", region, verdict });
  if (verdict === "ready") return sight.by === "read" ? "is-ready" : "was-listed";
  if (verdict === "accepted") return "was-listed";
  if (verdict === "home-without-row") work.record({ kind: "failed", failure: homeWithoutRow(region) });
  else if (verdict === "delete-did-not-end")
    work.record({ kind: "failed", failure: notGone(region, activityOf(goal)) });
  else if (typeof verdict === "object")
    work.record({ kind: "failed", failure: setBack(region, verdict.setBack) });
  // What exists is what is wanted: a replica that has been deleted meanwhile is no longer wanted.
  else if (verdict !== "vanished" || !work.plan.wantsExisting)
    await recordWaitFailure(verdict, { region, name: memory.name }, work);
  return "not-ready";
}

function isWaitVerdict(verdict: StepVerdict): verdict is WaitVerdict {
  return ["ready", "failed", "vanished", "stuck", "missing"].some((word) => word === verdict);
}

function activityOf(goal: Goal): "create" | "repair" {
  return isRepair(goal) ? "repair" : "create";
}

/** Whoever began the delete of a replica that had failed, the create that follows is the second half of its repair. */
function isRepair({ change }: Goal): boolean {
  return change?.action === "repair";
}

/** A planned change that turned out not to be needed any more. */
function noteUnchanged(
  { change, wanted, closesRoute: closesNow }: Goal,
  memory: Memory,
  verdict: StepVerdict,
  work: Work,
): void {
  const isFine = verdict === "ready" || verdict === "accepted";
  if (change === null || !isFine) return;
  const isMet = change.action !== "update" && memory.creates === 0;
  if (memory.writes > 0 && !isMet) return;
  // What is left of it is done when the others are up.
  if (closesRoute(change) && !closesNow) return;
  const reason: LeftReason =
    change.action === "update"
      ? "already-as-wanted"
      : change.action === "create"
        ? "already-there"
        : memory.repairs > 0
          ? "already-there"
          : "no-longer-matches";
  work.record({ kind: "change-left", region: wanted.region, reason });
}
