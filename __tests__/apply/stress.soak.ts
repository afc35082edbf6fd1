import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { CASES, type Case } from "./stress-cases.js";
import { playOut } from "./stress-round.js";
import { openScene } from "./stress-scene.js";

/** What the rounds follow from: `SOAK_SEED`, else the time. */
const SEED = Number(process.env.SOAK_SEED ?? Date.now() % 2 ** 31);
const ROUNDS = Number(process.env.SOAK_ROUNDS ?? 300);
/** In milliseconds; on a quiet machine a round takes some thirty. */
const LIMIT = Math.max(240_000, ROUNDS * 300);

describe(`many runs at once on one registry (seed ${SEED})`, () => {
  test(
    `${ROUNDS} rounds end with what is needed, and with nothing else`,
    async () => {
      const property = fc.asyncProperty(CASES, async (one: Case) => {
        expect(await playOut(one, openScene(one))).toEqual([]);
      });
      await fc.assert(property, {
        seed: SEED,
        numRuns: ROUNDS,
        interruptAfterTimeLimit: LIMIT,
        markInterruptAsFailure: true,
      });
    },
    LIMIT + 60_000,
  );
});
