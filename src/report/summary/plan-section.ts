import type { Outcome } from "../../outcome/outcome.js";
import { markdownCode, markdownText } from "../escape/markdown.js";
import { list, section } from "../markdown-blocks.js";
import { changesSection, driftTable } from "../plan-tables.js";
import { REMARKS_HEADING, remarksOf } from "../remarks.js";
import type { Detail } from "./detail.js";

/** What is not as wanted. */
export function driftSection({ drift }: Outcome, detail: Detail): string {
  return section("Drift", driftTable(drift, detail));
}

/** The section of the changes; in a check with how to apply them and nothing else. */
export function changesWithApproval(outcome: Outcome, detail: Detail): string {
  return changesSection(outcome, detail, approval(outcome));
}

/** The hash lets a later run apply exactly the plan that was reviewed here. */
function approval({ plan, planHash, refusals }: Outcome): string {
  if (plan?.mode !== "check" || plan.changes.length === 0 || refusals.length > 0) return "";
  return `To apply this plan and no other: ${markdownCode(`expect-plan: ${planHash}`)}`;
}

/** What a person should know of the plan, and what it leaves alone. */
export function remarksSection(outcome: Outcome, { rows }: Detail): string {
  const remarks = remarksOf(outcome).map(({ text }) => markdownText(text));
  return section(REMARKS_HEADING, list(remarks, rows));
}
