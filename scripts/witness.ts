import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PROGRAMS } from "../__tests__/witness/programs/installed.js";
import type { Note } from "../__tests__/witness/table/saw.js";
import { formatTable, type JestReport, type Row, rowsOf } from "../__tests__/witness/table/table.js";

/**
 * Holds the simulator and the action to programs that others wrote, and to recordings of Azure; prints a table of who
 * was asked, what, and what they saw. Exits with 1 when one disagrees or is not installed. `SIMULATOR_TRAFFIC` may name
 * a file in which a run of the acceptance tests has left its traffic already; else they run here first.
 */

const scratch = mkdtempSync(join(tmpdir(), "acr-witness-"));
const inScratch = (name: string) => join(scratch, name);

const missing = await missingPrograms();
if (missing.length > 0) {
  console.error(`Not installed:\n${missing.map(({ name, install }) => `  ${name}: ${install}`).join("\n")}`);
  process.exit(1);
}

const acceptance = process.env.SIMULATOR_TRAFFIC ?? (await recordAcceptance());
const others = inScratch("witnesses.jsonl");
const rows = [
  ...(await ask("witnesses", ["--testPathIgnorePatterns", "swagger"], { SIMULATOR_TRAFFIC: others })),
  ...(await ask("swagger", ["swagger"], { WITNESS_TRAFFIC: `${acceptance}:${others}` })),
];
rmSync(scratch, { recursive: true });

console.log(`\n${formatTable(rows)}\n`);
const failed = rows.filter(({ isGood }) => !isGood).length;
console.log(`${rows.length - failed} witnessed, ${failed} not`);
process.exitCode = failed > 0 ? 1 : 0;

async function missingPrograms() {
  const versions = await Promise.all(PROGRAMS.map(({ version }) => version()));
  PROGRAMS.forEach(({ name }, at) => {
    console.log(`${name} ${versions[at] ?? "is missing"}`);
  });
  return PROGRAMS.filter((_, at) => versions[at] === null);
}

/** Runs the acceptance tests and gives the file of their traffic. */
async function recordAcceptance(): Promise<string> {
  const file = inScratch("acceptance.jsonl");
  const status = await jest(["build/__tests__/acceptance"], { SIMULATOR_TRAFFIC: file });
  if (status !== 0) throw new Error("The acceptance tests failed, so that their traffic proves nothing.");
  return file;
}

/** Runs witnesses; gives what each of them saw. */
async function ask(
  name: string,
  selection: readonly string[],
  environment: Readonly<Record<string, string>>,
): Promise<readonly Row[]> {
  const [report, notes] = [inScratch(`${name}.json`), inScratch(`${name}.notes`)];
  const asked = [
    "--config",
    "__tests__/witness/jest.config.mjs",
    "--json",
    "--outputFile",
    report,
    ...selection,
  ];
  await jest(asked, { ...environment, WITNESS_NOTES: notes });
  const heard: JestReport = JSON.parse(readFileSync(report, "utf8"));
  return rowsOf(heard, notesIn(notes));
}

function notesIn(file: string): readonly Note[] {
  if (!existsSync(file)) return [];
  const lines = readFileSync(file, "utf8").split("\n").filter(Boolean);
  return lines.map((line): Note => JSON.parse(line));
}

function jest(
  args: readonly string[],
  environment: Readonly<Record<string, string>>,
): Promise<number | null> {
  const node = ["--experimental-vm-modules", "--no-warnings", "node_modules/jest/bin/jest.js"];
  const child = spawn(process.execPath, [...node, ...args], {
    env: { ...process.env, ...environment },
    stdio: ["ignore", "inherit", "inherit"],
  });
  return new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("close", resolve);
  });
}
