import { attempt, failureOf, isAbort, observed } from "../apply/attempt.js";
import { carryOut } from "../apply/carry-out.js";
import { lookAgain } from "../apply/look-again.js";
import type { OwnerLives } from "../apply/ports.js";
import { lookAtImagesOnce } from "../apply/prove/look-once.js";
import { untilUsable } from "../apply/wait/until-usable.js";
import type { ParsedRequest } from "../inputs/parse-request.js";
import { foldOutcome } from "../outcome/fold.js";
import { type Journal, openJournal } from "../outcome/journal.js";
import { isInventory } from "../plan/inventory.js";
import type { Plan } from "../plan/plan.js";
import { triesFailedRegistry, waitsForRegistry } from "../plan/registry-state.js";
import type { Clock } from "../registry/clock.js";
import { isWaitedFor } from "../registry/image-reference.js";
import type { Registry } from "../registry/registry.js";
import type { Request } from "../registry/request.js";
import { printSpan } from "../registry/span.js";
import { deliver } from "./deliver.js";
import { setLimits } from "./limits.js";
import { type Log, openLog } from "./log.js";
import { lookAndPlan } from "./look-and-plan.js";
import type { Cloud, Limits, Runner, SignIn } from "./ports.js";
import { tellProblems } from "./tell-problems.js";

/** What a run lives in. */
export interface Surroundings {
  readonly runner: Runner;
  /** What the workflow asks for; see `readRequest`. */
  readonly asked: Promise<ParsedRequest>;
  readonly signIn: SignIn;
  readonly clock: Clock;
  /** Aborts when the workflow is cancelled. */
  readonly cancellation: AbortSignal;
  /** Rejects when something breaks that nobody waits for. */
  readonly breakage: Promise<never>;
}

/** One run told from top to bottom: ask, look, plan, apply, look again, report. Gives the exit code. */
export async function run(surroundings: Surroundings): Promise<0 | 1> {
  const { runner, clock, breakage } = surroundings;
  const log = openLog(runner);
  const journal = openJournal(clock.now, log.tell);
  const progress: Progress = {
    request: null,
    asksForImages: false,
    registry: null,
    plan: null,
    date: clock.date,
  };
  const work = async () => {
    const asked = await surroundings.asked;
    progress.asksForImages = "request" in asked ? asked.request.images.length > 0 : asked.asksForImages;
    if ("request" in asked) await pursue(asked.request, progress, { ...surroundings, log, journal });
    else tellProblems(asked.problems, log, journal);
    return surroundings.cancellation;
  };
  const cancellation = await Promise.race([work(), breakage]).catch((error: unknown) => {
    journal.record({ kind: "failed", failure: failureOf(error, null, "run") });
    // The work may still be going on, so what happened is handed over at once, and nothing is waited for.
    return AbortSignal.abort();
  });
  const duration = clock.now();
  const startedAt = new Date(progress.date().getTime() - duration);
  const outcome = foldOutcome({ ...progress, facts: journal.facts(), startedAt, duration });
  const isDelivered = await deliver(outcome, runner, log, clock, cancellation);
  return isDelivered ? outcome.exitCode : 1;
}

/** How far the run has come; what it has not come to is null. */
interface Progress {
  request: Request | null;
  asksForImages: boolean;
  registry: Registry | null;
  plan: Plan | null;
  /** Azure's clock as soon as there is one: times in marks are compared by it to the end. */
  date: () => Date;
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
    if (!isStopped) journal.record({ kind: "failed", failure: failureOf(error, null, "run") });
  } finally {
    limits.end();
  }
}

async function lookPlanAndApply(
  request: Request,
  progress: Progress,
  { runner, signIn, clock: machine, log, journal, cancellation }: Setting,
  limits: Limits,
): Promise<void> {
  const { stop, cutOff } = limits;
  const { record } = journal;
  const cloud = await log.inGroup("Sign in", () => signIn(request, limits));
  const clock: Clock = { ...machine, date: cloud.date };
  progress.date = cloud.date;
  const { registry: found, listing } = await cloud.findRegistry(stop);
  warnOfSkew(machine, cloud, record);
  progress.registry = found;
  const read = (registry: Registry) => cloud.readRegistry(registry, stop);
  const triesFailed = triesFailedRegistry(request);
  const registry = waitsForRegistry(request)
    ? await untilUsable(found, { clock, record, stop, triesFailed, read })
    : found;
  if (registry === null) return;
  progress.registry = registry;
  const lives = ownerLivesFor(request, runner);
  // What was listed before the registry came to rest may be the truth no more.
  const listed = registry === found ? listing : null;
  const plan = await lookAndPlan(request, registry, { cloud, lives, clock, stop }, listed);
  progress.plan = plan;
  log.showPlan(plan);
  if (isInventory(plan)) {
    record({ kind: "endpoints-known", endpoints: await cloud.regionalEndpoints(registry, stop) });
  }
  for (const { failure } of plan.unreadable) record({ kind: "failed", failure });
  if (!plan.isToBeCarriedOut && plan.mode !== "check") return;
  // Without it no image is proven; the replicas are looked after all the same.
  const openImages = () =>
    attempt(null, "prove-image", { record, stop }, () => cloud.imageSource(registry, stop));
  const images = plan.images.length === 0 ? null : await openImages();
  if (!plan.isToBeCarriedOut) return await lookAtImagesOnce(plan, { images, clock, record, stop });
  const replications = cloud.replications(registry);
  const { timeLeft } = limits;
  const tools = { replications, images, lives, clock, random: Math.random, record, timeLeft };
  const arrived = await carryOut(plan, { ...tools, stop, cutOff });
  if (isPlanStale(journal)) await lookAgain(plan, arrived, tools, cancellation);
}

/** Who tells of the owners' lives; null where the job does not ask, or has no token to ask with. */
function ownerLivesFor(request: Request, runner: Runner): OwnerLives | null {
  const asks = request.mode === "remove" && request.onlyOrphaned;
  return asks && request.githubToken !== null ? runner.ownerLives(request.githubToken) : null;
}

/** Whether what the plan was made on may be the truth no more: something was written, or waited for. */
function isPlanStale(journal: Journal): boolean {
  return journal.facts().some((fact) => {
    if (fact.kind === "image-seen") return isWaitedFor(fact.state);
    return fact.kind === "write-sent" || fact.kind === "wait-begun";
  });
}

/** Clocks that are further apart than this make every time in a log or a tag hard to follow. */
const LARGEST_SKEW = 5 * 60_000;

function warnOfSkew(machine: Clock, cloud: Cloud, record: Journal["record"]): void {
  const skew = machine.date().getTime() - cloud.date().getTime();
  if (Math.abs(skew) <= LARGEST_SKEW) return;
  const direction = skew > 0 ? "ahead of" : "behind";
  const failure = observed(null, "read-registry", "ClockSkew", [
    `The clock of this machine is ${printSpan(Math.abs(skew))} ${direction} Azure's. Times are compared and written by Azure's clock. Set the machine's clock (NTP).`,
  ]);
  record({ kind: "warned", failure });
}
