import type { Outcome } from "../../outcome/outcome.js";
import { displayName } from "../../registry/region.js";
import { markdownCode, markdownText } from "../escape-markdown.js";
import { list, section, table } from "./blocks.js";
import type { Detail } from "./detail.js";

/** What is not as wanted, with what is wanted and what is there. */
export function driftSection({ drift }: Outcome, { cell, rows }: Detail): string {
  const cells = drift.map(({ region, kind, want, have }) => [
    markdownText(displayName(region)),
    kind,
    markdownText(want, cell),
    markdownText(have, cell),
  ]);
  return section("Drift", table(["Region", "Kind", "Wanted", "Found"], cells, rows));
}

/** What the run did, or in a check what `apply` would do, with the reasons. */
export function changesSection(outcome: Outcome, { cell, rows }: Detail): string {
  const isCarriedOut = outcome.plan?.isToBeCarriedOut ?? true;
  const cells = outcome.changes.map(({ change, isDone, note }) => [
    markdownText(displayName(change.region)),
    change.action,
    markdownText(change.reason, cell),
    ...(isCarriedOut ? [isDone ? "✓" : `✗ ${markdownText(note ?? "")}`] : []),
  ]);
  const header = ["Region", "Change", "Why", ...(isCarriedOut ? ["Done"] : [])];
  return section(changesTitle(outcome), table(header, cells, rows), approval(outcome));
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
