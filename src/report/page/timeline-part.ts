import type { Outcome } from "../../outcome/outcome.js";
import { displayName } from "../../registry/region.js";
import { printSpan } from "../../registry/span.js";
import { type RegionTimeline, type Span, timeline } from "../timeline.js";
import { Html, html, NOTHING, part, row, table } from "./html.js";

const BAR_HEIGHT = 14;
const KINDS: Readonly<Record<string, string>> = {
  Creating: "creating",
  Syncing: "syncing",
  Images: "images",
  Failed: "failed",
};

/** What state each region was in during the run, as bars to scale and in words; nothing when the run waited for nothing. */
export function timelinePart(outcome: Outcome): Html {
  const { duration } = outcome;
  const stories = timeline(outcome);
  const rows = stories.map((region) => regionRow(region, duration));
  return part(
    "Timeline",
    table("Timeline", ["Region", `From start to end, ${printSpan(duration)}`, "In words"], rows),
    rows.length === 0 ? NOTHING : colours(stories),
  );
}

const COLOURS = {
  creating: "creating",
  other: "updating, deleting or another state",
  syncing: "syncing",
  images: "waiting for images",
  failed: "failed",
  ready: "ready",
};

/** What the colours mean that occur; the last column says the same in words. */
function colours(stories: readonly RegionTimeline[]): Html {
  const used = new Set(stories.flatMap(({ spans }) => spans.map(({ label }) => KINDS[label] ?? "other")));
  if (stories.some(({ readyAt }) => readyAt !== null)) used.add("ready");
  const items = Object.entries(COLOURS)
    .filter(([kind]) => used.has(kind))
    .map(
      ([kind, words]) =>
        html`<li><svg class="bars" viewBox="0 0 14 14" aria-hidden="true"><rect class="${kind}" width="14" height="14"/></svg> ${words}</li>`,
    );
  return html`<ul class="legend" aria-label="What the colours mean">${items}</ul>`;
}

function regionRow(story: RegionTimeline, duration: number): Html {
  const { region, spans, readyAt } = story;
  const bars = spans.map((span) => bar(span, duration));
  const ready =
    readyAt === null
      ? NOTHING
      : html`<rect class="ready" x="${percent(readyAt, duration)}" width="3" height="${BAR_HEIGHT}"/>`;
  const picture = html`<svg class="bars" height="${BAR_HEIGHT}" aria-hidden="true">${bars}${ready}</svg>`;
  return row(displayName(region), picture, words(story));
}

function bar({ label, from, to }: Span, duration: number): Html {
  const kind = Html.ofOwn(KINDS[label] ?? "other");
  return html`<rect class="${kind}" x="${percent(from, duration)}" width="${percent(to - from, duration)}" height="${BAR_HEIGHT}"/>`;
}

function percent(time: number, duration: number): string {
  return `${Math.round((Math.min(time, duration) / duration) * 1000) / 10}%`;
}

function words({ spans, readyAt, imagesAt, imagesLag }: RegionTimeline): string {
  const states = spans.filter(({ kind }) => kind === "state");
  const inVain = imagesAt === null ? spans.filter(({ kind }) => kind === "images") : [];
  return [
    ...states.map(({ label, from, to }) => `${label} ${printSpan(to - from)}`),
    ...(readyAt === null ? [] : [`ready ${printSpan(readyAt)} into the run`]),
    ...(imagesAt === null ? [] : [`images pullable ${printSpan(imagesAt)} into the run`]),
    ...(imagesLag === null || imagesLag === 0
      ? []
      : [`${printSpan(imagesLag)} after the first region had them`]),
    ...inVain.map(({ from, to }) => `images not all pullable after ${printSpan(to - from)}`),
  ].join(", ");
}
