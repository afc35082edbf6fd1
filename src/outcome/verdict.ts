import type { Drift, Plan } from "../plan/plan.js";
import type { TimedFact } from "../registry/fact.js";
import type { Failure } from "../registry/failure.js";
import type { ChangeRow, ImageRow, ReplicaRow, Verdict } from "./outcome.js";

/** What a verdict is reached on. */
export interface Evidence {
  readonly plan: Plan | null;
  readonly replicas: readonly ReplicaRow[];
  readonly drift: readonly Drift[];
  readonly changes: readonly ChangeRow[];
  readonly images: readonly ImageRow[];
  readonly failures: readonly Failure[];
  readonly facts: readonly TimedFact[];
}

/** The one word for how the run ended. Where several fit: cancelled, refused, failed, stuck, timed-out. */
export function decideVerdict(evidence: Evidence): Verdict {
  const { plan, facts, failures, drift } = evidence;
  if (facts.some(({ kind }) => kind === "cancelled")) return "cancelled";
  if (plan !== null && isRefused(plan)) return "refused";
  const isStuckOnly = failures.length > 0 && failures.every(({ code }) => code === "ReplicaStuck");
  if (failures.length > 0) return isStuckOnly ? "stuck" : "failed";
  const isUnfinished = isAnythingUnfinished(evidence);
  if (isUnfinished && facts.some(({ kind }) => kind === "deadline-passed")) return "timed-out";
  if (plan === null || isUnfinished) return "failed";
  if (plan.mode === "check") return drift.length > 0 ? "drifted" : "in-sync";
  return facts.some(({ kind }) => kind === "write-accepted") ? "changed" : "in-sync";
}

/**
 * Whether the run is refused with its plan. A check whose plan a fence would refuse has drifted; only a registry that
 * cannot have replicas refuses it.
 */
export function isRefused(plan: Plan): boolean {
  const isUnfit = plan.refusals.some(({ fence }) => fence === "not-premium" || fence === "soft-delete");
  return isUnfit || (plan.mode !== "check" && plan.refusals.length > 0);
}

/** Whether anything that the run was to bring about is not there. A check is to bring nothing about. */
function isAnythingUnfinished({ plan, replicas, drift, changes, images }: Evidence): boolean {
  if (plan === null || plan.mode === "check") return plan === null;
  const isUndone = changes.some(
    ({ result }) => result === "open" || result === "withheld" || result === "failed",
  );
  const isShort = replicas.some((row) => row.isWanted && !isFarEnough(row, plan));
  return isUndone || isShort || drift.some(isToBeCorrected) || images.some(isUnproven);
}

/** Whether a wanted replica is as far as `wait-for` asks. */
function isFarEnough({ isReady, provisioningState }: ReplicaRow, { waitFor }: Plan): boolean {
  if (waitFor === "none") return true;
  return waitFor === "ready" ? isReady : provisioningState?.is("Succeeded") === true;
}

/** Extras may stay, and how far a replica has to be is for `wait-for` to say. */
function isToBeCorrected({ kind }: Drift): boolean {
  return !["extra", "not-ready", "syncing"].includes(kind);
}

/** Where a region cannot be asked, `if-image-unknown` has decided already whether that is a failure. */
function isUnproven({ regions }: ImageRow): boolean {
  return regions.some(({ state }) => state !== "pullable" && state !== "unknown");
}

/** 0 for `in-sync` and `changed`, and for `drifted` when no kind in `fail-on` was found; else 1. */
export function exitCodeOf(verdict: Verdict, drift: readonly Drift[], plan: Plan | null): 0 | 1 {
  if (verdict === "in-sync" || verdict === "changed") return 0;
  const failOn = plan?.failOn ?? [];
  return verdict === "drifted" && !drift.some(({ kind }) => failOn.includes(kind)) ? 0 : 1;
}
