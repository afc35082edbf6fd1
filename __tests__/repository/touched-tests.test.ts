import { describe, expect, test } from "@jest/globals";
import { chooseTests, modulesOf } from "../../scripts/touched-tests.js";

const MODULES = new Map([
  ["build/src/plan/drift.js", "export function findDrift() {}"],
  ["build/__tests__/plan/drift.test.js", 'import "../../src/plan/drift.js";'],
  ["build/__tests__/report/golden.js", 'join("__tests__", "report", "golden")'],
  ["build/__tests__/repository/links.test.js", 'readFileSync("README.md")'],
]);

describe("the modules that a changed file touches", () => {
  test.each([
    ["a source is the module that is compiled from it", "src/plan/drift.ts", ["build/src/plan/drift.js"]],
    ["a source that is gone is none", "src/plan/gone.ts", []],
    ["a document is in those that name it", "README.md", ["build/__tests__/repository/links.test.js"]],
    [
      "a file of a folder is in those that name the folder",
      "__tests__/report/golden/changed.summary.md",
      ["build/__tests__/report/golden.js"],
    ],
    ["a file that nobody reads is in none", "LICENSE", []],
  ])("%s", (_what, file, touched) => {
    expect(modulesOf(file, MODULES)).toEqual(touched);
  });
});

describe("the tests that are run at once", () => {
  const test30 = Array.from({ length: 30 }, (_, index) => `build/__tests__/plan/${index}.test.js`);
  const others = ["build/__tests__/report/a.test.js"];

  test("are all that depend on the change, in every room", () => {
    expect(chooseTests(others, ["src/plan/drift.ts"])).toEqual({ chosen: others, left: 0 });
  });

  test("are those of the rooms that were touched where too many depend on it, and the rest is counted", () => {
    expect(chooseTests([...test30, ...others], ["src/plan/drift.ts"])).toEqual({ chosen: test30, left: 1 });
  });
});
