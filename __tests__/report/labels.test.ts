import { describe, expect, test } from "@jest/globals";
import { labels, type Named } from "../../src/report/page/labels.js";

const PICTURE = { width: 200, height: 100 };
const mark = (x: number, y: number, name = "Japan East"): Named => ({
  name,
  place: { x, y },
  radius: 6,
  isFixed: true,
});

describe("a name on the map", () => {
  test.each([
    ["right of its mark where there is room", mark(50, 50), [], "start"],
    ["left of a mark at the right edge", mark(190, 50), [], "end"],
    [
      "above it where neither side is free",
      mark(60, 50),
      [
        { x: 80, y: 50 },
        { x: 40, y: 50 },
      ],
      "middle",
    ],
  ] as const)("stands %s", (_where, one, obstacles, anchor) => {
    expect(labels([one], obstacles, PICTURE)).toEqual([expect.objectContaining({ anchor })]);
  });

  test("is left out where there is no room for it", () => {
    expect(labels([mark(100, 50, "A name as long as the whole picture is")], [], PICTURE)).toEqual([null]);
  });

  test("gives way to those before it", () => {
    const [first, second] = labels([mark(50, 50), mark(70, 50)], [], PICTURE);
    expect([first?.anchor, second?.anchor]).toEqual(["middle", "start"]);
  });
});
