import { expect, test } from "@jest/globals";
import { backoffDelay, busyDelay, isSeriesOver } from "../../src/registry/backoff.js";

const middle = () => 0.5;

test("waits double up to thirty seconds", () => {
  expect([1, 2, 3, 4, 5, 6, 7, 5_000].map((tries) => backoffDelay(tries, middle))).toEqual([
    1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000, 30_000,
  ]);
});

test("waits for what is busy double up to four", () => {
  expect([1, 2, 3, 4, 5_000].map((tries) => busyDelay(tries, middle))).toEqual([
    1_000, 2_000, 4_000, 4_000, 4_000,
  ]);
});

test("each is a fifth more or less, the longest too", () => {
  expect([0, 1].map((drawn) => backoffDelay(1, () => drawn))).toEqual([800, 1_200]);
  expect([0, 1].map((drawn) => backoffDelay(9, () => drawn))).toEqual([24_000, 36_000]);
  expect([0, 1].map((drawn) => busyDelay(9, () => drawn))).toEqual([3_200, 4_800]);
});

test.each([
  [6, 59_999, false],
  [7, 0, true],
  [1, 60_000, true],
])("%i tries within %i ms are all that trouble gets: %s", (tries, elapsed, isOver) => {
  expect(isSeriesOver(tries, elapsed)).toBe(isOver);
});
