import type { Outcome } from "../../outcome/outcome.js";
import { displayName } from "../../registry/region.js";
import { printMoment } from "../../registry/span.js";
import { logText } from "../escape/log.js";
import { markdownCode, markdownText } from "../escape/markdown.js";
import { type BodySize, githubBody } from "../github-body.js";
import { count, list, section } from "../markdown-blocks.js";
import { changesSection, driftTable } from "../plan-tables.js";
import { REMARKS_HEADING, remarksOf } from "../remarks.js";
import { troubleSections } from "../trouble-sections.js";
import { marker, type Reopening } from "./drift-issue.js";
import { driftMap } from "./drift-map.js";

const MOST_NAMED = 50;

const KEPT =
  "The geo-replication check maintains this issue: it is updated when the drift changes and closed when it is gone. Close it as not planned to accept this drift.";

/** The title: the registry, and how much is not as wanted. */
export function issueTitle({ registry, drift }: Outcome): string {
  return `Geo-replication drift of ${logText(registry?.id.name ?? "")}: ${count(drift.length, "finding")}`;
}

/** The body: what has drifted, what went wrong, what would fix it, and where; the hidden marker is its first line. */
export function issueBody(outcome: Outcome, runLink: string): string {
  return githubBody((size) => [
    marker(outcome),
    introduction(outcome, runLink),
    driftTable(outcome.drift, size),
    ...troubleSections(outcome, size),
    changesSection(outcome, size),
    remarks(outcome, size),
    map(outcome),
    KEPT,
  ]);
}

/** The comment for a drift that is not the one the issue told before. */
export function changedComment(outcome: Outcome, runLink: string): string {
  return githubBody((size) => [
    `The drift has changed: ${count(outcome.drift.length, "finding")} in ${link(runLink)}.`,
    driftTable(outcome.drift, size),
  ]);
}

/** The comment for an issue that is opened again, with the reason. */
export function reopenedComment(outcome: Outcome, because: Reopening, runLink: string): string {
  return githubBody((size) => [
    `${REOPENED[because]}: ${count(outcome.drift.length, "finding")} in ${link(runLink)}.`,
    driftTable(outcome.drift, size),
  ]);
}

const REOPENED: Readonly<Record<Reopening, string>> = {
  back: "Drift is back",
  "still-there": "This issue was closed, and the drift is still there",
  other: "This issue was closed, and there is other drift",
  "beyond-accepted": "There is more drift than was accepted when this issue was closed as not planned",
};

/** The comment that closes the issue. */
export function healedComment(runLink: string): string {
  return `The drift is gone: everything is as wanted in ${link(runLink)}.`;
}

/** What is left of an issue that says what an older one says. It has no marker, so it is never found again. */
export function duplicateBody(of: number): string {
  return `Duplicate of #${of}: two runs found the same drift at the same time.`;
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
  const legend =
    "Star: home. Circle: ready. Triangle: not ready or failed. Cross: missing. Square: not wanted.";
  return section("Map", `\`\`\`geojson\n${geojson}\n\`\`\``, legend, rest);
}

function link(runLink: string): string {
  return runLink === "" ? "the latest run" : `[this run](${runLink})`;
}
