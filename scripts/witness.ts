import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PROGRAMS } from "../__tests__/witness/programs/installed.js";
import { type FoundProgram, witnessDocument } from "../__tests__/witness/table/document.js";
import type { Note } from "../__tests__/witness/table/saw.js";
import {
  formatTable,
  type JestReport,
  type Row,
  rowOfAcceptance,
  rowsOf,
} from "../__tests__/witness/table/table.js";

/**
 * Holds the simulator and the action to programs that others wrote, and to recordings of Azure; prints a table of who
 * was asked, what, and what they saw. Exits with 1 when one disagrees or is not installed. `SIMULATOR_TRAFFIC` may name
 * a file in which a run of all acceptance tests has left its traffic already; else they run here first.
 *
 * `--quick` leaves out what takes minutes, and what `npm test` has just said; a program that is not installed is named
 * then, and the files that ask it are left out. `--write` writes docs/witnesses.md.
 */

const WITNESSES = "__tests__/witness/jest.config.mjs";
/** They wait for each other's servers more than they work, so more of them than cores run side by side. */
const SIDE_BY_SIDE = ["--maxWorkers", "4"];
const IS_QUICK = process.argv.includes("--quick");

const programs = await findPrograms();
const missing = programs.filter(({ version }) => version === null);
const scratch = mkdtempSync(join(tmpdir(), "acr-witness-"));
try {
  const said = await askEverybody();
  const rows = [...missing.map(rowOfMissing), ...said];
  console.log(`\n${formatTable(rows)}\n`);
  if (process.argv.includes("--write")) writeFileSync("docs/witnesses.md", witnessDocument(programs, rows));
  // Who was not asked has witnessed nothing, in a quick run neither for nor against.
  const failed = rows.filter(({ isGood }) => !isGood).length;
  const good = said.filter(({ isGood }) => isGood).length;
  console.log(`${good} witnessed, ${failed} not`);
  process.exitCode = failed > 0 ? 1 : 0;
} finally {
  rmSync(scratch, { recursive: true });
}

/** The programs that are to be asked, with the versions that are installed. */
async function findPrograms(): Promise<readonly FoundProgram[]> {
  const wanted = PROGRAMS.filter(({ isSlow }) => !(IS_QUICK && isSlow));
  const found = await Promise.all(wanted.map(async (one) => ({ ...one, version: await one.version() })));
  for (const { name, version } of found) console.log(`${name} ${version ?? "is not installed"}`);
  return found;
}

function rowOfMissing({ name, install }: FoundProgram): Row {
  return { who: name, what: "anything", saw: `not installed: ${install}`, isGood: IS_QUICK };
}

/** The swagger comes last: it is held against what all others have asked and were answered. */
async function askEverybody(): Promise<readonly Row[]> {
  const given = process.env.SIMULATOR_TRAFFIC;
  const [acceptance, others] = [given ?? inScratch("acceptance.jsonl"), inScratch("witnesses.jsonl")];
  const isLeftOut = missing.some(({ asked }) => asked.includes("swagger"));
  return [
    ...(given === undefined ? await recordAcceptance(acceptance) : []),
    ...(await ask("witnesses", [...SIDE_BY_SIDE, "--testPathIgnorePatterns", ...leftOut()], {
      SIMULATOR_TRAFFIC: others,
    })),
    ...(isLeftOut ? [] : await ask("swagger", ["swagger"], { WITNESS_TRAFFIC: `${acceptance}:${others}` })),
  ];
}

/** Patterns of the files that are not run with the others. */
function leftOut(): readonly string[] {
  const unasked = missing.flatMap(({ asked }) => asked.map((name) => `/witness/${name}[^/]*witness`));
  return ["swagger", ...unasked, ...(IS_QUICK ? ["\\.slow\\.witness", "/conformance/"] : [])];
}

/** Runs all acceptance tests, the long ones too, and leaves their traffic in a file. */
async function recordAcceptance(file: string): Promise<readonly Row[]> {
  const environment = { SIMULATOR_TRAFFIC: file };
  const short = await report("acceptance", ["build/__tests__/acceptance"], environment);
  const soak = ["--config", "jest.soak.config.mjs", "--verbose=false", "build/__tests__/acceptance"];
  const long = await report("soak", soak, environment);
  return [rowOfAcceptance("all but the long tests", short), rowOfAcceptance("the long tests", long)];
}

/** Runs witnesses; gives what each of them saw. */
async function ask(
  name: string,
  selection: readonly string[],
  environment: Readonly<Record<string, string>>,
): Promise<readonly Row[]> {
  const notes = inScratch(`${name}.notes`);
  const heard = await report(name, ["--config", WITNESSES, ...selection], {
    ...environment,
    WITNESS_NOTES: notes,
  });
  return rowsOf(heard, notesIn(notes));
}

function notesIn(file: string): readonly Note[] {
  if (!existsSync(file)) return [];
  const lines = readFileSync(file, "utf8").split("\n").filter(Boolean);
  return lines.map((line): Note => JSON.parse(line));
}

/** Runs Jest to its end, and gives its report. */
async function report(
  name: string,
  args: readonly string[],
  environment: Readonly<Record<string, string>>,
): Promise<JestReport> {
  const file = inScratch(`${name}.json`);
  const node = ["--experimental-vm-modules", "--no-warnings", "node_modules/jest/bin/jest.js"];
  const child = spawn(process.execPath, [...node, ...args, "--json", "--outputFile", file], {
    env: { ...process.env, ...environment },
    // With --json Jest prints its report, which is read from the file.
    stdio: ["ignore", "ignore", "inherit"],
  });
  await new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("close", resolve);
  });
  return JSON.parse(readFileSync(file, "utf8"));
}

function inScratch(name: string): string {
  return join(scratch, name);
}
