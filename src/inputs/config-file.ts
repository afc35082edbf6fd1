import { closest, distance } from "fastest-levenshtein";
import { INPUT_NAMES, INPUTS, type InputName, isInputName } from "./declarations.js";
import { readFileText } from "./file-text.js";
import { plainText } from "./plain-text.js";
import type { InputProblem } from "./problem.js";
import { oneLine, quoteText } from "./quote.js";
import type { ConfigFile } from "./raw-inputs.js";
import { andThen, type Fault, fault, faultsOf, isNothing, type Result, type Value } from "./value.js";
import { type FileEntry, readYamlFile, repeatedKeys } from "./yaml-value.js";

/** What a config file gives. */
export interface ConfigValues {
  /** Null: the key is there, but its value is not YAML that can be read. */
  readonly values: ReadonlyMap<InputName, Value | null>;
  /** False where the file as a whole cannot be read: then nobody knows which inputs it would have given. */
  readonly isReadable: boolean;
  readonly problems: readonly InputProblem[];
}

/** The values where no config file is named. */
export const NO_CONFIG: ConfigValues = { values: new Map(), isReadable: true, problems: [] };

/** Reads a config file: a YAML mapping whose keys are inputs. Every value is checked, used in this run or not. */
export function readConfigFile(file: ConfigFile): ConfigValues {
  const read = "bytes" in file ? readText(file) : notOpened(file);
  if ("faults" in read) {
    return { values: new Map(), isReadable: false, problems: problemsAt("config", read.faults) };
  }
  const entries = read.value;
  const problems = [...problemsAt("config", repeatedKeys(entries)), ...entries.flatMap(problemsOfEntry)];
  return { values: valuesOf(entries), isReadable: true, problems };
}

function readText({ path, bytes }: Extract<ConfigFile, { bytes: unknown }>): Result<readonly FileEntry[]> {
  const file = readFileText(bytes);
  if ("text" in file) return readYamlFile(plainText(file.text), path);
  const { refusal, line, column } = file;
  return fault({ place: { file: path, line, column } }, `The file ${quoteText(path)} ${refusal}`);
}

function notOpened({ path, failure }: { readonly path: string; readonly failure: string }): Result<never> {
  const text =
    `The file ${quoteText(path)} could not be read: ${oneLine(failure)}. ` +
    "Use a path inside the workspace, and check out the repository before this step (`actions/checkout`).";
  return fault({ place: null }, text);
}

function valuesOf(entries: readonly FileEntry[]): ConfigValues["values"] {
  const values = new Map<InputName, Value | null>();
  for (const { key, value } of entries) {
    const isAllowed = isInputName(key) && INPUTS[key].inConfig !== "refused";
    if (isAllowed) values.set(key, "value" in value ? value.value : null);
  }
  return values;
}

function problemsAt(input: string, faults: readonly Fault[]): readonly InputProblem[] {
  return faults.map(({ text, place }) => ({ input, text, place }));
}

function problemsOfEntry({ key, keyPlace, value }: FileEntry): readonly InputProblem[] {
  if (!isInputName(key)) return problemsAt("config", [{ text: unknownKey(key), place: keyPlace }]);
  if (INPUTS[key].inConfig === "refused") {
    const text = `\`${key}\` cannot be set in the config file. Set it in the workflow.`;
    return problemsAt(key, [{ text, place: keyPlace }]);
  }
  return problemsAt(key, faultsOf(andThen(value, (given) => readGiven(key, given))));
}

function readGiven(key: InputName, value: Value): Result<unknown> {
  const isBlank = value.kind === "scalar" && value.text.trim() === "";
  if (isNothing(value) || isBlank) {
    return fault(value, `\`${key}\` has no value. Write one, or remove the key.`);
  }
  return INPUTS[key].form(value);
}

const FARTHEST_TYPO = 3;

function unknownKey(key: string): string {
  const written = key.toLowerCase().replaceAll("_", "-");
  const nearest = closest(written, [...INPUT_NAMES]);
  // Of a short key with half its letters changed nothing is left.
  const farthest = Math.min(FARTHEST_TYPO, Math.floor(key.length / 2));
  const guess = distance(written, nearest) <= farthest ? ` Did you mean \`${nearest}\`?` : "";
  return `${quoteText(key)} is not a key of the config file.${guess} Its keys are the inputs of the action.`;
}
