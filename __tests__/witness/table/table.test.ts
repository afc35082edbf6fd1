import { describe, expect, test } from "@jest/globals";
import { formatTable, type JestReport, rowOfAcceptance, rowsOf } from "./table.js";

function assertion(who: string, title: string, failure?: string) {
  return {
    ancestorTitles: [who],
    title,
    fullName: `${who} ${title}`,
    status: failure === undefined ? "passed" : "failed",
    failureMessages: failure === undefined ? [] : [failure],
  };
}

function report(...files: readonly (readonly ReturnType<typeof assertion>[])[]): JestReport {
  return {
    testResults: files.map((assertionResults, at) => ({
      name: `/project/build/${at}.witness.js`,
      message: "",
      status: "passed",
      assertionResults,
    })),
  };
}

describe("the rows of a report", () => {
  test("say what was noted, or why it failed, in the order of the files", () => {
    const { testResults } = report(
      [assertion("Ansible", "creates", "\u001b[31m\n  exit 2\nand more")],
      [assertion("Azure CLI", "lists")],
    );
    const notes = [
      { test: "Azure CLI lists", text: "3 rows" },
      { test: "Azure CLI lists", text: "exit 0" },
    ];
    expect(rowsOf({ testResults: [...testResults].reverse() }, notes)).toEqual([
      { who: "Ansible", what: "creates", saw: "exit 2", isGood: false },
      { who: "Azure CLI", what: "lists", saw: "3 rows; exit 0", isGood: true },
    ]);
  });

  test("tell a file that could not be run", () => {
    const [file] = report([]).testResults;
    const broken = {
      ...file,
      name: "/a/oav.witness.js",
      status: "failed",
      message: "no such module",
      assertionResults: [],
    };
    expect(rowsOf({ testResults: [broken] }, [])).toEqual([
      { who: "oav.witness.js", what: "to run at all", saw: "no such module", isGood: false },
    ]);
  });

  test("count recorded facts by subject", () => {
    const subject = "recorded truth: deleting (PS17)";
    const facts = [
      assertion(subject, "is 202"),
      assertion(subject, "is 204", "it was 200"),
      assertion("deleting, in a world that says so", "is 500"),
    ];
    expect(rowsOf(report(facts), [])).toEqual([
      {
        who: "Recordings of Azure",
        what: "deleting (PS17)",
        saw: "1 of 2 facts hold; not: is 204",
        isGood: false,
      },
    ]);
  });
});

test.each([
  [[assertion("apply", "creates")], "1 of 1 tests pass", true],
  [
    [assertion("apply", "creates"), assertion("apply", "waits", "no")],
    "1 of 2 tests pass; not: apply waits",
    false,
  ],
  [[], "0 of 0 tests pass", false],
])("an acceptance run is one row", (tests, saw, isGood) => {
  const what = "the long tests, to record all traffic";
  expect(rowOfAcceptance("the long tests", report(tests))).toEqual({
    who: "The acceptance run",
    what,
    saw,
    isGood,
  });
});

test("the table names each witness once, and shouts where one disagrees", () => {
  const rows = [
    { who: "Azure CLI", what: "lists", saw: "3 rows", isGood: true },
    { who: "Azure CLI", what: "shows", saw: "exit 3", isGood: false },
  ];
  expect(formatTable(rows).split("\n")).toEqual([
    "| who was asked | what  | what they saw  |",
    "|---------------|-------|----------------|",
    "| Azure CLI     | lists | 3 rows         |",
    "|               | shows | FAILED: exit 3 |",
  ]);
});
