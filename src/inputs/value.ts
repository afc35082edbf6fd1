import type { InputProblem } from "./problem.js";

/** Where something stands in the config file; null for what the workflow or the environment gave. */
export type Place = InputProblem["place"];

/** A value as it was given: an input's text, or what YAML made of a file, with the place of every part. */
export type Value = Scalar | Sequence | Mapping;

/** One word, number or text. */
export interface Scalar {
  readonly kind: "scalar";
  /** What YAML takes it for. An input of the workflow is always a string. */
  readonly type: "string" | "number" | "boolean" | "null";
  /** As it was written, without YAML's quotes: `0042` stays `0042`. */
  readonly text: string;
  readonly place: Place;
}

/** A list. */
interface Sequence {
  readonly kind: "sequence";
  readonly items: readonly Value[];
  readonly place: Place;
}

/** Keys with values, in the order of the text. No key stands in it twice. */
export interface Mapping {
  readonly kind: "mapping";
  readonly entries: readonly Entry[];
  readonly place: Place;
}

/** One key of a mapping. */
export interface Entry {
  readonly key: string;
  readonly keyPlace: Place;
  readonly value: Value;
}

/** One thing that is wrong with a value. The reader of the value does not know which input it belongs to. */
export interface Fault {
  readonly text: string;
  readonly place: Place;
}

/** What a text means, or everything that is wrong with it. */
export type Result<Meaning> = { readonly value: Meaning } | { readonly faults: readonly Fault[] };

/** Reads values of one form, such as durations. */
export type Form<Meaning> = (value: Value) => Result<Meaning>;

/** A text of the workflow's as a value. */
export function textValue(text: string, place: Place = null): Scalar {
  return { kind: "scalar", type: "string", text, place };
}

/** Whether YAML found no value where one could stand. */
export function isNothing(value: Value): boolean {
  return value.kind === "scalar" && value.type === "null";
}

/** A result with one fault, at the place of the value. */
export function fault(at: { readonly place: Place }, text: string): { readonly faults: readonly [Fault] } {
  return { faults: [{ text, place: at.place }] };
}

/** The faults of a result; none where it has a meaning. */
export function faultsOf(result: Result<unknown>): readonly Fault[] {
  return "faults" in result ? result.faults : [];
}

/** All meanings, or all faults of those that have none. */
export function all<Meaning>(results: readonly Result<Meaning>[]): Result<readonly Meaning[]> {
  const faults = results.flatMap(faultsOf);
  if (faults.length > 0) return { faults };
  return { value: results.flatMap((result) => ("value" in result ? [result.value] : [])) };
}

/** Reads further what a result means; its faults stay. */
export function andThen<From, To>(result: Result<From>, next: (meaning: From) => Result<To>): Result<To> {
  return "faults" in result ? result : next(result.value);
}
