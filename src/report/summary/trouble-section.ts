import type { ChangeRow, Outcome, ReplicaRow } from "../../outcome/outcome.js";
import type { Failure } from "../../registry/failure.js";
import { displayName } from "../../registry/region.js";
import { printSpan } from "../../registry/span.js";
import { markdownText } from "../escape/markdown.js";
import { whatFailed, whatWasSaid } from "../failure-text.js";
import { list, section } from "../markdown-blocks.js";
import { changesPutOff, impossibleChanges, notReadyReplicas } from "../trouble.js";
import { wayOn } from "../way-on.js";
import type { Detail } from "./detail.js";
import { stateCell } from "./replicas-section.js";

/**
 * What went wrong, what to do and how to go on: refused, failed, not proven, not ready, withheld. Empty when nothing
 * did.
 */
export function troubleSections(outcome: Outcome, detail: Detail): readonly string[] {
  const failures = outcome.failures.map((failure) => failureItem(failure, detail));
  const imageTroubles = outcome.imageTroubles.map((failure) => failureItem(failure, detail));
  return [
    section(
      "Refused",
      list(
        outcome.refusals.map(({ reason }) => markdownText(reason)),
        detail.rows,
      ),
    ),
    section("Failed", list(failures, detail.rows)),
    section("Images not proven", list(imageTroubles, detail.rows)),
    section("Impossible", list(impossible(outcome), detail.rows)),
    section("Not ready", notReady(outcome, detail)),
    section("Not done", list(changesPutOff(outcome).map(notDone), detail.rows)),
    wayOn(outcome),
  ];
}

function failureItem(failure: Failure, { message }: Detail): string {
  const item = `**${markdownText(whatFailed(failure))}**: ${markdownText(whatWasSaid(failure), message)}`;
  return failure.remedy.length === 0 ? item : `${item}\n  - ${markdownText(failure.remedy, message)}`;
}

function impossible(outcome: Outcome): readonly string[] {
  return impossibleChanges(outcome).map(
    ({ region, reason }) => `**${markdownText(displayName(region))}**: ${markdownText(reason)}`,
  );
}

function notReady(outcome: Outcome, detail: Detail): string {
  const items = notReadyReplicas(outcome).map((row) => notReadyItem(row, outcome, detail));
  return list(items, detail.rows);
}

function notReadyItem(row: ReplicaRow, { underway }: Outcome, detail: Detail): string {
  const since = row.seconds === null ? "" : ` after ${printSpan(row.seconds * 1000)}`;
  const work = underway.includes(row.region) ? "; Azure is still at work on it" : "";
  return `**${markdownText(displayName(row.region))}**: ${stateCell(row, detail)}${since}${work}`;
}

function notDone({ change, note }: ChangeRow): string {
  const what = `**${markdownText(displayName(change.region))}**, ${change.action}`;
  return `${what} (${markdownText(change.reason)}): ${markdownText(note ?? "not begun")}`;
}
