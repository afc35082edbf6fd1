import { describe, test } from "@jest/globals";
import { outputs } from "../../src/report/outputs.js";
import { summary } from "../../src/report/summary.js";
import { expectGolden } from "./golden.js";
import { entriesOf, printLog } from "./print-log.js";
import { STORIES } from "./stories.js";

describe.each(Object.entries(STORIES))("a run that ends %s", (name, outcome) => {
  test("has the summary of its golden file", () => {
    expectGolden(`${name}.summary.md`, summary(outcome));
  });

  test("has the log of its golden file", () => {
    expectGolden(`${name}.log.txt`, printLog(entriesOf(outcome)));
  });

  test("has the outputs of its golden file", () => {
    const values = outputs(outcome, { markdown: "report.md", html: "" });
    const lines = Object.entries(values).map(([output, value]) => `${output}=${value}\n`);
    expectGolden(`${name}.outputs.txt`, lines.join(""));
  });
});
