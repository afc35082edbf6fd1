import { type Region, regionFacts } from "../../registry/region.js";

/** The world drawn flat. Coordinates are units of the picture, from its upper left corner. */
export interface WorldMap {
  readonly width: number;
  readonly height: number;
  /** The outlines of all land, as the `d` of an SVG path. */
  readonly land: string;
  /** Where a region lies; null for one whose place is not known. */
  place(region: Region): Point | null;
}

/** A place in the picture. */
export interface Point {
  readonly x: number;
  readonly y: number;
}

const WIDTH = 800;
/** No region lies beyond these, so the picture need not show the poles. Degrees. */
const [SOUTH, NORTH] = [-56, 78];

/** Draws the land of Natural Earth (world-atlas, 1:110 million). The libraries are loaded when this is called. */
export async function drawWorldMap(): Promise<WorldMap> {
  const [{ geoNaturalEarth1, geoPath }, { feature }, { default: atlas }] = await Promise.all([
    import("d3-geo"),
    import("topojson-client"),
    import("world-atlas/land-110m.json", { with: { type: "json" } }),
  ]);
  const projection = geoNaturalEarth1().fitWidth(WIDTH, { type: "Sphere" });
  const [, top] = projection([0, NORTH]) ?? [0, 0];
  const [, bottom] = projection([0, SOUTH]) ?? [0, 0];
  const [left, upper] = projection.translate();
  projection.translate([left, upper - top]).clipExtent([
    [0, 0],
    [WIDTH, bottom - top],
  ]);
  const land = geoPath(projection).digits(1)(feature(atlas, "land")) ?? "";
  return {
    width: WIDTH,
    height: Math.round(bottom - top),
    land,
    place: (region) => place(region, projection),
  };
}

function place(region: Region, project: (at: [number, number]) => [number, number] | null): Point | null {
  const facts = regionFacts(region);
  const point = facts === null ? null : project([facts.longitude, facts.latitude]);
  return point === null ? null : { x: Math.round(point[0] * 10) / 10, y: Math.round(point[1] * 10) / 10 };
}
