import type { InputProblem } from "../inputs/problem.js";
import type { Journal } from "../outcome/journal.js";
import type { Failure } from "../registry/failure.js";
import type { Log } from "./log.js";

/** Puts everything that is wrong with what the workflow asks for into log and journal. */
export function tellProblems(problems: readonly InputProblem[], log: Log, journal: Journal): void {
  const told = problems.map(namePlace);
  log.showProblems(told);
  for (const problem of told) journal.record({ kind: "failed", failure: failureOf(problem) });
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
