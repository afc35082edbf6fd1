import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "@jest/globals";
import type { Refusal } from "../../src/plan/plan.js";

const PAGE = readFileSync("docs/troubleshooting.md", "utf8");
const SOURCES = readdirSync("src", { recursive: true, encoding: "utf8" })
  .filter((file) => file.endsWith(".ts"))
  .map((file) => readFileSync(join("src", file), "utf8"));

/** The sources as one text, in which strings that run over several lines are whole. */
const PRINTED = SOURCES.join("\n").replace(/["`] \+\n\s*["`]/g, "");

/** Printed as they came, or by others. */
const OTHERS_WORDS: readonly string[] = [
  // Azure, of a private endpoint.
  "static ipconfigurations",
  // Node.
  "self-signed certificate in certificate chain",
  // Where an answer has no code of its own, its status is printed.
  ...["407", "502", "503", "504"].map((status) => `HTTP ${status}`),
  // The runner.
  "Unexpected input(s)",
  "Skip output … since it may contain secret",
  "Error when evaluating 'strategy'",
];

/** What stands in code in the first column of the tables of a page. */
function lookedUpBy(page: string): readonly string[] {
  const cells = [...page.matchAll(/^\|([^|]*)/gm)].map(([, cell = ""]) => cell);
  return cells.flatMap((cell) => [...cell.matchAll(/`([^`]+)`/g)].map(([, words = ""]) => words));
}

/** The codes that the sources give to failures, or explain: their own, Azure's and Entra's. */
function codesInSources(): readonly string[] {
  const own = found(/\bcode: "([A-Z]\w+)"|observed\([^"]*"[a-z-]+", "([A-Z]\w+)"/g);
  const azures = found(/^ {4}([A-Z]\w+): (?:\w+,|\()/gm);
  const entras = found(/^ {2}\[?\[?\s*"(\d{5,7})",/gm).map((number) => `AADSTS${number}`);
  return [...new Set([...own, ...azures, ...entras])].sort();
}

function found(pattern: RegExp): readonly string[] {
  return SOURCES.flatMap((text) => [...text.matchAll(pattern)].map(([, one, other]) => one ?? other ?? ""));
}

/** Every fence; the compiler sees to it that none is left out. */
const FENCES: Readonly<Record<Refusal["fence"], true>> = {
  "not-premium": true,
  "soft-delete": true,
  "max-delete": true,
  "max-replicas": true,
  "not-a-region": true,
  home: true,
  protect: true,
  "needed-by-others": true,
  routing: true,
  "expect-plan": true,
  rights: true,
  lock: true,
};

describe("the page on troubleshooting", () => {
  const codes = codesInSources();

  test("knows where the codes are", () => {
    expect(codes).toEqual(
      expect.arrayContaining(["ReplicaStuck", "RegistryNotFound", "ScopeLocked", "AADSTS7000222"]),
    );
  });

  test.each([...codes, ...Object.keys(FENCES)])("explains %s", (code) => {
    expect(PAGE).toContain(`\`${code}\``);
  });

  test("is looked up by texts that are printed", () => {
    const gone = lookedUpBy(PAGE).filter(
      (words) => !PRINTED.includes(words.replace("AADSTS", "")) && !OTHERS_WORDS.includes(words),
    );
    expect(gone).toEqual([]);
  });
});
