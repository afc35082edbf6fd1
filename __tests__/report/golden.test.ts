import { readFileSync } from "node:fs";
import { describe, expect, test } from "@jest/globals";
import { Ajv } from "ajv";
import { commentText } from "../../src/report/comment/comment-text.js";
import { issueBody } from "../../src/report/issue/issue-text.js";
import { outputs } from "../../src/report/outputs.js";
import { page } from "../../src/report/page.js";
import { reportJson } from "../../src/report/report-json.js";
import { summary } from "../../src/report/summary.js";
import { applyRequest } from "../builders/request.js";
import { expectGolden } from "./golden.js";
import { entriesOf, printLog } from "./print-log.js";
import { STORIES } from "./stories.js";

const SCHEMA = JSON.parse(readFileSync("schema/report.schema.json", "utf8"));
const isValid = new Ajv({ strict: true, allowUnionTypes: true, allErrors: true }).compile(SCHEMA);

describe.each(Object.entries(STORIES))("a run that ends %s", (name, outcome) => {
  test("has the summary of its golden file", () => {
    expectGolden(`${name}.summary.md`, summary(outcome));
  });

  test("has the log of its golden file", () => {
    expectGolden(`${name}.log.txt`, printLog(entriesOf(outcome)));
  });

  test("has the outputs of its golden file", () => {
    const values = outputs(outcome, { markdown: "report.md", json: "", html: "" });
    const lines = Object.entries(values).map(([output, value]) => `${output}=${value}\n`);
    expectGolden(`${name}.outputs.txt`, lines.join(""));
  });

  test("has the report for machines of its golden file, which keeps to the schema", () => {
    const text = reportJson(outcome);
    expectGolden(`${name}.report.json`, text);
    isValid(JSON.parse(text));
    expect(isValid.errors ?? []).toEqual([]);
  });

  test("has the page of its golden file, the outlines of the land apart", async () => {
    const text = await page(outcome);
    expectGolden(`${name}.page.html`, text.replace(/(class="land" d=")[^"]*/, "$1…"));
  });
});

const DRIFTED = Object.entries(STORIES).filter(([, { drift }]) => drift.length > 0);

test.each(DRIFTED)("the issue of a run that ends %s is that of its golden file", (name, outcome) => {
  expectGolden(`${name}.issue.md`, issueBody(outcome, "https://github.com/contoso/shop/actions/runs/7"));
});

test.each(DRIFTED)("the comment of a run that ends %s is that of its golden file", (name, outcome) => {
  const run = "https://github.com/contoso/shop/actions/runs/7";
  const told = outcome.request === null ? { ...outcome, request: applyRequest() } : outcome;
  const text = commentText(told, { number: 42, commit: "0badc0de".repeat(5) }, run);
  expectGolden(`${name}.comment.md`, text?.body ?? "");
});
