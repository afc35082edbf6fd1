import type { ChangeRow, Outcome } from "../outcome/outcome.js";
import type { Drift } from "../plan/plan.js";
import { displayName } from "../registry/region.js";
import { markdownText } from "./escape/markdown.js";
import { shorten } from "./escape/visible-text.js";
import { section, table } from "./markdown-blocks.js";
import { CHANGES_HEADINGS, standingOf } from "./plan-standing.js";

/** How large a table may grow: units per cell, and rows. */
export interface TableSize {
  readonly cell: number;
  readonly rows: number;
}

/** What is not as wanted, with what is wanted and what is there; Markdown. */
export function driftTable(drift: readonly Drift[], { cell, rows }: TableSize): string {
  const cells = drift.map(({ region, kind, want, have }) => [
    markdownText(displayName(region)),
    kind,
    markdownText(shorten(want, cell)),
    markdownText(shorten(have, cell)),
  ]);
  return table(["Region", "Kind", "Wanted", "Found"], cells, rows);
}

/** The section of the changes with their reasons and, where the plan was carried out, what became of them. Markdown. */
export function changesSection(
  { plan, changes }: Pick<Outcome, "plan" | "changes">,
  size: TableSize,
  ...blocks: readonly string[]
): string {
  const standing = standingOf(plan);
  return section(
    CHANGES_HEADINGS[standing],
    changesTable(changes, size, standing === "carried-out"),
    ...blocks,
  );
}

function changesTable(changes: readonly ChangeRow[], { cell, rows }: TableSize, withResult: boolean): string {
  const cells = changes.map(({ change, isDone, result, note }) => [
    markdownText(displayName(change.region)),
    change.action,
    markdownText(shorten(change.reason, cell)),
    ...(withResult
      ? [isDone ? "✓" : `${result === "accepted" ? "…" : "✗"} ${markdownText(note ?? "")}`]
      : []),
  ]);
  return table(["Region", "Change", "Why", ...(withResult ? ["Done"] : [])], cells, rows);
}
