import { describe, expect, test } from "@jest/globals";
import { guardLogLine } from "../../src/github/log-guard.js";

describe("a line for the log", () => {
  test.each([
    ["a command", "::error::x", ": :error::x"],
    ["a command after white space", " \t ::set-output name=a::b", "   : :set-output name=a::b"],
    ["a command after an odd white space", "\u00a0\u2003::error::x", "\u00a0\u2003: :error::x"],
    ["a command after a control character", "\u0085::error::x", " : :error::x"],
    ["the older command anywhere", "say ##[error]x", "say # #[error]x"],
    ["a row of number signs", "###[error]x", "## #[error]x"],
    ["a line break", "one\r\ntwo\nthree", "one  two three"],
    ["a line break and a command", "one\n::error::x", "one ::error::x"],
    ["other line separators", "a\u2028b\u2029c", "a b c"],
    ["colours", "\u001b[31mred", " [31mred"],
    ["text that runs backwards", "abc\u202edef\u2069", "abc def "],
  ])("loses %s", (_what, text, guarded) => {
    expect(guardLogLine(text)).toBe(guarded);
  });

  test.each(["", "plain", "a::b", "see #[1] and ## two", "日本語 👍", "https://example.com/?a=1", "100 %"])(
    "stays as it is when it is harmless: %j",
    (text) => {
      expect(guardLogLine(text)).toBe(text);
    },
  );

  test("is not changed by a second look", () => {
    const once = guardLogLine("\u001b ::error::##[group]###[x]");
    expect(guardLogLine(once)).toBe(once);
  });
});
