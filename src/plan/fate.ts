import type { Change, ImpossibleRegion, LeftOut } from "./plan.js";

/** What is decided of one region: a change, why it is left, why nothing can be done there, or nothing at all. */
export type Fate<Kind extends Change> = Kind | LeftOut | ImpossibleRegion | null;

/** The fates of many regions, told apart. */
export interface Decided<Kind extends Change> {
  readonly changes: readonly Kind[];
  readonly leftOut: readonly LeftOut[];
  readonly impossible: readonly ImpossibleRegion[];
}

/** Tells the fates of regions apart by their kind. */
export function sortFates<Kind extends Change>(fates: readonly Fate<Kind>[]): Decided<Kind> {
  const decided = fates.filter((fate) => fate !== null);
  const impossible = decided.filter((fate): fate is ImpossibleRegion => "code" in fate);
  const changes = decided.filter((fate): fate is Kind => "action" in fate);
  const leftOut = decided.filter((fate): fate is LeftOut => !("code" in fate) && !("action" in fate));
  return { changes, leftOut, impossible };
}
