import { attempt, failureOf, isAbort } from "../apply/attempt.js";
import { carryOut } from "../apply/carry-out.js";
import { lookAgain } from "../apply/look-again.js";
import { untilUsable } from "../apply/wait/until-usable.js";
import { foldOutcome } from "../outcome/fold.js";
import { type Journal, openJournal } from "../outcome/journal.js";
import type { Outcome } from "../outcome/outcome.js";
import type { Plan } from "../plan/plan.js";
import type { Clock } from "../registry/clock.js";
import type { Registry } from "../registry/registry.js";
import type { Request } from "../registry/request.js";
import { ask } from "./ask.js";
import { deliver } from "./deliver.js";
import { setLimits } from "./limits.js";
import { type Log, openLog } from "./log.js";
import { lookAndPlan } from "./look-and-plan.js";
import type { Limits, Runner, SignIn } from "./ports.js";

/** What a run lives in. */
export interface Surroundings {
  readonly runner: Runner;
  readonly signIn: SignIn;
  readonly clock: Clock;
  /** Aborts when the workflow is cancelled. */
  readonly cancellation: AbortSignal;
}

/** One run told from top to bottom: ask, look, plan, apply, look again, report. Gives what happened. */
export async function run(surroundings: Surroundings): Promise<Outcome> {
  const { runner, clock } = surroundings;
  const startedAt = clock.date();
  const log = openLog(runner);
  const journal = openJournal(clock.now, log.tell);
  const progress: Progress = { request: null, registry: null, plan: null };
  const request = await ask(runner, log, journal);
  if (request !== null) await pursue(request, progress, { ...surroundings, log, journal });
  const outcome = foldOutcome({ ...progress, facts: journal.facts(), startedAt, duration: clock.now() });
  await deliver(outcome, runner, log, surroundings.cancellation);
  return outcome;
}

/** How far the run has come; what it has not come to is null. */
interface Progress {
  request: Request | null;
  registry: Registry | null;
  plan: Plan | null;
}

interface Setting extends Surroundings {
  readonly log: Log;
  readonly journal: Journal;
}

/** Does what was asked, within its limits. Whatever goes wrong is in the journal, and nothing is thrown. */
async function pursue(request: Request, progress: Progress, setting: Setting): Promise<void> {
  const { clock, cancellation, journal } = setting;
  progress.request = request;
  const limits = setLimits(request.timeout, clock, cancellation, journal.record);
  try {
    await lookPlanAndApply(request, progress, setting, limits);
  } catch (error) {
    const isStopped = isAbort(error) && limits.stop.aborted;
    if (!isStopped) journal.record({ kind: "failed", failure: failureOf(error, null, "read-registry") });
  } finally {
    limits.end();
  }
}

async function lookPlanAndApply(
  request: Request,
  progress: Progress,
  { signIn, clock, log, journal, cancellation }: Setting,
  limits: Limits,
): Promise<void> {
  const { stop, cutOff } = limits;
  const { record } = journal;
  const cloud = await log.inGroup("Sign in", () => signIn(request, limits));
  const found = await cloud.findRegistry(stop);
  progress.registry = found;
  const read = (registry: Registry) => cloud.readRegistry(registry, stop);
  const registry = await untilUsable(found, { clock, record, stop, read });
  if (registry === null) return;
  progress.registry = registry;
  const plan = await lookAndPlan(request, registry, cloud, clock, stop);
  progress.plan = plan;
  log.showPlan(plan);
  if (!plan.isToBeCarriedOut) return;
  const replications = cloud.replications(registry);
  // Without it no image is proven; the replicas are looked after all the same.
  const openImages = () =>
    attempt(null, "prove-image", { record, stop }, () => cloud.imageSource(registry, stop));
  const images = plan.images.length === 0 ? null : await openImages();
  await carryOut(plan, { replications, images, clock, random: Math.random, record, stop, cutOff });
  if (isPlanStale(journal)) await lookAgain(plan, { replications, record }, cancellation);
}

/** Whether what the plan was made on may be the truth no more: something was written, or waited for. */
function isPlanStale(journal: Journal): boolean {
  return journal.facts().some(({ kind }) => kind === "write-sent" || kind === "wait-begun");
}
