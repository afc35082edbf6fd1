import { geoNaturalEarth1, geoPath } from "d3-geo";
import { feature } from "topojson-client";
import atlas from "world-atlas/land-110m.json" with { type: "json" };
import { REGION_TABLE } from "../src/registry/region-table.js";

const WIDTH = 800;
/** No region lies beyond these, so the picture need not show the poles. Degrees. */
const [SOUTH, NORTH] = [-56, 78];

/**
 * The source of src/report/page/world-picture.ts: the land of Natural Earth (world-atlas, 1:110 million), projected once
 * and for all, and the place of each region in it. So no run has a map to draw, and no runner to download what draws it.
 */
export function worldPictureSource(): string {
  const projection = geoNaturalEarth1().fitWidth(WIDTH, { type: "Sphere" });
  const [, top] = projection([0, NORTH]) ?? [0, 0];
  const [, bottom] = projection([0, SOUTH]) ?? [0, 0];
  const [left, upper] = projection.translate();
  projection.translate([left, upper - top]).clipExtent([
    [0, 0],
    [WIDTH, bottom - top],
  ]);
  const places = REGION_TABLE.map(({ name, longitude, latitude }) => {
    const [x, y] = projection([longitude, latitude]) ?? [0, 0];
    return `  ${name}: { x: ${oneDigit(x)}, y: ${oneDigit(y)} },`;
  });
  return `// Written by \`npm run docs\` from world-atlas and the table of regions; see scripts/draw-world.ts.

/** Units of the picture. */
export const WIDTH = ${WIDTH};
export const HEIGHT = ${Math.round(bottom - top)};

/** The outlines of all land, as the \`d\` of an SVG path. */
export const LAND =
  "${geoPath(projection).digits(1)(feature(atlas, "land")) ?? ""}";

/** Where the regions lie, from the upper left corner. */
export const PLACES: Readonly<Record<string, { readonly x: number; readonly y: number }>> = {
${places.join("\n")}
};
`;
}

function oneDigit(number: number): number {
  return Math.round(number * 10) / 10;
}
