import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { apart, type Disc } from "../../src/report/page/placing.js";

const disc = (x: number, y: number, isFixed = false): Disc => ({ place: { x, y }, radius: 5, isFixed });

function distances(discs: readonly Disc[]): readonly number[] {
  const points = apart(discs);
  return points.flatMap((one, index) =>
    points.slice(index + 1).map((other) => Math.hypot(one.x - other.x, one.y - other.y)),
  );
}

describe("marks on the map", () => {
  test("stay at their places where there is room", () => {
    const discs = [disc(0, 0), disc(10, 0), disc(0, 12)];
    expect(apart(discs)).toEqual(discs.map(({ place }) => place));
  });

  test("make room for each other by the same measure", () => {
    expect(apart([disc(0, 0), disc(6, 0)])).toEqual([
      { x: -2, y: 0 },
      { x: 8, y: 0 },
    ]);
  });

  test("make room for home, which stays", () => {
    expect(apart([disc(0, 0, true), disc(4, 0)])).toEqual([
      { x: 0, y: 0 },
      { x: 10, y: 0 },
    ]);
  });

  test("do not cover each other, be there thirty at one place", () => {
    const least = Math.min(...distances(Array.from({ length: 30 }, () => disc(3, 3))));
    expect(least).toBeGreaterThan(9);
  });

  test("hardly cover each other in any crowd", () => {
    const place = fc.record({ x: fc.integer({ min: 0, max: 60 }), y: fc.integer({ min: 0, max: 60 }) });
    const crowds = fc.array(place, { minLength: 2, maxLength: 20 });
    fc.assert(
      fc.property(crowds, (places) => {
        expect(Math.min(...distances(places.map(({ x, y }) => disc(x, y))))).toBeGreaterThan(7);
      }),
      { seed: 1, numRuns: 60 },
    );
  });
});
