import type { WaitVerdict } from "../../registry/fact.js";
import {
  describeState,
  isBeingDeleted,
  isFailed,
  isInOperation,
  isProvisioned,
  isReady,
  isSyncing,
  type Replica,
} from "../../registry/replica.js";
import { pollInterval } from "../wait/poll-interval.js";
import { type Difference, differenceOf, permanenceOf } from "./edit.js";
import type { Goal, Memory } from "./goal.js";

/** What a wanted region needs next. */
export type Step =
  | { readonly kind: "create" }
  | { readonly kind: "update"; readonly difference: Difference }
  /** The first half of a repair. */
  | { readonly kind: "delete"; readonly replica: Replica }
  /** Nothing to write: the poller tells when something has changed. */
  | { readonly kind: "look" }
  /** A GET of its own after so many milliseconds, since LIST may be late. */
  | { readonly kind: "read"; readonly after: number }
  | { readonly kind: "end"; readonly verdict: StepVerdict };

/** How a region's way ends. `accepted`: as far as `wait-for: none` waits. */
export type StepVerdict =
  | WaitVerdict
  | "accepted"
  | "home-without-row"
  | "delete-did-not-end"
  | { readonly setBack: Difference["settings"] };

/** The next step, and what is remembered from this look to the next. */
export interface NextStep {
  readonly step: Step;
  readonly memory: Memory;
}

/** A time: monotonic milliseconds, and Azure's wall clock. */
export interface Moment {
  readonly at: number;
  readonly date: Date;
}

/**
 * What to do next for a wanted region, from what is seen of it now: pure, so that whatever happened in between is met
 * with at the next look, and nothing is written that was not decided on what was just read.
 */
export function nextStep(goal: Goal, before: Memory, replica: Replica | null, moment: Moment): NextStep {
  if (replica === null) return stepWithout(goal, before, moment);
  const memory = see(before, replica, moment);
  return { step: stepWith(goal, memory, replica, moment), memory };
}

/**
 * How an absence is made sure of before a create that follows a delete. Terraform's provider waits for as many 404s, as
 * far apart, since a create straight after a delete was seen to fail (azurerm `container_registry_resource.go`).
 */
const READS_BEFORE_CREATE = 5;
const PAUSE_BETWEEN_READS = 5_000;
/** How often a replica is created when somebody keeps deleting it while this run waits. */
const MOST_CREATES = 3;
/** LIST has been seen to lag: a replica that was never seen counts as not there only after so many looks. */
const LOOKS_UNTIL_ABSENT = 5;
/** Azure makes the row of home within seconds after the first replica. */
const LONGEST_WITHOUT_HOME = 60_000;
/** A failed replica whose delete was just accepted may still be shown as failed for a while. */
const LONGEST_FAILED_AFTER_DELETE = 60_000;
/** A create that fails within so long has failed for coming too soon after a delete (azure-rest-api-specs 18934). */
const TOO_SOON = 120_000;
const PAUSE_BEFORE_SECOND_REPAIR = 30_000;
/** A repair that did not help is done once more, and no more. */
const MOST_REPAIRS = 2;
const READS_BEFORE_REPAIR = 2;
const PAUSE_BEFORE_REPAIR = 1_000;
/** Once may be another run that wrote an older map; twice is somebody who means it. */
const MOST_SETTINGS_WRITES = 2;
const MOST_MARK_WRITES = 2;

function see(before: Memory, replica: Replica, { at }: Moment): Memory {
  const state = describeState(replica);
  return {
    ...before,
    name: replica.name,
    wasThere: true,
    wasProvisioned: before.wasProvisioned || isProvisioned(replica),
    state,
    stateSince: state === before.state ? before.stateSince : at,
    looksWithout: 0,
    absentReads: 0,
    failedReads: isFailed(replica) ? before.failedReads + 1 : 0,
  };
}

function stepWithout(goal: Goal, before: Memory, moment: Moment): NextStep {
  const memory: Memory = {
    ...before,
    looksWithout: before.looksWithout + 1,
    absentReads: before.absentReads + 1,
    failedReads: 0,
  };
  return { step: stepForAbsent(goal, memory, moment), memory };
}

function stepForAbsent(goal: Goal, memory: Memory, { at }: Moment): Step {
  const { change, wanted } = goal;
  if (wanted.isHome) return stepForHome(goal, memory, at);
  if (change === null && goal.waitFor === "none") return end(memory.wasThere ? "vanished" : "missing");
  if (change === null || memory.creates >= MOST_CREATES) return awaitOrGiveUp(memory);
  // What Azure takes back while it is being created it would take back again, unless it came too soon after a delete;
  // what was there before, somebody has deleted.
  const isTakenBack = memory.creates > 0 && memory.isOurs && !memory.wasProvisioned;
  if (isTakenBack && !(memory.createdAfterDelete && memory.creates < 2)) return awaitOrGiveUp(memory);
  if (isTakenBack && memory.looksWithout < LOOKS_UNTIL_ABSENT && !memory.wasThere) return { kind: "look" };
  const isFirst = !memory.wasThere && memory.creates === 0;
  if (isFirst || memory.absentReads >= READS_BEFORE_CREATE) return { kind: "create" };
  return { kind: "read", after: pauseBeforeCreate(memory) };
}

function pauseBeforeCreate({ repairs, absentReads }: Memory): number {
  return repairs > 1 && absentReads === 1 ? PAUSE_BEFORE_SECOND_REPAIR : PAUSE_BETWEEN_READS;
}

/** Where LIST has no row for home, the registry stands for it; only settings of home's own need the row. */
function stepForHome({ change }: Goal, { begunAt }: Memory, at: number): Step {
  if (change === null) return end("ready");
  return at - begunAt >= LONGEST_WITHOUT_HOME ? end("home-without-row") : { kind: "look" };
}

function awaitOrGiveUp({ wasThere, creates, looksWithout }: Memory): Step {
  if (wasThere) return end("vanished");
  if (looksWithout < LOOKS_UNTIL_ABSENT) return { kind: "look" };
  return end(creates > 0 ? "vanished" : "missing");
}

function stepWith(goal: Goal, memory: Memory, replica: Replica, moment: Moment): Step {
  if (isBeingDeleted(replica)) return stepForGoing(goal, memory, moment);
  if (isFailed(replica)) return stepForFailed(goal, memory, replica, moment);
  if (isInOperation(replica)) return stepForBusy(goal, memory, moment);
  const difference = differenceOf(goal, memory, replica, moment.date);
  if (difference !== null && !isLeftToSecondLook(difference, memory))
    return stepForDifference(difference, memory);
  if (isFarEnough(goal, replica)) return end(goal.waitFor === "none" ? "accepted" : "ready");
  return isStuck(goal, memory, replica, moment) ? end("stuck") : { kind: "look" };
}

function stepForGoing(goal: Goal, memory: Memory, { at }: Moment): Step {
  if (goal.wanted.isHome) return { kind: "look" };
  const age = at - memory.stateSince;
  if (goal.stuckAfter > 0 && age >= goal.stuckAfter) return end("delete-did-not-end");
  if (goal.change === null && goal.waitFor === "none") return end("vanished");
  return { kind: "read", after: pollInterval(age) };
}

function stepForFailed(goal: Goal, memory: Memory, replica: Replica, { at }: Moment): Step {
  const sinceDelete = memory.deletedAt === null ? null : at - memory.deletedAt;
  const isOldState = sinceDelete !== null && memory.createdAt === null;
  if (isOldState && sinceDelete < LONGEST_FAILED_AFTER_DELETE)
    return { kind: "read", after: pollInterval(sinceDelete) };
  if (isOldState) return end("delete-did-not-end");
  if (!isRepairable(goal, memory, at)) return stepForLost(goal, memory, replica);
  return memory.failedReads < READS_BEFORE_REPAIR
    ? { kind: "read", after: PAUSE_BEFORE_REPAIR }
    : { kind: "delete", replica };
}

/** What stays failed gets no settings; but where the run wants it for good, it must not go with the end of a loan. */
function stepForLost(goal: Goal, memory: Memory, replica: Replica): Step {
  const difference = memory.markWrites < MOST_MARK_WRITES ? permanenceOf(goal, replica) : null;
  return difference === null ? end("failed") : { kind: "update", difference };
}

function isRepairable({ change, canRepair }: Goal, memory: Memory, at: number): boolean {
  if (change?.action !== "repair" || !canRepair || memory.repairs >= MOST_REPAIRS) return false;
  const isFirst = memory.repairs === 0;
  return isFirst ? !memory.isOurs : memory.createdAt !== null && at - memory.createdAt < TOO_SOON;
}

/** What is in operation is waited for, and not disturbed; `wait-for: none` waits only for what it has to write. */
function stepForBusy(goal: Goal, memory: Memory, { at }: Moment): Step {
  if (goal.waitFor === "none" && (goal.change === null || memory.writes > 0)) return end("accepted");
  return isTimeUp(goal, memory, at) ? end("stuck") : { kind: "look" };
}

function stepForDifference(difference: Difference, memory: Memory): Step {
  const isSetBack = difference.settings.length > 0 && memory.settingsWrites >= MOST_SETTINGS_WRITES;
  return isSetBack ? end({ setBack: difference.settings }) : { kind: "update", difference };
}

/** Marks that another run undoes at once are written again some seconds later, not in a race. */
function isLeftToSecondLook({ settings }: Difference, { markWrites }: Memory): boolean {
  return settings.length === 0 && markWrites >= MOST_MARK_WRITES;
}

function isFarEnough({ waitFor }: Goal, replica: Replica): boolean {
  if (waitFor === "none") return true;
  return waitFor === "ready" ? isReady(replica) : isProvisioned(replica);
}

/** The copy of a large registry takes long: Syncing is never stuck. */
function isStuck(goal: Goal, memory: Memory, replica: Replica, { at }: Moment): boolean {
  return !isSyncing(replica) && isTimeUp(goal, memory, at);
}

function isTimeUp({ stuckAfter }: Goal, { stateSince }: Memory, at: number): boolean {
  return stuckAfter > 0 && at - stateSince >= stuckAfter;
}

function end(verdict: StepVerdict): Step {
  return { kind: "end", verdict };
}
