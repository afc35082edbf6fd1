import type { Outcome, ReplicaRow } from "../../outcome/outcome.js";
import { displayName, parseRegion, type Region } from "../../registry/region.js";
import { REGION_TABLE } from "../../registry/region-table.js";
import { printSpan } from "../../registry/span.js";
import { type MappedRegion, mappedRegions } from "../region-condition.js";
import { Html, html, NOTHING, part, short } from "./html.js";
import { type Label, labels } from "./labels.js";
import { legend, MAP_SIGN_WORDS, type MapSign, markOf, shape } from "./map-signs.js";
import { apart } from "./placing.js";
import { stateText } from "./tables.js";
import type { Point, WorldMap } from "./world-map.js";

/** How much room a mark takes. Units of the picture. */
const RADIUS = 6.5;
const RADIUS_OF_HOME = 10;
/** A mark that lies farther from its place is tied to it by a line. */
const FAR = 3;

/** The world map with a mark per region, their facts, the legend, and the regions that have no place on it. */
export function map(outcome: Outcome, world: WorldMap): Html {
  const regions = mappedRegions(outcome);
  if (regions.length === 0) return NOTHING;
  const available = availableRegions(outcome, regions);
  const free = available.flatMap((region) => world.place(region) ?? []);
  const placed = named(spread(regions, world), free, world);
  const marks = new Set<MapSign>([
    ...regions.map(markOf),
    ...(available.length > 0 ? (["available"] as const) : []),
  ]);
  return part(
    "Map",
    html`<svg class="map" viewBox="0 0 ${world.width} ${world.height}" role="group" aria-label="World map of the replicas">
<path class="land" d="${Html.ofOwn(world.land)}" aria-hidden="true"/>
${available.flatMap((region) => availableMark(region, world))}
${placed.map(lead)}
${placed.toReversed().map(regionMark)}
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
  /** Where it lies, and where its mark does: beside it in a crowd. */
  readonly place: Point;
  readonly point: Point;
}

interface NamedRegion extends PlacedRegion {
  readonly label: Label | null;
}

/** Regions that have a place, those first that must be seen: home, then trouble. Home stays where it is. */
function spread(regions: readonly MappedRegion[], world: WorldMap): readonly PlacedRegion[] {
  const rank = ({ isHome, condition }: MappedRegion) => (isHome ? 0 : condition === "ready" ? 2 : 1);
  const known = regions
    .toSorted((left, right) => rank(left) - rank(right))
    .flatMap((one) => {
      const place = world.place(one.region);
      return place === null ? [] : [{ ...one, place, radius: radiusOf(one), isFixed: one.isHome }];
    });
  const points = apart(known);
  return known.map((one, index) => ({ ...one, point: points[index] ?? one.place }));
}

function radiusOf({ isHome }: MappedRegion): number {
  return isHome ? RADIUS_OF_HOME : RADIUS;
}

/** Gives regions their names where there is room. */
function named(
  regions: readonly PlacedRegion[],
  free: readonly Point[],
  world: WorldMap,
): readonly NamedRegion[] {
  const marks = regions.map((one) => ({
    place: one.point,
    radius: radiusOf(one),
    isFixed: true,
    name: displayName(one.region),
  }));
  const found = labels(marks, free, world);
  return regions.map((one, index) => ({ ...one, label: found[index] ?? null }));
}

/** The line from a region's place to its mark, where they lie apart. */
function lead({ region, place, point }: PlacedRegion): Html {
  if (Math.hypot(point.x - place.x, point.y - place.y) < FAR) return NOTHING;
  return html`<path class="lead" data-region="${region}" d="M${place.x} ${place.y}L${point.x} ${point.y}" aria-hidden="true"/>`;
}

function regionMark(one: NamedRegion): Html {
  const words = `${displayName(one.region)}: ${conditionWords(one)}`;
  return html`<a id="mark-${one.region}" href="#region-${one.region}" aria-label="${words}">
<g transform="translate(${one.point.x} ${one.point.y})"><circle class="halo" r="12"/>${shape(markOf(one), one.condition)}</g>${name(one)}</a>`;
}

function name({ region, label }: NamedRegion): Html {
  if (label === null) return NOTHING;
  const { at, anchor } = label;
  return html`<text class="name" x="${at.x}" y="${at.y}" text-anchor="${anchor}" aria-hidden="true">${displayName(region)}</text>`;
}

function conditionWords({ isHome, condition }: MappedRegion): string {
  return isHome ? `home, ${MAP_SIGN_WORDS[condition]}` : MAP_SIGN_WORDS[condition];
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
