import type { Outcome } from "../../outcome/outcome.js";
import { displayName } from "../../registry/region.js";
import { printMoment } from "../../registry/span.js";
import { logText } from "../escape/log.js";
import { markdownCode, markdownText } from "../escape/markdown.js";
import { count, list, section } from "../markdown-blocks.js";
import { changesTable, driftTable, type TableSize } from "../plan-tables.js";
import { marker } from "./drift-issue.js";
import { driftMap } from "./drift-map.js";

/** GitHub takes 65,536 characters; a margin is left for how it counts. */
const LONGEST_BODY = 60_000;

const SIZES: readonly TableSize[] = [
  { cell: 200, rows: 100 },
  { cell: 100, rows: 50 },
  { cell: 60, rows: 15 },
];

const MOST_NAMED = 50;

const KEPT =
  "This issue is kept by the geo-replication check: it is rewritten when the drift changes and closed when it is gone.";

/** The title: the registry, and how much is not as wanted. */
export function issueTitle({ registry, drift }: Outcome): string {
  return `Geo-replication drift of ${logText(registry?.id.name ?? "")}: ${count(drift.length, "finding")}`;
}

/** The body: what has drifted, what would heal it, where; the hidden marker is its first line. */
export function issueBody(outcome: Outcome, runLink: string): string {
  return fitting((size) =>
    [
      marker(outcome),
      introduction(outcome, runLink),
      driftTable(outcome.drift, size),
      healing(outcome, size),
      map(outcome),
      KEPT,
    ].filter((block) => block !== ""),
  );
}

/** The comment for a drift that is not the one the issue told before. */
export function changedComment(outcome: Outcome, runLink: string): string {
  return fitting((size) => [
    `The drift has changed: ${count(outcome.drift.length, "finding")} in ${link(runLink)}.`,
    driftTable(outcome.drift, size),
  ]);
}

/** The comment for a drift that is back after the issue was closed. */
export function reopenedComment(outcome: Outcome, runLink: string): string {
  return fitting((size) => [
    `Drift is back: ${count(outcome.drift.length, "finding")} in ${link(runLink)}.`,
    driftTable(outcome.drift, size),
  ]);
}

/** The comment that closes the issue. */
export function healedComment(runLink: string): string {
  return `The drift is gone: everything is as wanted in ${link(runLink)}.`;
}

/** What is left of an issue that says what an older one says. It has no marker, so it is never found again. */
export function duplicateBody(of: number): string {
  return `Duplicate of #${of}: two runs found the same drift at once.`;
}

function fitting(blocks: (size: TableSize) => readonly string[]): string {
  const texts = SIZES.map((size) => blocks(size).join("\n\n"));
  return texts.find((text) => Buffer.byteLength(text) <= LONGEST_BODY) ?? texts.at(-1) ?? "";
}

function introduction({ registry, drift, startedAt }: Outcome, runLink: string): string {
  const name = markdownCode(registry?.loginServer ?? "");
  const time = printMoment(startedAt);
  return `${name} is not as wanted: ${count(drift.length, "finding")}, first seen on ${time} in ${link(runLink)}.`;
}

function healing(outcome: Outcome, size: TableSize): string {
  const undone = outcome.changes.filter(({ isDone }) => !isDone);
  const table = changesTable(undone, size, false);
  return section("What would heal it", table, list(hindrances(outcome), size.rows));
}

/** What stands in the way of healing: in that of the whole plan, or of a region that has drifted. */
function hindrances({ plan, drift, refusals, leftOut, warnings }: Outcome): readonly string[] {
  const drifted = new Set(drift.map(({ region }) => region));
  const left = leftOut.filter(({ region }) => drifted.has(region));
  const warned = warnings.filter(({ region }) => region !== null && drifted.has(region));
  return [
    ...refusals.map(({ reason }) => `The plan is refused: ${markdownText(reason, 600)}`),
    ...(plan?.impossible ?? []).map(({ reason }) => markdownText(reason, 600)),
    ...left.map(({ region, reason }) => `${markdownText(displayName(region))}: ${markdownText(reason, 600)}`),
    ...warned.map(({ text }) => markdownText(text, 600)),
  ];
}

function map(outcome: Outcome): string {
  const { geojson, unplaced } = driftMap(outcome);
  const names = unplaced.slice(0, MOST_NAMED).map((region) => markdownText(displayName(region)));
  const more = unplaced.length > names.length ? ` and ${unplaced.length - names.length} more` : "";
  const rest = names.length === 0 ? "" : `Not on the map: ${names.join(", ")}${more}.`;
  const legend = "Star: home. Circle: ready. Triangle: in trouble. Cross: missing. Square: not wanted.";
  return section("Map", `\`\`\`geojson\n${geojson}\n\`\`\``, legend, rest);
}

function link(runLink: string): string {
  return runLink === "" ? "the latest run" : `[this run](${runLink})`;
}
