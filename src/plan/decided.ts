import type { Change, ImpossibleRegion, LeftOut } from "./plan.js";

/** What is decided of one region: a change, why it is left, why nothing can be done there, or nothing at all. */
export type RegionDecision<Kind extends Change> = Kind | LeftOut | ImpossibleRegion | null;

/** The decisions of many regions, told apart. */
export interface Decided<Kind extends Change> {
  readonly changes: readonly Kind[];
  readonly leftOut: readonly LeftOut[];
  readonly impossible: readonly ImpossibleRegion[];
}

/** Tells the decisions of regions apart by their kind. */
export function sortDecisions<Kind extends Change>(
  decisions: readonly RegionDecision<Kind>[],
): Decided<Kind> {
  const decided = decisions.filter((decision) => decision !== null);
  const impossible = decided.filter((decision): decision is ImpossibleRegion => "code" in decision);
  const changes = decided.filter((decision): decision is Kind => "action" in decision);
  const leftOut = decided.filter(
    (decision): decision is LeftOut => !("code" in decision) && !("action" in decision),
  );
  return { changes, leftOut, impossible };
}
