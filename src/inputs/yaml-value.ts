import { isAlias, isMap, isScalar, isSeq, LineCounter, type Pair, parseDocument, type YAMLMap } from "yaml";
import { deepNesting, type TextPlace } from "./nesting.js";
import { plainBlanks } from "./plain-text.js";
import { oneLine, quoteText } from "./quote.js";
import {
  all,
  andThen,
  type Entry,
  type Fault,
  fault,
  type Place,
  type Result,
  type Scalar,
  type Value,
} from "./value.js";

/** More than any input needs. A deeper text is a mistake, and must not exhaust the stack. */
const DEEPEST = 8;
const TOO_DEEP = "This is nested too deeply.";

/**
 * Reads one YAML 1.2 document with the core schema. Repeated keys, aliases and unknown tags are faults, as is a
 * text that is not YAML. The faults say their line in words.
 */
export function readYaml(text: string): Result<Value> {
  return andThen(open(text, null), ({ contents, source }) => readNode(contents, source, 1));
}

/** A key of a file's mapping, whose value may be faulty on its own. */
export interface FileEntry {
  readonly key: string;
  readonly keyPlace: Place;
  readonly value: Result<Value>;
}

/** Reads a file that is one mapping, as {@link readYaml} does, so that one bad value does not hide the others. */
export function readYamlFile(text: string, file: string): Result<readonly FileEntry[]> {
  return andThen(open(text, file), ({ contents, source }) => {
    if (contents === null || (isScalar(contents) && contents.value === null)) return { value: [] };
    if (isMap(contents)) return all(contents.items.map((pair) => readEntry(pair, source, 1)));
    return fault(
      { place: placeOf(contents, source) },
      "This file is not a mapping. Write one `key: value` for each input.",
    );
  });
}

interface Opened {
  readonly contents: unknown;
  readonly source: Source;
}

function open(text: string, file: string | null): Result<Opened> {
  const deep = deepNesting(text);
  if (deep !== null) return nestedTooDeeply(deep, file);
  const lines = new LineCounter();
  const document = parseDocument(text, {
    version: "1.2",
    // A `%YAML 1.1` line in the text would otherwise turn `on` and `yes` into booleans.
    schema: "core",
    prettyErrors: false,
    uniqueKeys: false,
    lineCounter: lines,
  });
  const source: Source = { file, lines };
  // The first error is the cause; those behind it are mostly its consequences.
  const [error] = [...document.errors, ...document.warnings];
  if (error !== undefined) return notYaml(error.message, error.pos[0], source);
  return { value: { contents: document.contents, source } };
}

// The parser calls itself for each level, and dies of too many.
function nestedTooDeeply({ line, column }: TextPlace, file: string | null): Result<never> {
  const place = file === null ? null : { file, line, column };
  return fault({ place }, TOO_DEEP);
}

interface Source {
  readonly file: string | null;
  readonly lines: LineCounter;
}

function notYaml(message: string, offset: number, { file, lines }: Source): Result<never> {
  const { line, col: column } = lines.linePos(offset);
  const place = file === null ? null : { file, line, column };
  const where = file === null ? ` (line ${line}, column ${column})` : "";
  return fault({ place }, `This is not valid YAML${where}: ${oneLine(message)}.`);
}

function readNode(node: unknown, source: Source, depth: number): Result<Value> {
  const place = placeOf(node, source);
  if (depth > DEEPEST) return fault({ place }, TOO_DEEP);
  if (isAlias(node))
    return fault({ place }, "An alias (`*name`) is not supported here. Write the value itself.");
  if (isSeq(node)) {
    const items = all(node.items.map((item) => readNode(item, source, depth + 1)));
    return andThen(items, (values) => ({ value: { kind: "sequence", items: values, place } }));
  }
  if (isMap(node)) return readMapping(node, source, depth);
  return { value: readScalar(node, place) };
}

function readScalar(node: unknown, place: Place): Scalar {
  const value = isScalar(node) ? node.value : null;
  const source = isScalar(node) && node.source !== undefined ? node.source : "";
  // An escape in quotes makes blanks that the text as it stands does not show.
  if (typeof value === "string") return { kind: "scalar", type: "string", text: plainBlanks(value), place };
  if (typeof value === "number") return { kind: "scalar", type: "number", text: source, place };
  if (typeof value === "boolean") return { kind: "scalar", type: "boolean", text: source, place };
  return { kind: "scalar", type: "null", text: source, place };
}

function readMapping(node: YAMLMap, source: Source, depth: number): Result<Value> {
  const entries = andThen(all(node.items.map((pair) => readEntry(pair, source, depth))), (found) => {
    const faults = repeatedKeys(found);
    return faults.length > 0 ? { faults } : all(found.map(toEntry));
  });
  const place = placeOf(node, source);
  return andThen(entries, (resolved) => ({ value: { kind: "mapping", entries: resolved, place } }));
}

function toEntry({ key, keyPlace, value }: FileEntry): Result<Entry> {
  return andThen(value, (meaning) => ({ value: { key, keyPlace, value: meaning } }));
}

function readEntry(pair: Pair, source: Source, depth: number): Result<FileEntry> {
  const keyPlace = placeOf(pair.key, source);
  const key = isScalar(pair.key) ? readScalar(pair.key, keyPlace) : null;
  if (key === null || key.type === "null") return fault({ place: keyPlace }, "A key must be a plain name.");
  // A key without a value (`{ japaneast }`) has no node of its own: the key's place stands for it.
  const value =
    pair.value === null ? { value: readScalar(null, keyPlace) } : readNode(pair.value, source, depth + 1);
  return { value: { key: key.text, keyPlace, value } };
}

/** A fault for each key that is there before. */
export function repeatedKeys(
  entries: readonly { readonly key: string; readonly keyPlace: Place }[],
): readonly Fault[] {
  return entries
    .filter((entry, index) => entries.findIndex(({ key }) => key === entry.key) < index)
    .map(({ key, keyPlace }) => ({ text: `The key ${quoteText(key)} is here twice.`, place: keyPlace }));
}

function placeOf(node: unknown, { file, lines }: Source): Place {
  const hasRange = isScalar(node) || isSeq(node) || isMap(node) || isAlias(node);
  const offset = hasRange ? node.range?.[0] : undefined;
  if (file === null || offset === undefined) return null;
  const { line, col: column } = lines.linePos(offset);
  return { file, line, column };
}
