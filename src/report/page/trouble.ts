import type { ChangeRow, Outcome, ReplicaRow } from "../../outcome/outcome.js";
import type { Failure } from "../../registry/failure.js";
import { displayName } from "../../registry/region.js";
import { printSpan } from "../../registry/span.js";
import { whatFailed, whatWasSaid } from "../failure-text.js";
import { changesPutOff, impossibleChanges, notReadyReplicas } from "../trouble.js";
import { wayOn } from "../way-on.js";
import { type Html, html, NOTHING, part, short } from "./html.js";
import { stateText } from "./tables.js";

/** What went wrong and what to do. */
export function troublePart(outcome: Outcome): Html {
  const { failures, imageTroubles, refusals } = outcome;
  const refused = refusals.map(({ reason }) => html`<li><b>Refused</b>: ${reason}</li>`);
  const failed = [...failures, ...imageTroubles].map(failure);
  const impossible = impossibleChanges(outcome).map(
    ({ region, reason }) => html`<li><b>${displayName(region)}</b>: ${reason}</li>`,
  );
  const late = notReadyReplicas(outcome).map((row) => notReady(row, outcome));
  const putOff = changesPutOff(outcome).map(notDone);
  const way = wayOn(outcome);
  return part(
    "Trouble",
    items([...refused, ...failed, ...impossible, ...late, ...putOff]),
    way === "" ? NOTHING : html`<p>${way}</p>`,
  );
}

function notReady(row: ReplicaRow, { underway }: Outcome): Html {
  const since = row.seconds === null ? "" : ` after ${printSpan(row.seconds * 1000)}`;
  const work = underway.includes(row.region) ? "; Azure is still at work on it" : "";
  return html`<li><b>${displayName(row.region)} is not ready</b>: ${short(stateText(row))}${since}${work}</li>`;
}

function notDone({ change, note }: ChangeRow): Html {
  return html`<li><b>${displayName(change.region)}, ${change.action}, was not done</b>: ${note ?? "not begun"}</li>`;
}

function failure(one: Failure): Html {
  const remedy = one.remedy.length === 0 ? NOTHING : html`<br>${one.remedy}`;
  return html`<li><b>${whatFailed(one)}</b>: ${whatWasSaid(one)}${remedy}</li>`;
}

/** What the plan leaves alone, and what a person should know of it. */
export function remarksPart({ leftOut, warnings }: Outcome): Html {
  const left = leftOut.map(({ region, reason }) => html`<li>${displayName(region)}: ${reason}</li>`);
  return part("Good to know", items([...warnings.map(({ text }) => html`<li>${text}</li>`), ...left]));
}

function items(list: readonly Html[]): Html {
  return list.length === 0 ? NOTHING : html`<ul>${list}</ul>`;
}
