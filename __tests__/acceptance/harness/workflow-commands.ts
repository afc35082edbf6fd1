/** A warning, notice or error that the runner would show on the run's page. */
export interface Annotation {
  readonly level: "error" | "warning" | "notice";
  readonly message: string;
  readonly title: string | undefined;
  readonly file: string | undefined;
  readonly line: number | undefined;
}

/** What the runner makes of a step's output. */
export interface RunnerLog {
  /** The lines as the log shows them, masked values replaced by `***`. */
  readonly lines: readonly string[];
  readonly masks: readonly string[];
  readonly annotations: readonly Annotation[];
  /** Every command that the runner took, in order, so that a test can show that none came from a server's text. */
  readonly commands: readonly Command[];
}

/** A workflow command as the runner takes it. */
export interface Command {
  readonly name: string;
  readonly properties: Readonly<Record<string, string>>;
  readonly value: string;
}

const KNOWN =
  "add-mask add-matcher remove-matcher debug notice warning error group endgroup echo stop-commands set-output save-state set-env add-path".split(
    " ",
  );
const LEVELS = ["error", "warning", "notice"] as const;

/**
 * Reads output with the runner's own rules (`ActionCommand.cs`): `::name props::value` at the start of the
 * left-trimmed line, and the older `##[name props]value` anywhere in a line.
 */
export function readLog(output: string): RunnerLog {
  const masks: string[] = [];
  const annotations: Annotation[] = [];
  const commands: Command[] = [];
  const lines: string[] = [];
  let resumeAt: string | undefined;
  for (const line of output.split(/\r\n|\r|\n/)) {
    const command = commandIn(line, resumeAt === undefined ? KNOWN : [resumeAt]);
    if (command === undefined || command.name === resumeAt) {
      if (command !== undefined) resumeAt = undefined;
      lines.push(masked(line, masks));
      continue;
    }
    commands.push(command);
    if (command.name === "add-mask") masks.push(command.value, ...command.value.split(/\r?\n/));
    else lines.push(...masked(shown(command), masks).split("\n"));
    if (command.name === "stop-commands") resumeAt = command.value;
    const level = LEVELS.find((candidate) => candidate === command.name);
    if (level !== undefined) annotations.push(annotationOf(level, command, masks));
  }
  return { lines, masks: masks.filter(Boolean), annotations, commands };
}

/** The command that a line holds if its name is one of those; names compare without case. */
export function commandIn(line: string, names: readonly string[]): Command | undefined {
  return currentForm(line.trimStart(), names) ?? olderForm(line, names);
}

function currentForm(line: string, names: readonly string[]): Command | undefined {
  const end = line.startsWith("::") ? line.indexOf("::", 2) : -1;
  if (end < 0) return undefined;
  const value = unescaped(line.slice(end + 2), { "%0D": "\r", "%0A": "\n" });
  return commandOf(
    line.slice(2, end),
    ",",
    value,
    { "%0D": "\r", "%0A": "\n", "%3A": ":", "%2C": "," },
    names,
  );
}

function olderForm(line: string, names: readonly string[]): Command | undefined {
  const start = line.indexOf("##[");
  const end = start < 0 ? -1 : line.indexOf("]", start);
  if (end < 0) return undefined;
  const escapes = { "%3B": ";", "%0D": "\r", "%0A": "\n", "%5D": "]" };
  return commandOf(line.slice(start + 3, end), ";", unescaped(line.slice(end + 1), escapes), escapes, names);
}

function commandOf(
  head: string,
  separator: string,
  value: string,
  escapes: Readonly<Record<string, string>>,
  names: readonly string[],
): Command | undefined {
  const space = head.indexOf(" ");
  const written = space < 0 ? head : head.slice(0, space);
  const name = names.find((known) => known.toLowerCase() === written.toLowerCase());
  if (name === undefined) return undefined;
  const pairs =
    space < 0
      ? []
      : head
          .slice(space + 1)
          .trim()
          .split(separator);
  const entries = pairs
    .filter((pair) => pair.includes("="))
    .map((pair): [string, string] => {
      const equals = pair.indexOf("=");
      return [pair.slice(0, equals), unescaped(pair.slice(equals + 1), escapes)];
    });
  return { name, properties: Object.fromEntries(entries), value };
}

/** `%25` comes last, so that an escaped escape stays one. */
function unescaped(text: string, escapes: Readonly<Record<string, string>>): string {
  const all = Object.entries({ ...escapes, "%25": "%" });
  return all.reduce((result, [code, character]) => result.replaceAll(code, character), text);
}

function annotationOf(
  level: Annotation["level"],
  { properties, value }: Command,
  masks: readonly string[],
): Annotation {
  const line = Number(properties.line);
  return {
    level,
    message: masked(value, masks),
    title: properties.title,
    file: properties.file,
    line: Number.isInteger(line) ? line : undefined,
  };
}

function shown({ name, value }: Command): string {
  if (name === "group") return `▼ ${value}`;
  return name === "endgroup" ? "" : `${name}: ${value}`;
}

function masked(line: string, masks: readonly string[]): string {
  return masks.reduce((text, mask) => (mask === "" ? text : text.replaceAll(mask, "***")), line);
}
