import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path/posix";
import { testNames } from "./test-names.js";

/** What there is to say about a kind of fault, and the tests that try it: paths below `__tests__`, without endings. */
const CHAPTERS: readonly (readonly [string, readonly string[]])[] = [
  ["Faults that pass", ["passing-at-once", "passing", "tokens"]],
  ["Faults that last", ["lasting", "hang", "time-limits", "conflicts", "conflict-codes"]],
  ["Connections, names and certificates", ["connections", "../tls-and-proxies"]],
  ["Lost and unreadable answers", ["lost-writes", "unreadable"]],
  [
    "Azure contradicts itself, or changes in mid run",
    [
      "contradictions",
      "busy",
      "busy-at-length",
      "routes",
      "routes-in-trouble",
      "set-back",
      "../registry-states",
      "wall-clock",
    ],
  ],
  ["Runs that cross", ["two-runs", "crossing"]],
  ["Cancelled and killed", ["../cancel", "signals", "cut-off", "../../run/cut-off"]],
  ["Hostile words", ["hostile-words", "hostile-fields", "../../report/fuzz", "../../azure/hostile-answers"]],
];

const FOLDER = "__tests__/acceptance/faults/";
const COMMANDS = { test: "npm test", soak: "npm run soak" } as const;
type Ending = keyof typeof COMMANDS;

const INTRODUCTION = `<!-- Written by \`npm run docs\` from the names of the tests. -->
# Faults

What goes wrong around a run, and what the run makes of it. Every line is a test in which the built action meets the
fault, or its parts do; each link leads to it. "The whole job" is one that makes every kind of request: it creates,
corrects, waits, proves an image and deletes. Whatever a run ended with, the next one continues from what it finds.
`;

/** docs/faults.md, from the names of the tests. Throws when a file of fault tests stands in no chapter. */
export async function faultDocument(): Promise<string> {
  const known = CHAPTERS.flatMap(([, files]) => files);
  const files = readdirSync(compiled(FOLDER)).filter((name) => /\.(test|soak)\.js$/.test(name));
  const missing = files.filter((name) => !known.includes(name.split(".")[0] ?? ""));
  if (missing.length > 0) throw new Error(`scripts/fault-document.ts has no chapter for ${missing}.`);
  const chapters: string[] = [];
  for (const [title, names] of CHAPTERS) chapters.push(`## ${title}\n\n${await table(names)}\n`);
  return [INTRODUCTION, ...chapters].join("\n");
}

/** One line of a table: the faults that end alike, and how. */
interface Line {
  readonly faults: readonly string[];
  readonly ends: readonly string[];
  readonly tests: string;
}

async function table(names: readonly string[]): Promise<string> {
  const lines: Line[] = [];
  for (const name of names) {
    for (const ending of ["test", "soak"] as const)
      lines.push(...(await linesOf(`${FOLDER}${name}`, ending)));
  }
  const rows = lines.map(
    ({ faults, ends, tests }) => `| ${cell(faults)} | ${cell(inShort(ends))} | ${tests} |`,
  );
  return ["| What goes wrong | What happens | Tried by |", "|---|---|---|", ...rows].join("\n");
}

async function linesOf(path: string, ending: Ending): Promise<readonly Line[]> {
  const file = compiled(`${path}.${ending}.js`);
  if (!existsSync(file)) return [];
  const source = join("..", `${path}.${ending}.ts`);
  const tests = `[\`${COMMANDS[ending]}\`](${source})`;
  const endsByFault = new Map<string, readonly string[]>();
  for (const name of await testNames(file)) {
    const titles = name.map(withoutSeed);
    const fault = titles.slice(0, -1).join(", ");
    const end = titles.at(-1) ?? "";
    endsByFault.set(fault, [...new Set([...(endsByFault.get(fault) ?? []), end])]);
  }
  return merged([...endsByFault].map(([fault, ends]) => ({ faults: [fault], ends, tests })));
}

/** Faults that end alike share a line. */
function merged(lines: readonly Line[]): readonly Line[] {
  const byEnds = new Map<string, Line>();
  for (const line of lines) {
    const key = line.ends.join("\n");
    const alike = byEnds.get(key);
    byEnds.set(key, alike === undefined ? line : { ...alike, faults: [...alike.faults, ...line.faults] });
  }
  return [...byEnds.values()];
}

/** Places at which it ends alike share a sentence: "at PUT: it fails" and "at PATCH: it fails" are "at PUT, PATCH: …". */
function inShort(ends: readonly string[]): readonly string[] {
  const places = new Map<string, readonly string[]>();
  for (const end of ends) {
    const [, place = "", what = end] = /^(.+?): (.+)$/.exec(end) ?? [];
    places.set(what, [...(places.get(what) ?? []), place]);
  }
  return [...places].map(([what, where]) => (where[0] === "" ? what : `${together(where)}: ${what}`));
}

/** The first word, such as "at", stands once. */
function together([first = "", ...others]: readonly string[]): string {
  const [preposition = ""] = first.split(" ");
  const bare = others.map((place) => place.replace(`${preposition} `, ""));
  return [first, ...bare].join(", ");
}

/** Seeds and random moments are others at each run. */
function withoutSeed(title: string): string {
  return title.replace(/ \([^()]*seed \d+\)$/, "");
}

function cell(texts: readonly string[]): string {
  const marked = texts.length === 1 ? texts : texts.map((text) => `• ${text}`);
  return marked.map((text) => text.replaceAll("|", "\\|").replaceAll("<", "&lt;")).join("<br>");
}

/** Compiled scripts lie in build/scripts, compiled tests in build/__tests__. */
function compiled(path: string): URL {
  return new URL(`../${path}`, import.meta.url);
}
