import { stripVTControlCharacters } from "node:util";
import type { Note } from "./saw.js";

/** One line of the table: who was asked, what, and what they saw. */
export interface Row {
  readonly who: string;
  readonly what: string;
  readonly saw: string;
  readonly isGood: boolean;
}

/** As much of Jest's report as is read here. */
export interface JestReport {
  readonly testResults: readonly {
    readonly name: string;
    /** Why a file did not run; empty when it did. */
    readonly message: string;
    readonly status: string;
    readonly assertionResults: readonly Assertion[];
  }[];
}
interface Assertion {
  readonly ancestorTitles: readonly string[];
  readonly title: string;
  readonly fullName: string;
  readonly status: string;
  readonly failureMessages: readonly string[] | null;
}

/** The recordings are many facts: one row stands for a `describe` of them. */
const RECORDED = /^recorded truth: /;

/** The rows of a report; notes say what was seen where a test passed. */
export function rowsOf({ testResults }: JestReport, notes: readonly Note[]): readonly Row[] {
  const inOrder = testResults.toSorted((one, other) => one.name.localeCompare(other.name));
  return inOrder.flatMap(({ name, status, message, assertionResults }) => {
    if (assertionResults.length === 0 && status !== "passed")
      return [
        {
          who: name.split("/").at(-1) ?? name,
          what: "to run at all",
          saw: firstLine(message),
          isGood: false,
        },
      ];
    const isRecorded = (test: Assertion) => RECORDED.test(test.ancestorTitles[0] ?? "");
    const [facts, others] = [
      assertionResults.filter(isRecorded),
      assertionResults.filter((one) => !isRecorded(one)),
    ];
    // Beside the facts stands what a world may say instead, which nobody recorded.
    const witnessed = others.filter(({ status }) => facts.length === 0 || status === "failed");
    return [...rowsOfFacts(facts), ...witnessed.map((test) => rowOf(test, notes))];
  });
}

/** One row for a run of acceptance tests, whose traffic the swagger is held against. */
export function rowOfAcceptance(what: string, { testResults }: JestReport): Row {
  const tests = testResults.flatMap(({ assertionResults }) => assertionResults);
  const failed = tests.filter(({ status }) => status === "failed");
  const broken = testResults.filter((file) => file.status !== "passed" && file.assertionResults.length === 0);
  const passed = tests.filter(({ status }) => status === "passed");
  return {
    who: "The acceptance run",
    what: `${what}, to record all traffic`,
    saw: [
      `${passed.length} of ${passed.length + failed.length} tests pass`,
      ...failed.map(({ fullName }) => `not: ${fullName}`),
      ...broken.map(({ name, message }) => `not run: ${name.split("/").at(-1)}: ${firstLine(message)}`),
    ].join("; "),
    isGood: passed.length > 0 && failed.length + broken.length === 0,
  };
}

/** The rows as a table in Markdown, each witness named once. */
export function formatTable(rows: readonly Row[]): string {
  const cells = rows.map(({ who, what, saw, isGood }, at) => [
    rows[at - 1]?.who === who ? "" : who,
    what,
    isGood ? saw : `FAILED: ${saw}`,
  ]);
  const lines = [["who was asked", "what", "what they saw"], ...cells];
  const widths = [0, 1, 2].map((column) => Math.max(...lines.map((line) => line[column]?.length ?? 0)));
  const [heading = "", ...rest] = lines.map((line) => format(line, widths));
  return [heading, `|${widths.map((width) => "-".repeat(width + 2)).join("|")}|`, ...rest].join("\n");
}

function format(line: readonly string[], widths: readonly number[]): string {
  return `| ${line.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(" | ")} |`;
}

function rowsOfFacts(facts: readonly Assertion[]): readonly Row[] {
  const subjects = [...new Set(facts.map(({ ancestorTitles }) => ancestorTitles[0] ?? ""))];
  return subjects.map((subject) => {
    const own = facts.filter(({ ancestorTitles }) => ancestorTitles[0] === subject);
    const failed = own.filter(({ status }) => status !== "passed");
    const held = `${own.length - failed.length} of ${own.length} facts hold`;
    return {
      who: "Recordings of Azure",
      what: subject.replace(RECORDED, ""),
      saw: [held, ...failed.map(({ title }) => `not: ${title}`)].join("; "),
      isGood: failed.length === 0,
    };
  });
}

function rowOf(
  { ancestorTitles, title, fullName, status, failureMessages }: Assertion,
  notes: readonly Note[],
): Row {
  const isGood = status === "passed";
  const noted = notes.filter(({ test }) => test === fullName).map(({ text }) => text);
  const who = ancestorTitles[0] ?? "";
  const why = firstLine(failureMessages?.[0] ?? status);
  return { who, what: title, saw: isGood ? noted.join("; ") || "as claimed" : why, isGood };
}

function firstLine(text: string): string {
  const lines = stripVTControlCharacters(text).split("\n");
  return (lines.find((line) => line.trim() !== "") ?? "").trim();
}
