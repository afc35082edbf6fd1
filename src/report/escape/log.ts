import { LONGEST_TEXT, type Printable, partsOf, spellOutInvisible, visibleText } from "./visible-text.js";

/** Text for a place in a log line: one line, nothing invisible, each part at most `limit` units long. */
export function logText(text: Printable, limit = LONGEST_TEXT): string {
  return partsOf(text)
    .map((part) => (typeof part === "string" ? spellOutInvisible(part) : visibleText(part, limit)))
    .join("");
}

/**
 * Makes a whole line harmless to the runner, whatever it was put together from. The runner takes `::name::` at
 * the begin of a line, blanks before it apart, and `##[name]` anywhere for a command
 * (actions/runner, src/Runner.Common/ActionCommand.cs): both are broken up with a blank.
 */
export function harmlessLine(line: string): string {
  return spellOutInvisible(line)
    .replace(/##(?=\[)/g, "# #")
    .replace(/^(\s*):(?=:)/u, "$1: ");
}
