import { readFileSync } from "node:fs";
import { expect, test } from "@jest/globals";
import { worldPictureSource } from "../../scripts/draw-world.js";

test("the picture of the world is the one that `npm run docs` draws from the atlas and the table of regions", () => {
  expect(readFileSync("src/report/page/world-picture.ts", "utf8")).toBe(worldPictureSource());
});
