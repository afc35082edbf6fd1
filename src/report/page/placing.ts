import type { Point } from "./world-map.js";

/** A round thing that wants a place on the map. */
export interface Disc {
  readonly place: Point;
  readonly radius: number;
  /** Whether it stays at its place, and others make room. */
  readonly isFixed: boolean;
}

/** Each round moves every disc by half of what it lacks, so that crowds of all sizes come to rest. */
const ROUNDS = 150;
/** An angle that sends discs at one and the same place in as many directions. Radians. */
const TURN = 2.4;

/** Where discs come to lie: at their places, or beside them where they would cover one another. */
export function apart(discs: readonly Disc[]): readonly Point[] {
  let points = discs.map(({ place }) => place);
  for (let round = 0; round < ROUNDS; round++)
    points = points.map((_, index) => pushed(index, points, discs));
  return points.map(({ x, y }) => ({ x: rounded(x), y: rounded(y) }));
}

function pushed(index: number, points: readonly Point[], discs: readonly Disc[]): Point {
  const [point, disc] = [points[index], discs[index]];
  if (point === undefined || disc === undefined) throw new RangeError(`No disc has the index ${index}.`);
  if (disc.isFixed) return point;
  let { x, y } = point;
  for (const [other, { radius, isFixed }] of discs.entries()) {
    const neighbour = points[other];
    if (other === index || neighbour === undefined) continue;
    const [away, distance] = direction(neighbour, point, index - other);
    const lack = Math.max(0, disc.radius + radius - distance) * (isFixed ? 1 : 0.5);
    x += (away.x * lack) / 2;
    y += (away.y * lack) / 2;
  }
  return { x, y };
}

/** The unit vector from one point to another, and how far that is; for points that agree, by their order. */
function direction(from: Point, to: Point, order: number): readonly [Point, number] {
  const [x, y] = [to.x - from.x, to.y - from.y];
  const distance = Math.hypot(x, y);
  if (distance > 0) return [{ x: x / distance, y: y / distance }, distance];
  const sign = Math.sign(order);
  return [{ x: sign * Math.cos(order * order * TURN), y: sign * Math.sin(order * order * TURN) }, 0];
}

function rounded(length: number): number {
  return Math.round(length * 10) / 10;
}
