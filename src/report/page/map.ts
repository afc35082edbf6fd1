import type { Outcome, ReplicaRow } from "../../outcome/outcome.js";
import { displayName, parseRegion, type Region } from "../../registry/region.js";
import { REGION_TABLE } from "../../registry/region-table.js";
import { printSpan } from "../../registry/span.js";
import { type MappedRegion, mappedRegions } from "../region-condition.js";
import { Html, html, NOTHING, part, short } from "./html.js";
import { legend, MARK_WORDS, type Mark, markOf, shape } from "./marks.js";
import { stateText } from "./tables.js";
import type { Point, WorldMap } from "./world-map.js";

/** Two marks nearer than this are at one place; the later one then moves aside. Units of the picture. */
const NEAR = 1.5;
const ASIDE = { x: 8, y: 4 };

/** The world map with a mark per region, their facts, the legend, and the regions that have no place on it. */
export function map(outcome: Outcome, world: WorldMap): Html {
  const regions = mappedRegions(outcome);
  if (regions.length === 0) return NOTHING;
  const placed = spread(regions.flatMap((one) => at(one, world)));
  const available = availableRegions(outcome, regions);
  const marks = new Set<Mark>([
    ...regions.map(markOf),
    ...(available.length > 0 ? (["available"] as const) : []),
  ]);
  return part(
    "Map",
    html`<svg class="map" viewBox="0 0 ${world.width} ${world.height}" role="group" aria-label="World map of the replicas">
<path class="land" d="${Html.ofOwn(world.land)}" aria-hidden="true"/>
${available.flatMap((region) => availableMark(region, world))}
${drawingOrder(placed).map(regionMark)}
</svg>`,
    html`<div class="facts" aria-hidden="true"><p class="hint">Point at a mark, or move to it with the Tab key.</p>
${placed.map((one) => facts(one, outcome))}</div>`,
    legend(marks),
    unplaced(regions.filter((one) => world.place(one.region) === null)),
  );
}

/** Style rules that show a region's facts while the pointer or the keyboard is on its mark. */
export function mapStyle(outcome: Outcome): Html {
  const rules = mappedRegions(outcome).map(({ region }) => {
    const isOn = `main:has(#mark-${region}:is(:hover,:focus-visible))`;
    return `${isOn} #facts-${region}{display:block}${isOn} .hint{display:none}`;
  });
  return Html.ofOwn(rules.join("\n"));
}

interface PlacedRegion extends MappedRegion {
  readonly point: Point;
}

function at(region: MappedRegion, world: WorldMap): readonly PlacedRegion[] {
  const point = world.place(region.region);
  return point === null ? [] : [{ ...region, point }];
}

/** Azure has regions at one and the same point: the later one moves aside. */
function spread(regions: readonly PlacedRegion[]): readonly PlacedRegion[] {
  return regions.map((region, index) => {
    const { x, y } = region.point;
    const earlier = regions.slice(0, index);
    const isTaken = earlier.some(({ point }) => Math.hypot(point.x - x, point.y - y) < NEAR);
    return isTaken ? { ...region, point: { x: x + ASIDE.x, y: y + ASIDE.y } } : region;
  });
}

/** Later marks lie above earlier ones: home and trouble must be seen. */
function drawingOrder(regions: readonly PlacedRegion[]): readonly PlacedRegion[] {
  const height = ({ isHome, condition }: PlacedRegion) => (isHome ? 2 : condition === "ready" ? 0 : 1);
  return regions.toSorted((left, right) => height(left) - height(right));
}

function regionMark(one: PlacedRegion): Html {
  const words = `${displayName(one.region)}: ${conditionWords(one)}`;
  return html`<a id="mark-${one.region}" href="#region-${one.region}" aria-label="${words}">
<g transform="translate(${one.point.x} ${one.point.y})"><circle class="halo" r="12"/>${shape(markOf(one), one.condition)}</g></a>`;
}

function conditionWords({ isHome, condition }: MappedRegion): string {
  return isHome ? `home, ${MARK_WORDS[condition]}` : MARK_WORDS[condition];
}

function facts(one: PlacedRegion, { replicas }: Outcome): Html {
  const rows = replicas.filter(({ region }) => region === one.region);
  return html`<p id="facts-${one.region}"><b>${displayName(one.region)}</b> (${one.region}): ${conditionWords(one)}${rows.map(factsOf)}</p>`;
}

function factsOf(row: ReplicaRow): Html {
  const routing = row.routing === null ? "" : `, routing ${row.routing}`;
  const change = row.change === "none" ? "" : `, ${row.change}`;
  const waited = row.seconds === null ? "" : `, waited ${printSpan(row.seconds * 1000)}`;
  return html`<br>${short(row.name ?? "no replica")}: ${short(stateText(row))}${routing}${change}${waited}`;
}

/** Regions of the public cloud that could hold a replica; the table knows no other cloud's. */
function availableRegions({ request }: Outcome, present: readonly MappedRegion[]): readonly Region[] {
  if (request !== null && request.cloud !== "AzureCloud") return [];
  const taken = new Set(present.map(({ region }) => region));
  return REGION_TABLE.filter(({ kind }) => kind === "production")
    .flatMap(({ name }) => parseRegion(name) ?? [])
    .filter((region) => !taken.has(region));
}

function availableMark(region: Region, world: WorldMap): readonly Html[] {
  const point = world.place(region);
  if (point === null) return [];
  return [
    html`<g transform="translate(${point.x} ${point.y})"><title>${displayName(region)}: available</title>${shape("available")}</g>`,
  ];
}

function unplaced(regions: readonly MappedRegion[]): Html {
  if (regions.length === 0) return NOTHING;
  const items = regions.map(
    (one) =>
      html`<li><a href="#region-${one.region}">${displayName(one.region)}</a>: ${conditionWords(one)}</li>`,
  );
  return html`<p>Not on the map:</p><ul>${items}</ul>`;
}
