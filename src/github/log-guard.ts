// Control characters, line and paragraph separators, and the marks that change the direction of text.
const UNSAFE = /[\p{Cc}\p{Zl}\p{Zp}\p{Bidi_Control}]/gu;

/**
 * The last check of a line before the runner sees it: one line, and nothing in it that the runner could take for
 * a command. `::` counts at the start of a line after white space, the older `##[` anywhere in it
 * (actions/runner, `src/Runner.Common/ActionCommand.cs`). Text that is harmless already comes back as it was.
 */
export function guardLogLine(text: string): string {
  return text
    .replace(UNSAFE, " ")
    .replace(/^(\s*):(?=:)/, "$1: ")
    .replace(/##(?=\[)/g, "# #");
}
