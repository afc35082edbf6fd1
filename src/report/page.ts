import type { Outcome, Verdict } from "../outcome/outcome.js";
import { displayName } from "../registry/region.js";
import { printMoment, printSpan } from "../registry/span.js";
import { type Html, html } from "./page/html.js";
import { map, mapStyle } from "./page/map.js";
import { STYLE } from "./page/style.js";
import { changesPart, driftPart, imagesPart, replicasPart } from "./page/tables.js";
import { timelinePart } from "./page/timeline-part.js";
import { networkPart, remarksPart, troublePart } from "./page/trouble.js";
import { loadWorldMap, type WorldMap } from "./page/world-map.js";

/** The report as a page. The map is loaded when this is called. */
export async function page(outcome: Outcome): Promise<string> {
  return renderPage(outcome, await loadWorldMap());
}

/** One HTML file that asks for nothing: no script, no font, no picture from anywhere. */
export function renderPage(outcome: Outcome, world: WorldMap): string {
  return String(html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="referrer" content="no-referrer">
<title>${outcome.headline}</title>
<style>${STYLE}${mapStyle(outcome)}</style>
</head>
<body>
<main>
<h1>${outcome.headline}</h1>
${about(outcome)}
${troublePart(outcome)}
${map(outcome, world)}
${replicasPart(outcome)}
${driftPart(outcome)}
${changesPart(outcome)}${networkPart(outcome)}
${imagesPart(outcome)}
${timelinePart(outcome)}
${remarksPart(outcome)}
</main>
</body>
</html>
`);
}

const LOOKS: Readonly<Record<Verdict, "good" | "warn" | "bad">> = {
  "in-sync": "good",
  changed: "good",
  drifted: "warn",
  "timed-out": "bad",
  stuck: "bad",
  failed: "bad",
  refused: "bad",
  cancelled: "bad",
};

function about({ verdict, registry, request, plan, startedAt, duration }: Outcome): Html {
  const place = registry === null ? "" : html`${registry.loginServer}, home ${displayName(registry.home)}, `;
  const mode = plan?.mode ?? request?.mode;
  const how = mode === undefined ? "" : `mode ${mode}, `;
  const time = printMoment(startedAt);
  return html`<p class="about"><span class="verdict ${LOOKS[verdict]}">${verdict}</span> ${place}${how}${time}, ${printSpan(duration)}</p>`;
}
