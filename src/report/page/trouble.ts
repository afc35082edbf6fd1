import type { Outcome } from "../../outcome/outcome.js";
import type { Failure } from "../../registry/failure.js";
import { displayName } from "../../registry/region.js";
import { whatFailed, whatWasSaid } from "../failure-text.js";
import { type Html, html, NOTHING, part } from "./html.js";

/** What went wrong and what to do. */
export function troublePart({ failures, imageTroubles, refusals }: Outcome): Html {
  const refused = refusals.map(({ reason }) => html`<li><b>Refused</b>: ${reason}</li>`);
  return part("Trouble", items([...refused, ...[...failures, ...imageTroubles].map(failure)]));
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
