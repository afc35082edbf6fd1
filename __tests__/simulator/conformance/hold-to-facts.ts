import { describe, expect, test } from "@jest/globals";
import { FACTS, type Fact, type Subject } from "./facts.js";

type Row = (typeof FACTS)[number];
type RowOf<S extends Subject, C> = Extract<Row, { readonly subject: S; readonly test: C }>;
type RecordedOf<R> = R extends { readonly recorded: infer V } ? V : undefined;

/** What is done for each kind of fact of a subject; it is given what was recorded. */
export type Cases<S extends Subject> = {
  readonly [C in Extract<Row, { readonly subject: S }>["test"]]: (
    recorded: RecordedOf<RowOf<S, C>>,
  ) => Promise<void>;
};

/** Holds the simulator to every fact of a subject in the table. A fact without a case fails. */
export function holdToFacts<S extends Subject>(subject: S, cases: Cases<S>): void {
  const known = cases as Readonly<Record<string, (recorded: unknown) => Promise<void>>>;
  const facts: readonly Fact[] = FACTS.filter((fact) => fact.subject === subject);
  describe(`recorded truth: ${subject}`, () => {
    test.each(facts.map((fact) => [titleOf(fact), fact] as const))("%s", async (_, fact) => {
      const hold = known[fact.test];
      if (hold === undefined) throw new Error(`The fact has no case "${fact.test}".`);
      await hold(fact.recorded);
      // A case that looks at nothing proves nothing.
      expect(expect.getState().assertionCalls).toBeGreaterThan(0);
    });

    test("every case has its fact in the table", () => {
      expect(Object.keys(cases).filter((name) => facts.every((fact) => fact.test !== name))).toEqual([]);
    });
  });
}

function titleOf({ says, from }: Fact): string {
  return `${says} (${from.join(", ")})`;
}
