import type { Fact, TimedFact } from "../registry/fact.js";

/** Keeps the facts of one run in order, and shows each to a listener as it comes. */
export interface Journal {
  record(fact: Fact): void;
  facts(): readonly TimedFact[];
}

/** Opens a journal. `now` is monotonic milliseconds since the run began. */
export function openJournal(now: () => number, listen: (fact: TimedFact) => void): Journal {
  const facts: TimedFact[] = [];
  return {
    record: (fact) => {
      const timed = { ...fact, at: now() };
      facts.push(timed);
      listen(timed);
    },
    facts: () => facts,
  };
}
