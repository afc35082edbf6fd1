import type { ChangeRow } from "../outcome/outcome.js";
import type { Drift } from "../plan/plan.js";
import { displayName } from "../registry/region.js";
import { markdownText } from "./escape/markdown.js";
import { table } from "./markdown-blocks.js";

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
    markdownText(want, cell),
    markdownText(have, cell),
  ]);
  return table(["Region", "Kind", "Wanted", "Found"], cells, rows);
}

/** Changes with their reasons; where `withResult`, also what became of them. Markdown. */
export function changesTable(
  changes: readonly ChangeRow[],
  { cell, rows }: TableSize,
  withResult: boolean,
): string {
  const cells = changes.map(({ change, isDone, note }) => [
    markdownText(displayName(change.region)),
    change.action,
    markdownText(change.reason, cell),
    ...(withResult ? [isDone ? "✓" : `✗ ${markdownText(note ?? "")}`] : []),
  ]);
  return table(["Region", "Change", "Why", ...(withResult ? ["Done"] : [])], cells, rows);
}
