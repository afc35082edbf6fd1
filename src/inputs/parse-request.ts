import type { Request } from "../registry/request.js";
import type { InputProblem } from "./problem.js";
import type { ConfigFile, RawInputs } from "./raw-inputs.js";

/** What was asked, or everything that is wrong with it. */
export type ParsedRequest = { readonly request: Request } | { readonly problems: readonly InputProblem[] };

/**
 * Reads every input, the environment variables that stand in for some, and the config file. Gives the request, or
 * every problem at once, those of the workflow's own inputs first. Never throws.
 *
 * @param config the file that {@link configPath} names; null when it names none
 */
export function parseRequest(_raw: RawInputs, _config: ConfigFile | null): ParsedRequest {
  return { problems: [{ input: "registry", text: "The inputs are not read yet.", place: null }] };
}

/** The path of the config file as the workflow wrote it; null when the input `config` is left out. */
export function configPath(raw: RawInputs): string | null {
  const path = raw.inputs.config?.trim() ?? "";
  return path === "" ? null : path;
}
