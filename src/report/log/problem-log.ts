import type { InputProblem } from "../../inputs/problem.js";
import { logText } from "../escape/log.js";
import { annotation, type LogEntry, withinLimit } from "./log-entry.js";

/** Every input that is wrong, as error annotations; those of the config file point into it. */
export function problemLog(problems: readonly InputProblem[]): readonly LogEntry[] {
  const errors = problems.map(({ input, text, place }) =>
    annotation("error", `Input ${logText(input)}`, logText(text), place),
  );
  return withinLimit(errors);
}
