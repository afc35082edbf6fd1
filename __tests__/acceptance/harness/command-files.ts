/**
 * Reads a runner command file such as GITHUB_OUTPUT as the runner does (`FileCommandManager`): `NAME=VALUE` lines,
 * or `NAME<<DELIMITER` up to a line that is the delimiter. Blank lines between entries are skipped. A later value
 * wins. Throws, as the runner fails the step, on a line of neither form and on a delimiter that never comes.
 */
export function parseCommandFile(text: string): Readonly<Record<string, string>> {
  const values: Record<string, string> = {};
  const lines = splitLines(text);
  for (let at = 0; at < lines.length; at += 1) {
    const line = lines[at] ?? "";
    if (line === "") continue;
    const equals = line.indexOf("=");
    const heredoc = line.indexOf("<<");
    if (equals >= 0 && (heredoc < 0 || equals < heredoc)) {
      values[nameOf(line, equals)] = line.slice(equals + 1);
      continue;
    }
    if (heredoc < 0) throw new Error(`Invalid format '${line}'`);
    const delimiter = line.slice(heredoc + 2);
    const end = lines.indexOf(delimiter, at + 1);
    if (delimiter === "" || end < 0)
      throw new Error(`Invalid value. Matching delimiter not found '${delimiter}'`);
    values[nameOf(line, heredoc)] = lines.slice(at + 1, end).join("\n");
    at = end;
  }
  return values;
}

function nameOf(line: string, end: number): string {
  if (end === 0) throw new Error(`Invalid format '${line}'. Name must not be empty`);
  return line.slice(0, end);
}

function splitLines(text: string): readonly string[] {
  const lines = text.split(/\r?\n/);
  return lines.at(-1) === "" ? lines.slice(0, -1) : lines;
}
