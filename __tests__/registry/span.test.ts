import { expect, test } from "@jest/globals";
import { printSpan } from "../../src/registry/span.js";

test.each([
  [0, "0 s"],
  [499, "0 s"],
  [8_000, "8 s"],
  [59_600, "1 min"],
  [60_000, "1 min"],
  [125_000, "2 min 5 s"],
  [3_600_000, "1 h"],
  [5_400_000, "1 h 30 min"],
])("%d milliseconds are read as %s", (milliseconds, text) => {
  expect(printSpan(milliseconds)).toBe(text);
});
