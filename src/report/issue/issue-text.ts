import type { Outcome } from "../../outcome/outcome.js";
import { displayName } from "../../registry/region.js";
import { printMoment } from "../../registry/span.js";
import { logText } from "../escape/log.js";
import { markdownCode, markdownText } from "../escape/markdown.js";
import { count, list, section } from "../markdown-blocks.js";
import { changesSection, driftTable, type TableSize } from "../plan-tables.js";
import { REMARKS_HEADING, remarksOf } from "../remarks.js";
import { type TroubleSize, troubleSections } from "../trouble-sections.js";
import { marker } from "./drift-issue.js";
import { driftMap } from "./drift-map.js";

/** GitHub takes 65,536 characters; a margin is left for how it counts. */
const LONGEST_BODY = 60_000;

type BodySize = TableSize & TroubleSize;

const SIZES: readonly BodySize[] = [
  { cell: 200, rows: 100, message: 600 },
  { cell: 100, rows: 50, message: 300 },
  { cell: 60, rows: 15, message: 200 },
];

const MOST_NAMED = 50;

const KEPT =
  "This issue is kept by the geo-replication check: it is rewritten when the drift changes and closed when it is gone.";

/** The title: the registry, and how much is not as wanted. */
export function issueTitle({ registry, drift }: Outcome): string {
  return `Geo-replication drift of ${logText(registry?.id.name ?? "")}: ${count(drift.length, "finding")}`;
}

/** The body: what has drifted, what went wrong, what would heal it, where; the hidden marker is its first line. */
export function issueBody(outcome: Outcome, runLink: string): string {
  return fitting((size) =>
    [
      marker(outcome),
      introduction(outcome, runLink),
      driftTable(outcome.drift, size),
      ...troubleSections(outcome, size),
      changesSection(outcome, size),
      remarks(outcome, size),
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

function fitting(blocks: (size: BodySize) => readonly string[]): string {
  const texts = SIZES.map((size) => blocks(size).join("\n\n"));
  return texts.find((text) => Buffer.byteLength(text) <= LONGEST_BODY) ?? texts.at(-1) ?? "";
}

function introduction({ registry, drift, startedAt }: Outcome, runLink: string): string {
  const name = markdownCode(registry?.loginServer ?? "");
  const time = printMoment(startedAt);
  return `${name} is not as wanted: ${count(drift.length, "finding")}, first seen on ${time} in ${link(runLink)}.`;
}

/** What is good to know of the regions that have drifted. */
function remarks(outcome: Outcome, { rows, message }: BodySize): string {
  const drifted = new Set(outcome.drift.map(({ region }) => region));
  const known = remarksOf(outcome).filter(({ region }) => region !== null && drifted.has(region));
  return section(
    REMARKS_HEADING,
    list(
      known.map(({ text }) => markdownText(text, message)),
      rows,
    ),
  );
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
