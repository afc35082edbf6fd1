import type { TimedFact } from "../registry/fact.js";
import type { Failure } from "../registry/failure.js";

/** What the run itself came upon and warned of, in the order in which it did. */
export function findCautions(facts: readonly TimedFact[]): readonly Failure[] {
  return facts.flatMap((fact) => (fact.kind === "warned" && isCaution(fact.failure) ? [fact.failure] : []));
}

/**
 * Whether what was warned of is something that was seen, and nothing that failed: a request that did was made good later,
 * and what is wrong with images is told as trouble unless it has passed.
 */
export function isCaution({ kind, activity }: Failure): boolean {
  return kind === "observed" && activity !== "prove-image";
}
