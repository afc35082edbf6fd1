import fc from "fast-check";

/** One run of an owner's. Times are milliseconds. */
export interface OwnerStep {
  readonly pause: number;
  readonly does: "opens" | "closes";
  /** When the run is killed, from its start; null: never. */
  readonly killedAfter: number | null;
}

/** A pull request: its runs come one after another, as the concurrency group of its workflow has it. */
export interface OwnerScript {
  readonly regions: readonly string[];
  readonly ttl: number | null;
  readonly steps: readonly OwnerStep[];
}

/** The runs of the workflow on the main branch, which has no owner, and of the nightly sweep. */
export interface OtherStep {
  readonly pause: number;
  readonly killedAfter: number | null;
}

/** What meets in one round, and how slow Azure is. */
export interface Case {
  readonly owners: readonly OwnerScript[];
  readonly main: readonly OtherStep[];
  readonly prunes: boolean;
  readonly sweeps: readonly OtherStep[];
  /** LIST shows everything as it was so long ago. */
  readonly listLag: number;
  /** So long after it was sent a write takes effect; the n-th write takes the n-th, over and over. */
  readonly lateness: readonly number[];
  /** Whether Azure answers a write with 409, by the same count. */
  readonly conflicts: readonly boolean[];
  /** Whether the first replica of a region fails. */
  readonly failsFirst: boolean;
}

/** A registry has a permanent replica in each of these; the workflow on the main branch wants it, too. */
export const PERMANENT = "eastus";
/** What the permanent replica carries: nobody's run may change it. */
export const THEIR_TAGS = { team: "platform" };
/** Wanted by the main branch and by owners. */
export const SHARED = "brazilsouth";
/** Wanted by owners only. */
export const EPHEMERAL = "japaneast";

const killedAfter = fc.option(fc.integer({ min: 0, max: 40_000 }), { freq: 4, nil: null });
const oneInTen = fc.integer({ min: 0, max: 9 }).map((draw) => draw === 9);

/** How much meets in a round, and how closely. */
interface Measure {
  /** Owners, at least and at most. */
  readonly owners: readonly [number, number];
  /** The most runs of an owner, and of the main branch and the sweep. */
  readonly steps: number;
  readonly others: number;
  /** The longest pauses before runs, half of them each. */
  readonly pauses: readonly [number, number];
}

function casesOf({ owners, steps, others, pauses }: Measure): fc.Arbitrary<Case> {
  const pause = fc.oneof(...pauses.map((max) => fc.integer({ min: 0, max })));
  const otherSteps = fc.array(fc.record({ pause, killedAfter }), { maxLength: others });
  const owner = fc.record({
    regions: fc.subarray([EPHEMERAL, SHARED, PERMANENT], { minLength: 1 }),
    ttl: fc.option(fc.integer({ min: 30_000, max: 300_000 }), { freq: 3, nil: null }),
    steps: fc.array(
      fc.record({ pause, does: fc.constantFrom("opens" as const, "closes" as const), killedAfter }),
      { minLength: 1, maxLength: steps },
    ),
  });
  return fc.record({
    owners: fc.array(owner, { minLength: owners[0], maxLength: owners[1] }),
    main: otherSteps,
    prunes: fc.boolean(),
    sweeps: otherSteps,
    listLag: fc.constantFrom(0, 0, 3_000, 10_000),
    lateness: fc.array(fc.constantFrom(0, 0, 0, 1_000, 2_500, 4_000, 5_000, 6_000), {
      minLength: 1,
      maxLength: 13,
    }),
    // One in a row is let through, or nothing would ever end.
    conflicts: fc.array(oneInTen, { maxLength: 11 }).map((draws) => [false, ...draws]),
    failsFirst: oneInTen,
  });
}

/** Rounds of up to a dozen runs and more. */
export const CASES = casesOf({ owners: [1, 5], steps: 4, others: 2, pauses: [15_000, 90_000] });
/** Rounds of a few runs that come close upon each other, for whoever has to start a process for each. */
export const SMALL_CASES = casesOf({ owners: [2, 4], steps: 2, others: 1, pauses: [1_000, 12_000] });
