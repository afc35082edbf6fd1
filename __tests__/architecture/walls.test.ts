import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, normalize } from "node:path";
import { describe, expect, test } from "@jest/globals";

/** Which rooms a room may import from, beside itself. `types`: types only, the ports that it implements. */
const WALLS: Readonly<
  Record<string, { readonly code: readonly string[]; readonly types?: readonly string[] }>
> = {
  registry: { code: [] },
  inputs: { code: ["registry"] },
  plan: { code: ["registry"] },
  apply: { code: ["registry", "plan"] },
  outcome: { code: ["registry", "plan"] },
  report: { code: ["registry", "plan", "outcome"], types: ["inputs"] },
  azure: { code: ["registry"], types: ["apply", "ports.ts"] },
  github: { code: ["registry"], types: ["ports.ts", "azure", "report", "inputs"] },
};

interface Import {
  readonly file: string;
  readonly room: string;
  readonly from: string;
  readonly isTypeOnly: boolean;
}

const IMPORT = /^(?:import|export)\s+(type\s+)?[^;]*?from\s+"([^"]+)";|import\("([^"]+)"\)/gms;

function importsOf(file: string): readonly Import[] {
  const text = readFileSync(join("src", file), "utf8");
  return [...text.matchAll(IMPORT)].map(([whole, type, from = "", dynamic = ""]) => ({
    file,
    room: file.includes("/") ? (file.split("/")[0] ?? "") : "",
    from: from || dynamic,
    isTypeOnly: type !== undefined || areAllTypes(whole),
  }));
}

function areAllTypes(statement: string): boolean {
  const names = /\{([^}]*)\}/.exec(statement)?.[1];
  if (names === undefined) return false;
  const all = names.split(",").filter((name) => name.trim() !== "");
  return all.every((name) => name.trim().startsWith("type "));
}

function roomOf({ file, from }: Import): string {
  const target = normalize(join(dirname(file), from)).replace(/\.js$/, ".ts");
  return target.split("/")[0] ?? target;
}

const files = readdirSync("src", { recursive: true, encoding: "utf8" })
  .map((file) => file.replaceAll("\\", "/"))
  .filter((file) => file.endsWith(".ts"));
const imports = files.flatMap(importsOf);

describe("the walls of the house", () => {
  test("the reader of imports finds them", () => {
    expect(imports.length).toBeGreaterThan(100);
  });

  test.each(Object.keys(WALLS))("%s/ imports only from the rooms that it may", (room) => {
    const { code, types = [] } = WALLS[room] ?? { code: [] };
    const own = imports.filter((one) => one.room === room && one.from.startsWith("."));
    const wrong = own.filter((one) => {
      const target = roomOf(one);
      return target !== room && !code.includes(target) && !(one.isTypeOnly && types.includes(target));
    });
    expect(wrong).toEqual([]);
  });

  test.each([
    ["@azure/", "azure"],
    ["@actions/", "github"],
  ])("%s packages are imported in %s/ only", (scope, room) => {
    const wrong = imports.filter((one) => one.from.startsWith(scope) && one.room !== room);
    expect(wrong).toEqual([]);
  });

  test("text of a server is unescaped only where requests are built, nouns compared and reports rendered", () => {
    const rooms = files.filter((file) => readFileSync(join("src", file), "utf8").includes(".unescaped("));
    expect(rooms.filter((file) => !/^(registry|azure|report)\//.test(file))).toEqual([]);
  });

  test("the environment is read at the entry only", () => {
    const readers = files.filter((file) => /process\.env\b/.test(readFileSync(join("src", file), "utf8")));
    expect(readers).toEqual(["index.ts"]);
  });
});
