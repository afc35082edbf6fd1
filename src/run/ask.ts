import { configPath, type ParsedRequest, parseRequest } from "../inputs/parse-request.js";
import type { InputProblem } from "../inputs/problem.js";
import type { ConfigFile } from "../inputs/raw-inputs.js";
import type { Journal } from "../outcome/journal.js";
import type { Failure } from "../registry/failure.js";
import type { Request } from "../registry/request.js";
import type { Log } from "./log.js";
import type { Runner } from "./ports.js";

/** What the workflow asks for; `request` is null when any of it is wrong. */
export interface Wish {
  readonly request: Request | null;
  readonly asksForImages: boolean;
}

/** Reads what the workflow asks for. Where any of it is wrong every problem is in log and journal. */
export async function ask(runner: Runner, log: Log, journal: Journal): Promise<Wish> {
  const asked = await parse(runner);
  if ("request" in asked) return { request: asked.request, asksForImages: asked.request.images.length > 0 };
  const problems = asked.problems.map(namePlace);
  log.showProblems(problems);
  for (const problem of problems) journal.record({ kind: "failed", failure: failureOf(problem) });
  return { request: null, asksForImages: asked.asksForImages };
}

async function parse(runner: Runner): Promise<ParsedRequest> {
  const raw = runner.rawInputs();
  const path = configPath(raw);
  return parseRequest(raw, path === null ? null : await readConfig(path, runner));
}

async function readConfig(path: string, runner: Runner): Promise<ConfigFile> {
  try {
    return { path, bytes: await runner.readWorkspaceFile(path) };
  } catch (error) {
    return { path, failure: error instanceof Error ? error.message : String(error) };
  }
}

/** The place of an annotation is shown in the file only: log and summary have it in words. */
function namePlace(problem: InputProblem): InputProblem {
  const { text, place } = problem;
  if (place === null) return problem;
  return { ...problem, text: `${place.file}, line ${place.line}, column ${place.column}: ${text}` };
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
