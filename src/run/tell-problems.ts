import type { ParsedRequest } from "../inputs/parse-request.js";
import type { InputProblem } from "../inputs/problem.js";
import type { Journal } from "../outcome/journal.js";
import type { Failure } from "../registry/failure.js";
import type { Request } from "../registry/request.js";
import type { Log } from "./log.js";

/** What the workflow asks for; `request` is null when any of it is wrong. */
export interface Wish {
  readonly request: Request | null;
  readonly asksForImages: boolean;
}

/** What the workflow asks for. Where any of it is wrong every problem is in log and journal. */
export function tellProblems(asked: ParsedRequest, log: Log, journal: Journal): Wish {
  if ("request" in asked) return { request: asked.request, asksForImages: asked.request.images.length > 0 };
  const problems = asked.problems.map(namePlace);
  log.showProblems(problems);
  for (const problem of problems) journal.record({ kind: "failed", failure: failureOf(problem) });
  return { request: null, asksForImages: asked.asksForImages };
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
