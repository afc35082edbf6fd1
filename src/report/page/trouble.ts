import type { Outcome } from "../../outcome/outcome.js";
import { NETWORK_HEADING, networkLines } from "../network-text.js";
import { REMARKS_HEADING, remarksOf } from "../remarks.js";
import { type Trouble, troublesOf } from "../trouble.js";
import { wayOn } from "../way-on.js";
import { type Html, html, NOTHING, part } from "./html.js";

/** What went wrong and what to do. */
export function troublePart(outcome: Outcome): Html {
  const way = wayOn(outcome);
  return part("Trouble", items(troublesOf(outcome).map(item)), way === "" ? NOTHING : html`<p>${way}</p>`);
}

function item({ title, said, remedy }: Trouble): Html {
  const next = remedy.length === 0 ? NOTHING : html`<br>${remedy}`;
  return html`<li><b>${title}</b>: ${said}${next}</li>`;
}

/** What a person should know of the plan, and what it leaves alone. */
export function remarksPart(outcome: Outcome): Html {
  return part(REMARKS_HEADING, items(remarksOf(outcome).map(({ text }) => html`<li>${text}</li>`)));
}

/** What must be opened in networks for the regions that the plan creates. */
export function networkPart({ plan }: Outcome): Html {
  if (plan === null) return NOTHING;
  const lines = plan.network.flatMap((need) => networkLines(need, plan.registry));
  return part(NETWORK_HEADING, items(lines.map((line) => html`<li>${line}</li>`)));
}

function items(list: readonly Html[]): Html {
  return list.length === 0 ? NOTHING : html`<ul>${list}</ul>`;
}
