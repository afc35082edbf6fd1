import fc from "fast-check";

/** What the random moments follow from: `SOAK_SEED`, else the time. It stands in the tests' titles. */
export const SEED = Number(process.env.SOAK_SEED ?? Date.now() % 2 ** 31);

/** A moment of a run. */
export interface Moment {
  /** In the world's time a run mostly waits; in the real one it works, since waiting takes none. */
  readonly clock: "world" | "real";
  /** Of the run's length. */
  readonly thousandth: number;
  /** As it stands in a test's title. */
  readonly name: string;
}

/** So many random moments, of either clock in turn; `salt` tells one draw from another. */
export function randomMoments(count: number, salt: number): readonly Moment[] {
  const thousandths = fc.noBias(fc.integer({ min: 0, max: 1_000 }));
  return fc.sample(thousandths, { seed: SEED + salt, numRuns: count }).map((thousandth, index) => {
    const clock = index % 2 === 0 ? "world" : "real";
    return { clock, thousandth, name: `at ${thousandth} ‰ of its ${clock} time` };
  });
}
