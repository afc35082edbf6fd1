import fc from "fast-check";

/** What the random moments follow from: `SOAK_SEED`, else the time. It stands in the tests' titles. */
export const SEED = Number(process.env.SOAK_SEED ?? Date.now() % 2 ** 31);

/** A moment of a run. */
export interface Moment {
  /** By the world's time a run mostly waits; by its requests it mostly works. */
  readonly measure: "time" | "requests";
  /** Of the run's length. */
  readonly thousandth: number;
  /** As it stands in a test's title. */
  readonly name: string;
}

/** So many random moments, by either measure in turn; `salt` tells one draw from another. */
export function randomMoments(count: number, salt: number): readonly Moment[] {
  const thousandths = fc.noBias(fc.integer({ min: 0, max: 1_000 }));
  return fc.sample(thousandths, { seed: SEED + salt, numRuns: count }).map((thousandth, index) => {
    const measure = index % 2 === 0 ? "time" : "requests";
    return { measure, thousandth, name: `at ${thousandth} ‰ of its ${measure}` };
  });
}
