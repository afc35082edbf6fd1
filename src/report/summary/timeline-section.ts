import type { Outcome } from "../../outcome/outcome.js";
import { displayName, type Region } from "../../registry/region.js";
import { printSpan } from "../../registry/span.js";
import { mermaidLabel } from "../escape/mermaid.js";
import { folded, section } from "../markdown-blocks.js";
import { type RegionTimeline, type Span, timeline } from "../timeline.js";

/** GitHub draws no mermaid text above 50,000 characters. */
const LONGEST_DIAGRAM = 49_000;
/** More regions than these make a tall picture, which opens on a click. */
const MOST_OPEN_REGIONS = 30;

const HEAD = `gantt
  dateFormat YYYY-MM-DD HH:mm:ss
  axisFormat %H:%M:%S
  todayMarker off`;

/** The run as a mermaid gantt chart, a section per region; empty when nothing was waited for. */
export function timelineSection(outcome: Outcome): string {
  const regions = timeline(outcome);
  if (regions.length === 0) return "";
  const drawn = withinLength(regions.map(regionLines));
  const left = regions.length - drawn.length;
  const note = left === 0 ? "" : `${left} more regions do not fit into the picture.`;
  const diagram = ["```mermaid", HEAD, ...drawn, "```"].join("\n");
  return regions.length > MOST_OPEN_REGIONS
    ? folded(`Timeline of ${regions.length} regions`, diagram, note)
    : section("Timeline", diagram, note);
}

function withinLength(regions: readonly string[]): readonly string[] {
  let length = HEAD.length;
  const end = regions.findIndex((lines) => {
    length += lines.length + 1;
    return length > LONGEST_DIAGRAM;
  });
  return end < 0 ? regions : regions.slice(0, end);
}

function regionLines({ region, spans, readyAt, imagesAt, imagesLag }: RegionTimeline): string {
  const states = spans.filter(({ kind }) => kind === "state").map(bar);
  const images = spans.filter(({ kind }) => kind === "images").map(bar);
  return [
    `  section ${sectionTitle(region)}`,
    ...states,
    ...milestone("Ready", readyAt),
    ...images,
    ...milestone(`Images pullable${afterTheFirst(imagesLag)}`, imagesAt),
  ].join("\n");
}

function afterTheFirst(lag: number | null): string {
  return lag === null || lag === 0 ? "" : ` ${printSpan(lag)} after the first`;
}

/** Mermaid leaves room for about ten letters before the bars: the words of a longer name go below each other. */
function sectionTitle(region: Region): string {
  const name = mermaidLabel(displayName(region));
  return name.length <= 10 ? name : name.replace(/ (?=\p{L}{2})/gu, "<br>");
}

function milestone(label: string, at: number | null): readonly string[] {
  return at === null ? [] : [`  ${label} :milestone, ${clock(at)}, 0s`];
}

function bar({ kind, label, from, to }: Span): string {
  return `  ${barLabel(label)} :${barTag(kind, label)}${clock(from)}, ${clock(Math.max(to, from + 1000))}`;
}

const KNOWN = ["Creating", "Updating", "Deleting", "Syncing", "Images", "Failed"];

/** A word that mermaid might take for one of its own must not begin a line. */
function barLabel(label: string): string {
  return KNOWN.includes(label) ? label : `State ${mermaidLabel(label)}`;
}

function barTag(kind: Span["kind"], label: string): string {
  if (kind === "images") return "done, ";
  if (label === "Failed") return "crit, ";
  return label === "Syncing" ? "" : "active, ";
}

/** A day without a change of clocks anywhere: the axis counts from the begin of the run. */
function clock(milliseconds: number): string {
  const iso = new Date(Date.UTC(2000, 0, 1) + Math.round(milliseconds / 1000) * 1000).toISOString();
  return iso.slice(0, 19).replace("T", " ");
}
