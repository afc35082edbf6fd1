import { configPath, parseRequest } from "./inputs/parse-request.js";
import type { InputProblem } from "./inputs/problem.js";
import type { ConfigFile, RawInputs } from "./inputs/raw-inputs.js";
import type { Log } from "./log.js";
import type { Journal } from "./outcome/journal.js";
import type { Runner } from "./ports.js";
import type { Failure } from "./registry/failure.js";
import type { Request } from "./registry/request.js";

/** Reads what the workflow asks for. Null when any of it is wrong: every problem is then in log and journal. */
export async function ask(runner: Runner, log: Log, journal: Journal): Promise<Request | null> {
  const asked = await parse(runner);
  if ("request" in asked) return asked.request;
  log.showProblems(asked.problems);
  for (const problem of asked.problems) journal.record({ kind: "failed", failure: failureOf(problem) });
  return null;
}

async function parse(runner: Runner): ReturnType<typeof parseWith> {
  const raw = runner.rawInputs();
  const path = configPath(raw);
  return parseWith(raw, path, runner);
}

async function parseWith(raw: RawInputs, path: string | null, runner: Runner) {
  if (path === null) return parseRequest(raw, null);
  const config = await readConfig(path, runner);
  return "problem" in config ? { problems: [config.problem] } : parseRequest(raw, config);
}

async function readConfig(path: string, runner: Runner): Promise<ConfigFile | { problem: InputProblem }> {
  try {
    return { path, text: await runner.readWorkspaceFile(path) };
  } catch (error) {
    const said = error instanceof Error ? error.message : String(error);
    const text =
      `The file \`${path}\` could not be read: ${said}. ` +
      "Give a path inside the workspace, and check the repository out before this step (actions/checkout).";
    return { problem: { input: "config", text, place: null } };
  }
}

function failureOf({ input, text }: InputProblem): Failure {
  return {
    kind: "rejected",
    activity: "read-inputs",
    region: null,
    code: "InvalidInput",
    message: null,
    correlationId: null,
    remedy: [`\`${input}\`: ${text}`],
  };
}
