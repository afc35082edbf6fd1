import type { Disc } from "./placing.js";
import type { Point } from "./world-map.js";

/** A name beside its mark. */
export interface Label {
  readonly at: Point;
  readonly anchor: "start" | "middle" | "end";
}

/** A mark that would like its name beside it. */
export interface Named extends Disc {
  readonly name: string;
}

/** Part of the picture, by its edges. */
interface Box {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

/** Size of the letters, and about the width of one. Units of the picture. */
export const LETTER_SIZE = 10;
const LETTER_WIDTH = 5.9;
const GAP = 3;

/**
 * Finds room for names: right of the mark, left, above or below, where nothing else is. The first ones choose first;
 * null for those that find no room.
 *
 * @param marks what names must not cover, each with its own
 * @param picture its width and height: no name is cut off
 */
export function labels(
  marks: readonly Named[],
  obstacles: readonly Point[],
  picture: { readonly width: number; readonly height: number },
): readonly (Label | null)[] {
  const taken: Box[] = [...marks.map(around), ...obstacles.map((place) => around({ place, radius: 3 }))];
  return marks.map((mark) => {
    const free = candidates(mark).find(
      ({ box }) => isInside(box, picture) && !taken.some((other) => overlap(box, other)),
    );
    if (free === undefined) return null;
    taken.push(free.box);
    return free.label;
  });
}

function candidates({ name, place: { x, y }, radius }: Named) {
  const [width, beside] = [name.length * LETTER_WIDTH, radius + GAP];
  const middle = { top: y - LETTER_SIZE / 2, bottom: y + LETTER_SIZE / 2 };
  const near = radius * 0.6;
  const above = { top: y - beside - LETTER_SIZE, bottom: y - beside };
  const below = { top: y + beside, bottom: y + beside + LETTER_SIZE };
  const right = { left: x + beside, right: x + beside + width };
  const left = { left: x - beside - width, right: x - beside };
  const centre = { left: x - width / 2, right: x + width / 2 };
  return [
    labelled({ ...right, ...middle }, "start"),
    labelled({ ...left, ...middle }, "end"),
    labelled({ ...centre, ...above }, "middle"),
    labelled({ ...centre, ...below }, "middle"),
    labelled({ left: x + near, right: x + near + width, ...above }, "start"),
    labelled({ left: x - near - width, right: x - near, ...above }, "end"),
    labelled({ left: x + near, right: x + near + width, ...below }, "start"),
    labelled({ left: x - near - width, right: x - near, ...below }, "end"),
  ];
}

/** A name in a box: letters stand on a line a little above the box's lower edge. */
function labelled(box: Box, anchor: Label["anchor"]): { readonly box: Box; readonly label: Label } {
  const x = { start: box.left, middle: (box.left + box.right) / 2, end: box.right }[anchor];
  const at = { x: Math.round(x * 10) / 10, y: Math.round((box.bottom - 1.5) * 10) / 10 };
  return { box, label: { at, anchor } };
}

function around({ place: { x, y }, radius }: Pick<Disc, "place" | "radius">): Box {
  return { left: x - radius, top: y - radius, right: x + radius, bottom: y + radius };
}

function overlap(one: Box, other: Box): boolean {
  return one.left < other.right && other.left < one.right && one.top < other.bottom && other.top < one.bottom;
}

function isInside(box: Box, { width, height }: { readonly width: number; readonly height: number }): boolean {
  return box.left >= 0 && box.top >= 0 && box.right <= width && box.bottom <= height;
}
