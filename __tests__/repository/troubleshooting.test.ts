import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "@jest/globals";
import type { Refusal } from "../../src/plan/plan.js";

const PAGE = readFileSync("docs/troubleshooting.md", "utf8");
const SOURCES = readdirSync("src", { recursive: true, encoding: "utf8" })
  .filter((file) => file.endsWith(".ts"))
  .map((file) => readFileSync(join("src", file), "utf8"));

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
  home: true,
  protect: true,
  "needed-by-others": true,
  routing: true,
  "expect-plan": true,
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

  test("explains no code that the sources do not have", () => {
    const named = [...PAGE.matchAll(/^\|([^|]*)/gm)].flatMap(([, cell = ""]) =>
      [...cell.matchAll(/`((?:[A-Z][a-z]+){2,}|AADSTS\d+)`/g)].map(([, code = ""]) => code),
    );
    const gone = named.filter((code) => !SOURCES.some((text) => text.includes(code.replace("AADSTS", ""))));
    expect(gone).toEqual([]);
  });
});
