import { harmlessLine } from "../escape/log.js";
import { shorten } from "../escape/visible-text.js";

/**
 * One entry of the runner's log. Text is already harmless (see the log escape) and holds no line break. An
 * annotation is kept by the runner beside the run: at most ten of each kind per step.
 */
export type LogEntry =
  | { readonly kind: "line"; readonly text: string }
  | { readonly kind: "group-begin"; readonly title: string }
  | { readonly kind: "group-end" }
  | Annotation;

/** An entry that the runner shows beside the run, too. */
export interface Annotation {
  readonly kind: "error" | "warning" | "notice";
  readonly title: string;
  readonly text: string;
  readonly place: { readonly file: string; readonly line: number; readonly column: number } | null;
}

// The runner cuts an annotation at 4,096 characters (actions/runner, src/Runner.Worker/ExecutionContext.cs).
const LONGEST_ANNOTATION = 4000;
/** How many annotations of a kind stand for one thing each; the runner's tenth counts the rest. */
const MOST_ANNOTATIONS = 9;

/** A plain line. */
export function line(text: string): LogEntry {
  return { kind: "line", text: harmlessLine(text) };
}

/** Lines folded under a title. */
export function group(title: string, lines: readonly string[]): readonly LogEntry[] {
  return [{ kind: "group-begin", title: harmlessLine(title) }, ...lines.map(line), { kind: "group-end" }];
}

/** An annotation, about a place in a file if there is one. */
export function annotation(
  kind: Annotation["kind"],
  title: string,
  text: string,
  place: Annotation["place"] = null,
): Annotation {
  const whole = shorten(harmlessLine(text), LONGEST_ANNOTATION);
  const harmlessPlace = place === null ? null : { ...place, file: harmlessLine(place.file) };
  return { kind, title: harmlessLine(title), text: whole, place: harmlessPlace };
}

/**
 * At most ten annotations: the first nine as they are and a tenth that counts the rest, which become plain
 * lines before it, so that nothing is lost from the log.
 */
export function withinLimit(annotations: readonly Annotation[]): readonly LogEntry[] {
  const surplus = annotations.slice(MOST_ANNOTATIONS);
  const [first] = surplus;
  if (first === undefined) return annotations;
  return [
    ...annotations.slice(0, MOST_ANNOTATIONS),
    ...surplus.map(asLine),
    annotation(first.kind, `${surplus.length} more`, `And ${surplus.length} more, in the lines above.`),
  ];
}

function asLine({ title, text }: Annotation): LogEntry {
  return line(text.startsWith(title) ? text : `${title}: ${text}`);
}
