import { randomUUID } from "node:crypto";
import {
  appendFileSync,
  closeSync,
  fstatSync,
  ftruncateSync,
  mkdtempSync,
  openSync,
  writeFileSync,
} from "node:fs";
import { EOL, tmpdir } from "node:os";
import { join } from "node:path";
import type { Environment } from "./environment.js";

/** Above this size the runner throws the whole summary away and prints an error. */
const LARGEST_SUMMARY = 1024 * 1024;

/**
 * Appends every output in one write, so that a process killed in the middle leaves a file that the runner can
 * still read. Does nothing where the runner gives no file.
 */
export function appendOutputs(environment: Environment, outputs: Readonly<Record<string, string>>): void {
  const file = environment.GITHUB_OUTPUT;
  if (!file) return;
  const descriptor = openSync(file, "a");
  try {
    appendWhole(descriptor, formatOutputs(outputs, `end-${randomUUID()}`));
  } finally {
    closeSync(descriptor);
  }
}

/** The runner refuses a file that ends within a value, so on a disk that has become full nothing is better than half. */
function appendWhole(descriptor: number, text: string): void {
  const { size } = fstatSync(descriptor);
  try {
    appendFileSync(descriptor, text);
  } catch (error) {
    if (fstatSync(descriptor).size > size) ftruncateSync(descriptor, size);
    throw error;
  }
}

/** The runner's multi-line form: nothing in a value can begin an output of its own. */
export function formatOutputs(outputs: Readonly<Record<string, string>>, delimiter: string): string {
  return Object.entries(outputs)
    .map(([name, value]) => `${name}<<${delimiter}${EOL}${value}${EOL}${delimiter}${EOL}`)
    .join("");
}

/** Replaces this step's part of the job summary; does nothing where the runner has none or would refuse it. */
export function replaceSummary(environment: Environment, markdown: string): void {
  const file = environment.GITHUB_STEP_SUMMARY;
  if (!file || Buffer.byteLength(markdown) > LARGEST_SUMMARY) return;
  writeFileSync(file, markdown);
}

/** Writes a report into a directory of its own among the job's temporary files; gives its path. */
export function writeTemporaryFile(environment: Environment, name: string, text: string): string {
  const directory = mkdtempSync(join(environment.RUNNER_TEMP || tmpdir(), "acr-geo-replication-"));
  const path = join(directory, name);
  writeFileSync(path, text);
  return path;
}
