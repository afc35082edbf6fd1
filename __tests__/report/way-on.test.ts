import { expect, test } from "@jest/globals";
import type { Verdict } from "../../src/outcome/outcome.js";
import { wayOn } from "../../src/report/way-on.js";
import { failure } from "../builders/failure.js";

const RUN_AGAIN = "Run again: it continues from what it finds.";

test.each<readonly [Verdict, string]>([
  ["cancelled", RUN_AGAIN],
  ["timed-out", RUN_AGAIN],
  ["stuck", RUN_AGAIN],
  ["failed", RUN_AGAIN],
  ["refused", ""],
  ["drifted", ""],
  ["changed", ""],
  ["in-sync", ""],
])("a run that is %s is told to be resumed, or there is nothing to resume", (verdict, told) => {
  expect(wayOn({ verdict, failures: [] })).toBe(told);
});

test("inputs that cannot be used are no matter of running again", () => {
  expect(wayOn({ verdict: "failed", failures: [failure({ activity: "read-inputs" })] })).toBe("");
});
