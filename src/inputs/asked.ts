import { type ConfigValues, NO_CONFIG, readConfigFile } from "./config-file.js";
import { type Declaration, INPUT_NAMES, INPUTS, type InputName, type Meanings } from "./declarations.js";
import { hasLostCharacters, plainText } from "./plain-text.js";
import type { InputProblem } from "./problem.js";
import { quote } from "./quote.js";
import type { ConfigFile, RawInputs } from "./raw-inputs.js";
import { type Form, fault, faultsOf, type Place, type Result, textValue, type Value } from "./value.js";

/**
 * Everything that was asked, input by input. An input of the workflow wins over the config file, which wins over
 * an environment variable, which wins over the default. Only of a fence both count, the workflow's and the file's.
 */
export interface Asked {
  /** What an input means in this run; its default where it was left out or could not be read. */
  meaning<Name extends InputName>(name: Name): Meanings[Name];
  /** Whether the workflow itself gives the input. */
  isSetByWorkflow(name: InputName): boolean;
  /** Whether it cannot be known what was meant by an input: no rule about it can be judged. */
  isUnknown(name: InputName): boolean;
  /** Where the value that counts stands in the config file; null where it came otherwise. */
  place(name: InputName): Place;
  /** What is wrong with each input for itself, those of the workflow first. */
  readonly problems: readonly InputProblem[];
}

/** Reads every input from where it is given. */
export function readAsked(raw: RawInputs, file: ConfigFile | null): Asked {
  const config = file === null ? NO_CONFIG : readConfigFile(file);
  const given = (name: InputName): Given => give(name, raw, config);
  return {
    meaning: (name) => joinedMeaning(name, raw, config),
    isSetByWorkflow: (name) => given(name).source === "workflow",
    isUnknown: (name) => isUnknown(name, given(name)),
    place: (name) => given(name).value?.place ?? null,
    problems: [...problemsOfWorkflow(raw), ...config.problems, ...problemsOfEnvironment(given)],
  };
}

/** Where an input's value comes from. */
type Given =
  | { readonly source: "workflow" | "config" | "variable"; readonly value: Value }
  | { readonly source: "nowhere" | "unreadable-config"; readonly value: null };

function give(name: InputName, raw: RawInputs, config: ConfigValues): Given {
  const text = raw.inputs[name] ?? "";
  if (text.trim() !== "") return { source: "workflow", value: textValue(text) };
  return giveConfig(name, raw, config) ?? giveVariable(name, raw, config);
}

/** Null where the config file does not have the input, or where it does not count there. */
function giveConfig(name: InputName, raw: RawInputs, config: ConfigValues): Given | null {
  if (!countsInConfig(name, raw)) return null;
  const value = config.isReadable ? config.values.get(name) : null;
  if (value === null) return { source: "unreadable-config", value };
  return value === undefined ? null : { source: "config", value };
}

function countsInConfig(name: InputName, raw: RawInputs): boolean {
  const { inConfig } = INPUTS[name];
  const isRemove = raw.inputs.mode?.trim() === "remove";
  return inConfig === "counts" || (inConfig === "not-in-remove" && !isRemove);
}

function giveVariable(name: InputName, raw: RawInputs, config: ConfigValues): Given {
  const variable = INPUTS[name].variable?.name;
  const text = variable === undefined ? "" : plainText(raw.environment[variable] ?? "").trim();
  if (text === "" || (name === "subscription-id" && isRegistryId(raw, config))) {
    return { source: "nowhere", value: null };
  }
  return { source: "variable", value: textValue(text) };
}

/** A resource ID says its subscription; the environment, set for other steps perhaps, has no say in it. */
function isRegistryId(raw: RawInputs, config: ConfigValues): boolean {
  return meaningOf("registry", give("registry", raw, config))?.kind === "id";
}

/** Of a fence both count, the workflow's and the file's. */
function joinedMeaning<Name extends InputName>(
  name: Name,
  raw: RawInputs,
  config: ConfigValues,
): Meanings[Name] {
  const declaration: Declaration<Meanings[Name]> = INPUTS[name];
  const meaning = meaningOf(name, give(name, raw, config));
  const inFile = giveConfig(name, raw, config);
  return inFile === null ? meaning : (declaration.join?.(meaning, meaningOf(name, inFile)) ?? meaning);
}

function meaningOf<Name extends InputName>(name: Name, given: Given): Meanings[Name] {
  const declaration: Declaration<Meanings[Name]> = INPUTS[name];
  const result = read(declaration, given);
  return "value" in result ? result.value : declaration.whenLeftOut;
}

function isUnknown(name: InputName, given: Given): boolean {
  return given.source === "unreadable-config" || faultsOf(read<unknown>(INPUTS[name], given)).length > 0;
}

function read<Meaning>(declaration: Declaration<Meaning>, given: Given): Result<Meaning> {
  if (given.value === null) return { value: declaration.whenLeftOut };
  const { form, variable = declaration } = declaration;
  return readWhole(given.source === "variable" ? variable.form : form, given.value);
}

/** Reads a text that has come whole. */
function readWhole<Meaning>(form: Form<Meaning>, value: Value): Result<Meaning> {
  if (value.kind !== "scalar" || !hasLostCharacters(value.text)) return form(value);
  return fault(
    value,
    `${quote(value)} has lost characters on the way (they show as \u{FFFD}). Its source was not UTF-8.`,
  );
}

function problemsOfWorkflow({ inputs }: RawInputs): readonly InputProblem[] {
  return INPUT_NAMES.flatMap((name) => {
    const text = inputs[name] ?? "";
    const faults = text.trim() === "" ? [] : faultsOf(readWhole<unknown>(INPUTS[name].form, textValue(text)));
    return faults.map((fault) => ({ input: name, ...fault }));
  });
}

function problemsOfEnvironment(given: (name: InputName) => Given): readonly InputProblem[] {
  return INPUT_NAMES.flatMap((name) => {
    const { variable } = INPUTS[name];
    const { source, value } = given(name);
    if (variable === undefined || source !== "variable") return [];
    return faultsOf(variable.form(value)).map(({ text }) => ({
      input: name,
      text: `The environment variable \`${variable.name}\` stands in for the input. ${text}`,
      place: null,
    }));
  });
}
