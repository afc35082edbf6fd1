/** Deeper than any input, and far from what exhausts the stack of whoever parses it. */
const DEEPEST_TEXT = 64;

/** Where in a text something begins. */
export interface TextPlace {
  readonly line: number;
  readonly column: number;
}

/**
 * Where a YAML text gets nested so deeply that it must not be parsed; null where it never does. It is measured, not
 * parsed: open brackets, and columns at which a block begins. Brackets in quotes count as well: nobody has so many.
 */
export function deepNesting(text: string): TextPlace | null {
  const blocks: number[] = [];
  let brackets = 0;
  for (const [index, line] of text.split("\n").entries()) {
    const content = line.replace(/(^|\s)#.*$/, "");
    const columns = beginningsOf(content);
    while ((blocks.at(-1) ?? -1) >= (columns[0] ?? Number.POSITIVE_INFINITY)) blocks.pop();
    for (const column of columns) {
      blocks.push(column);
      if (blocks.length + brackets > DEEPEST_TEXT) return { line: index + 1, column: column + 1 };
    }
    for (const { 0: bracket, index: column } of content.matchAll(/[[\]{}]/g)) {
      brackets = "[{".includes(bracket) ? brackets + 1 : Math.max(0, brackets - 1);
      if (blocks.length + brackets > DEEPEST_TEXT) return { line: index + 1, column: column + 1 };
    }
  }
  return null;
}

/** The columns at which blocks begin in a line: its indentation, and what follows each `- `, `? ` and `: ` before it. */
function beginningsOf(line: string): readonly number[] {
  if (line.trim() === "") return [];
  const columns = [line.length - line.trimStart().length];
  for (const { 0: indicator, index } of (/^\s*(?:[-?:]\s+)*/.exec(line)?.[0] ?? "").matchAll(/[-?:]\s+/g)) {
    columns.push(index + indicator.length);
  }
  return columns;
}
