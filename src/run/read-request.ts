import { configPath, type ParsedRequest, parseRequest } from "../inputs/parse-request.js";
import type { ConfigFile } from "../inputs/raw-inputs.js";
import type { Step } from "./ports.js";

/** Reads what the workflow asks for, the config file that it names included. Nothing is printed. */
export async function readRequest(step: Step): Promise<ParsedRequest> {
  const raw = step.rawInputs();
  const path = configPath(raw);
  return parseRequest(raw, path === null ? null : await readConfig(path, step));
}

async function readConfig(path: string, step: Step): Promise<ConfigFile> {
  try {
    return { path, bytes: await step.readWorkspaceFile(path) };
  } catch (error) {
    return { path, failure: error instanceof Error ? error.message : String(error) };
  }
}
