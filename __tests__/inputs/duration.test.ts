import { describe, expect, test } from "@jest/globals";
import { parseDuration } from "../../src/inputs/duration.js";
import { requestFrom, textsAbout } from "./asking.js";

describe("a duration", () => {
  test.each([
    ["90s", 90_000],
    ["5m", 300_000],
    ["8h", 28_800_000],
    ["3d", 259_200_000],
    ["1h30m", 5_400_000],
    ["1d2h3m4s", 93_784_000],
    ["90m", 5_400_000],
    ["007s", 7_000],
    ["1h0m", 3_600_000],
    ["3650d", 315_360_000_000],
  ])("%s is %d milliseconds", (text, milliseconds) => {
    expect(parseDuration(text, false)).toBe(milliseconds);
  });

  test.each([
    "",
    "90",
    "s",
    "1.5h",
    "-5m",
    "+5m",
    "5 m",
    "1h 30m",
    "30m1h",
    "5m5m",
    "5M",
    "5min",
    "1w",
    "PT1H",
    "٣m",
    "0",
    "0s",
    "0h0m",
    "3651d",
    `${"9".repeat(400)}d`,
  ])("%j is none", (text) => {
    expect(parseDuration(text, false)).toBeNull();
  });

  test.each([
    ["timeout", "0"],
    ["timeout", "0m"],
    ["ttl", "0s"],
  ] as const)("%s cannot be %s", (input, text) => {
    expect(textsAbout(input, { inputs: { owner: "me", [input]: text } })).toEqual([
      expect.stringContaining("more than zero"),
    ]);
  });

  test.each(["0", "0s", "0d0h"])("stuck-after may be %s, which is never", (text) => {
    expect(requestFrom({ inputs: { "stuck-after": text } }).stuckAfter).toBe(0);
  });

  test("that is wrong is told with its value and an example", () => {
    expect(textsAbout("timeout", { inputs: { timeout: "90" } })).toEqual([
      '"90" is not a duration. Write whole numbers with the units d, h, m and s, largest first, such as `90s`, `1h30m` or `3d`, and more than zero. The longest is `3650d`.',
    ]);
  });
});
