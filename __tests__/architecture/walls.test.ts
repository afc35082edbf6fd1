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
  azure: { code: ["registry"], types: ["apply", "run"] },
  github: { code: ["registry"], types: ["run", "apply", "azure", "report", "inputs"] },
  run: { code: ["registry", "inputs", "plan", "apply", "outcome", "report"] },
};

/** The order inside apply/: what a layer may import, beside itself. Every layer builds on the files of `base`. */
const APPLY_BASE = ["ports.ts", "tools.ts", "work.ts", "attempt.ts", "read-replica.ts"];
const APPLY_LAYERS: Readonly<Record<string, readonly string[]>> = {
  base: [],
  wait: ["base"],
  prove: ["base", "wait"],
  write: ["base", "wait"],
  conductor: ["base", "wait", "prove", "write"],
};

interface Import {
  readonly file: string;
  readonly room: string;
  readonly from: string;
  readonly isTypeOnly: boolean;
  /** Whether it is loaded in the middle of a run, by `import()`. */
  readonly isDynamic: boolean;
}

const IMPORT = /^(?:import|export)\s+(type\s+)?[^;]*?from\s+"([^"]+)";|import\("([^"]+)"\)/gms;

function importsOf(file: string): readonly Import[] {
  const text = readFileSync(join("src", file), "utf8");
  return [...text.matchAll(IMPORT)].map(([whole, type, from = "", dynamic = ""]) => ({
    file,
    room: file.includes("/") ? (file.split("/")[0] ?? "") : "",
    from: from || dynamic,
    isTypeOnly: type !== undefined || areAllTypes(whole),
    isDynamic: dynamic !== "",
  }));
}

function areAllTypes(statement: string): boolean {
  const names = /\{([^}]*)\}/.exec(statement)?.[1];
  if (names === undefined) return false;
  const all = names.split(",").filter((name) => name.trim() !== "");
  return all.every((name) => name.trim().startsWith("type "));
}

function targetOf({ file, from }: Import): string {
  return normalize(join(dirname(file), from)).replace(/\.js$/, ".ts");
}

function roomOf(one: Import): string {
  const target = targetOf(one);
  return target.split("/")[0] ?? target;
}

function layerOf(file: string): string {
  const [, first = "", second] = file.split("/");
  if (second !== undefined) return first;
  return APPLY_BASE.includes(first) ? "base" : "conductor";
}

/** The text without comments and without what stands in quotes. */
function codeOf(text: string): string {
  return text.replace(/\/\*[\s\S]*?\*\/|\/\/.*$|"[^"\n]*"|`[^`]*`/gm, "");
}

/** Every way from a file back to itself; one for each file in which a circle closes. */
function findCircles(): readonly string[] {
  const targets = new Map<string, readonly string[]>(
    files.map((file) => [
      file,
      imports.filter((one) => one.file === file && one.from.startsWith(".")).map(targetOf),
    ]),
  );
  const finished = new Set<string>();
  const circles: string[] = [];
  const follow = (file: string, way: readonly string[]): void => {
    if (way.includes(file)) circles.push([...way.slice(way.indexOf(file)), file].join(" → "));
    if (way.includes(file) || finished.has(file)) return;
    for (const target of targets.get(file) ?? []) follow(target, [...way, file]);
    finished.add(file);
  };
  for (const file of files) follow(file, []);
  return circles;
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

  test.each(Object.keys(APPLY_LAYERS))("apply/: %s imports only from the layers below it", (layer) => {
    const own = imports.filter((one) => one.room === "apply" && layerOf(one.file) === layer);
    const wrong = own.filter((one) => {
      const target = targetOf(one);
      const below = [layer, ...(APPLY_LAYERS[layer] ?? [])];
      // A plan at work holds its poller and its backoff: types of the layers above, and nothing else of them.
      const isHeld = one.file === "apply/work.ts" && one.isTypeOnly;
      return target.startsWith("apply/") && !below.includes(layerOf(target)) && !isHeld;
    });
    expect(wrong).toEqual([]);
  });

  test("no file imports itself by way of others, types included", () => {
    expect(findCircles()).toEqual([]);
  });

  test("what is loaded before the first request imports no library but a small agent and the reader of YAML", () => {
    const loaded = new Set<string>();
    const load = (file: string): void => {
      if (loaded.has(file)) return;
      loaded.add(file);
      const own = imports.filter((one) => one.file === file && !one.isTypeOnly && !one.isDynamic);
      for (const one of own) if (one.from.startsWith(".")) load(targetOf(one));
    };
    load("index.ts");
    const libraries = imports
      .filter(({ file, isTypeOnly }) => loaded.has(file) && !isTypeOnly)
      .map(({ from }) => from)
      .filter((from) => !from.startsWith(".") && !from.startsWith("node:"));
    expect([...new Set(libraries)].sort()).toEqual(["fastest-levenshtein", "https-proxy-agent", "yaml"]);
  });

  test("apply/ never asks for the mode", () => {
    const asking = files.filter(
      (file) =>
        file.startsWith("apply/") && /[.{,]\s*mode\b/.test(codeOf(readFileSync(join("src", file), "utf8"))),
    );
    expect(asking).toEqual([]);
  });

  test.each([
    ["@azure/", "azure"],
    ["@actions/", "github"],
    ["@octokit/", "github"],
    ["undici", "github"],
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

  test("a limit owns its timer: on Node 20 AbortSignal.any and AbortSignal.timeout lose theirs to a collection", () => {
    const losing = files.filter((file) =>
      /AbortSignal\s*\.\s*(any|timeout)\b/.test(codeOf(readFileSync(join("src", file), "utf8"))),
    );
    expect(losing).toEqual([]);
  });
});
