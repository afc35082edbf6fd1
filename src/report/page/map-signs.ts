import type { MappedRegion } from "../region-condition.js";
import { Html, html } from "./html.js";

/** Everything that the map tells apart, in the order of the legend. */
export const MAP_SIGNS = [
  "home",
  "ready",
  "coming",
  "failed",
  "missing",
  "extra",
  "gone",
  "available",
] as const;
/** One of {@link MAP_SIGNS}. */
export type MapSign = (typeof MAP_SIGNS)[number];

/** How people read a mark. */
export const MAP_SIGN_WORDS: Readonly<Record<MapSign, string>> = {
  home: "home",
  ready: "ready",
  coming: "syncing, or in progress",
  failed: "failed",
  missing: "missing",
  extra: "not wanted",
  gone: "deleted",
  available: "available",
};

// Shapes around 0,0, so that colour is never the only difference.
const SHAPES: Readonly<Record<MapSign, Html>> = {
  home: Html.ofOwn(
    '<path d="M0-10 2.9-3.6 9.8-3.1 4.5 1.4 6.2 8.1 0 4.4-6.2 8.1-4.5 1.4-9.8-3.1-2.9-3.6Z"/>',
  ),
  ready: Html.ofOwn('<circle r="5.5"/>'),
  coming: Html.ofOwn('<path d="M0-7.5 7.5 0 0 7.5-7.5 0Z"/>'),
  failed: Html.ofOwn('<path d="M0-7.5 7.5 6-7.5 6Z"/>'),
  missing: Html.ofOwn('<path d="M-4-6 0-2 4-6 6-4 2 0 6 4 4 6 0 2-4 6-6 4-2 0-6-4Z"/>'),
  extra: Html.ofOwn('<path d="M-5-5H5V5H-5Z"/>'),
  gone: Html.ofOwn('<path d="M-6-1.5H6V1.5H-6Z"/>'),
  available: Html.ofOwn('<circle r="2.5"/>'),
};

/** The mark of a region. Home has its own shape, and the colour of its condition when it is not ready. */
export function markOf({ isHome, condition }: MappedRegion): MapSign {
  return isHome ? "home" : condition;
}

/** A mark's shape, to be placed by whoever draws it. `condition`: colours a home that is not ready. */
export function shape(mark: MapSign, condition: MapSign = mark): Html {
  const colour = mark === "home" && condition === "ready" ? "home" : condition;
  return html`<g class="mark ${colour}">${SHAPES[mark]}</g>`;
}

/** The marks that occur, with their words. */
export function legend(marks: ReadonlySet<MapSign>): Html {
  const items = MAP_SIGNS.filter((mark) => marks.has(mark)).map(
    (mark) =>
      html`<li><svg viewBox="-11 -11 22 22" aria-hidden="true">${shape(mark)}</svg> ${MAP_SIGN_WORDS[mark]}</li>`,
  );
  return html`<ul class="legend" aria-label="What the marks mean">${items}</ul>`;
}
