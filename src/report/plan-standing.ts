import { isRefused } from "../outcome/verdict.js";
import type { Plan } from "../plan/plan.js";

/**
 * What became of a plan as a whole. `proposed`: a check's, which says what `apply` would do. `would-be-refused`: a
 * check's as well, and a fence would stand in the way of that `apply`.
 */
export type PlanStanding = "carried-out" | "refused" | "proposed" | "would-be-refused";

/** What became of the plan as a whole. Where there was none, nothing was held back. */
export function standingOf(plan: Plan | null): PlanStanding {
  if (plan === null || plan.isToBeCarriedOut) return "carried-out";
  if (isRefused(plan)) return "refused";
  return plan.refusals.length > 0 ? "would-be-refused" : "proposed";
}

/** How the section of the changes is called, in every report. */
export const CHANGES_HEADINGS: Readonly<Record<PlanStanding, string>> = {
  "carried-out": "Changes",
  refused: "What the plan would have done",
  proposed: "What apply would do",
  "would-be-refused": "What apply would do if it were not refused",
};
