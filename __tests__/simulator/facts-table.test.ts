import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "@jest/globals";
import { FACTS, type Fact } from "./conformance/facts.js";
import { SOURCES } from "./conformance/sources.js";

const FOLDER = "__tests__/simulator/conformance";
const facts: readonly Fact[] = FACTS;
const written = readdirSync(FOLDER)
  .filter((name) => name.endsWith(".test.ts"))
  .map((name) => readFileSync(join(FOLDER, name), "utf8"));

describe("the table of what is known of Azure", () => {
  test.each([...new Set(facts.map(({ subject }) => subject))])(
    "has one test that holds the simulator to the facts of: %s",
    (subject) => {
      const holding = written.filter((text) => text.includes(`holdToFacts("${subject}"`));
      expect(holding).toHaveLength(1);
    },
  );

  test("says everything once", () => {
    const said = facts.map(({ subject, says }) => `${subject}: ${says}`);
    expect(said.filter((line, at) => said.indexOf(line) !== at)).toEqual([]);
  });

  test("says of every fact where it was seen, and uses every source", () => {
    expect(facts.filter(({ from }) => from.length === 0)).toEqual([]);
    const used = new Set<string>(facts.flatMap(({ from }) => from));
    expect(Object.keys(SOURCES).filter((name) => !used.has(name))).toEqual([]);
  });
});
