import type { Region } from "../../registry/region.js";

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

/** The map of the world. It is loaded when this is called: few runs write a page. */
export async function loadWorldMap(): Promise<WorldMap> {
  const { WIDTH, HEIGHT, LAND, PLACES } = await import("./world-picture.js");
  const place = (region: Region) => (Object.hasOwn(PLACES, region) ? (PLACES[region] ?? null) : null);
  return { width: WIDTH, height: HEIGHT, land: LAND, place };
}
