import type { Tags } from "../registry/replica.js";
import { MOST_TAGS, OWN_TAG_PREFIX } from "../registry/tags.js";
import { firstMeaningfulLine } from "./list-items.js";
import { quote, quoteText } from "./quote.js";
import {
  andThen,
  type Fault,
  type Form,
  fault,
  faultsOf,
  isNothing,
  type Place,
  type Result,
  type Scalar,
  type Value,
} from "./value.js";
import { readYaml } from "./yaml-value.js";

/**
 * What Azure accepts in a tag. Source: Azure Resource Manager, "Use tags to organize your Azure resources".
 * `most` counts the tags of one resource, our own marks and those of others included.
 */
export const TAG_LIMITS = { name: 512, value: 256, most: MOST_TAGS, forbidden: /[<>%&\\?/]/ } as const;

/** `key=value` lines, or a YAML mapping. Names compare without case, so two that differ in it are one. */
export const tagsForm: Form<Tags> = (value) =>
  andThen(readPairs(value), (results) => {
    const pairs = results.flatMap((result) => ("value" in result ? [result.value] : []));
    const faults = [...results.flatMap(faultsOf), ...pairs.flatMap((pair) => faultsOfPair(pair, pairs))];
    if (faults.length > 0) return { faults };
    return { value: Object.fromEntries(pairs.map(({ name, text }) => [name, text])) };
  });

interface Pair {
  readonly name: string;
  readonly text: string;
  readonly place: Place;
}

function readPairs(value: Value): Result<readonly Result<Pair>[]> {
  if (value.kind === "mapping") {
    return { value: value.entries.map((entry) => readMappedPair(entry.key, entry.keyPlace, entry.value)) };
  }
  if (value.kind !== "scalar" || value.type !== "string") {
    return fault(value, `${quote(value)} is not a set of tags. Write \`key=value\` lines or a YAML mapping.`);
  }
  return isMappingText(value.text) ? readMappingText(value) : { value: readLines(value) };
}

/** A colon before any `=` makes a mapping; a tag's name may hold one, but no blank behind it. */
function isMappingText(text: string): boolean {
  return /^(?:\{|[^=]*?:(?:\s|$))/.test(firstMeaningfulLine(text));
}

function readMappingText(value: Scalar): Result<readonly Result<Pair>[]> {
  return andThen(readYaml(value.text), (read) =>
    read.kind === "mapping" ? readPairs(read) : fault(value, `${quote(value)} is not a YAML mapping.`),
  );
}

function readMappedPair(name: string, place: Place, value: Value): Result<Pair> {
  if (value.kind !== "scalar") return fault(value, `The tag ${quoteText(name)} needs text as its value.`);
  if (isNothing(value)) {
    return fault({ place }, `The tag ${quoteText(name)} has no value. Write \`""\` if it should be empty.`);
  }
  return { value: { name, text: value.text, place } };
}

function readLines({ text, place }: Scalar): readonly Result<Pair>[] {
  const lines = text.split("\n").map((line) => line.trim());
  return lines.filter((line) => line !== "" && !line.startsWith("#")).map((line) => readLine(line, place));
}

function readLine(line: string, place: Place): Result<Pair> {
  const at = line.indexOf("=");
  if (at < 0) {
    return fault({ place }, `${quoteText(line)} is not a tag. Write one \`key=value\` on each line.`);
  }
  return { value: { name: line.slice(0, at).trim(), text: line.slice(at + 1).trim(), place } };
}

function faultsOfPair(pair: Pair, all: readonly Pair[]): readonly Fault[] {
  const { name, text, place } = pair;
  const first = all.find((other) => other.name.toLowerCase() === name.toLowerCase());
  const reasons = [
    name === "" || name.length > TAG_LIMITS.name ? `A name has 1 to ${TAG_LIMITS.name} characters.` : "",
    TAG_LIMITS.forbidden.test(name) || /\p{Cc}/u.test(name)
      ? "A name cannot contain `< > % & \\ ? /` or control characters."
      : "",
    name.toLowerCase().startsWith(OWN_TAG_PREFIX)
      ? `Names that begin with \`${OWN_TAG_PREFIX}\` belong to this action; the inputs \`owner\` and \`ttl\` set them.`
      : "",
    text.length > TAG_LIMITS.value ? `A value has up to ${TAG_LIMITS.value} characters.` : "",
    first === pair ? "" : "It is there twice; Azure ignores case in names.",
  ];
  return reasons
    .filter((reason) => reason !== "")
    .map((reason) => ({ text: `The tag ${quoteText(name)} cannot be set. ${reason}`, place }));
}
