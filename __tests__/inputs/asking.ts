import type { InputName } from "../../src/inputs/declarations.js";
import { parseRequest } from "../../src/inputs/parse-request.js";
import type { InputProblem } from "../../src/inputs/problem.js";
import type { ConfigFile } from "../../src/inputs/raw-inputs.js";
import type { Request } from "../../src/registry/request.js";

/** What a test asks for. `registry` and `regions` are given unless the test says otherwise. */
export interface Asking {
  readonly inputs?: Partial<Record<InputName, string>>;
  /** Text of the config file `.azure/acr.yml`. */
  readonly file?: string;
  readonly environment?: Record<string, string>;
}

const PATH = ".azure/acr.yml";
const SOUND = { registry: "contoso", regions: "westeurope" };

/** The request that follows from what was asked. Fails with the problems where there are any. */
export function requestFrom(asking: Asking): Request {
  const parsed = parse(asking);
  if ("problems" in parsed) throw new Error(JSON.stringify(parsed.problems));
  return parsed.request;
}

/** The problems with what was asked; none where a request follows from it. */
export function problemsWith(asking: Asking): readonly InputProblem[] {
  const parsed = parse(asking);
  return "problems" in parsed ? parsed.problems : [];
}

/** The texts of the problems with one input. */
export function textsAbout(input: string, asking: Asking): readonly string[] {
  return problemsWith(asking)
    .filter((problem) => problem.input === input)
    .map(({ text }) => text);
}

/** A config file with a text. */
export function configFile(path: string, text: string): ConfigFile {
  return { path, bytes: new TextEncoder().encode(text) };
}

function parse({ inputs = {}, file, environment = {} }: Asking): ReturnType<typeof parseRequest> {
  const config = file === undefined ? null : configFile(PATH, file);
  const given = file === undefined ? { ...SOUND, ...inputs } : { config: PATH, ...inputs };
  return parseRequest({ inputs: given, environment }, config);
}
