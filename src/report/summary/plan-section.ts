import type { Outcome } from "../../outcome/outcome.js";
import { displayName } from "../../registry/region.js";
import { markdownCode, markdownText } from "../escape/markdown.js";
import { list, section } from "../markdown-blocks.js";
import { changesTable, driftTable } from "../plan-tables.js";
import type { Detail } from "./detail.js";

/** What is not as wanted. */
export function driftSection({ drift }: Outcome, detail: Detail): string {
  return section("Drift", driftTable(drift, detail));
}

/** What the run did, or in a check what `apply` would do, with the reasons. */
export function changesSection(outcome: Outcome, detail: Detail): string {
  const isCarriedOut = outcome.plan?.isToBeCarriedOut ?? true;
  const changes = changesTable(outcome.changes, detail, isCarriedOut);
  return section(changesTitle(outcome), changes, approval(outcome));
}

function changesTitle({ plan }: Outcome): string {
  if (plan?.isToBeCarriedOut ?? true) return "Changes";
  return plan?.mode === "check" ? "What `apply` would do" : "What the plan would have done";
}

/** The hash lets a later run apply what was looked at here, and nothing else. */
function approval({ plan, planHash, refusals }: Outcome): string {
  if (plan?.mode !== "check" || plan.changes.length === 0 || refusals.length > 0) return "";
  return `To apply this plan and no other: ${markdownCode(`expect-plan: ${planHash}`)}`;
}

/** What the plan leaves alone, and what a person should know of it. */
export function remarksSection({ leftOut, warnings }: Outcome, { rows }: Detail): string {
  const left = leftOut.map(
    ({ region, reason }) => `${markdownText(displayName(region))}: ${markdownText(reason)}`,
  );
  return section("Good to know", list([...warnings.map(({ text }) => markdownText(text)), ...left], rows));
}
