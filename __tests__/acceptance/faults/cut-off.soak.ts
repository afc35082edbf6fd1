import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { JOBS, type Job } from "../../run/cut-off-jobs.js";
import { faultsOf } from "./cut-off-scene.js";
import { CUTS, type Cut, type CutAt, waysToCut, wholeOf } from "./cut-off-ways.js";
import { SEED } from "./moments.js";

/** How many of the ways to cut a job off by each means are played; `CUT_OFF_WAYS` says another number, or `all`. */
const WAYS = process.env.CUT_OFF_WAYS ?? "1";
/** Each takes some seconds. */
const LIMIT = WAYS === "all" ? 7_200_000 : 300_000 * Number(WAYS);

async function drawn(cut: Cut, job: Job): Promise<readonly CutAt[]> {
  const ways = waysToCut(cut, await wholeOf(job), SEED);
  if (WAYS === "all") return ways;
  const salt = CUTS.length * JOBS.indexOf(job) + CUTS.indexOf(cut);
  const count = Math.min(Number(WAYS), ways.length);
  const draws = fc.shuffledSubarray([...ways], { minLength: count, maxLength: count });
  return fc.sample(draws, { seed: SEED + salt, numRuns: 1 }).flat();
}

describe.each(CUTS)("%s while a request is unanswered, which Azure takes at once, late or never", (cut) => {
  test.concurrent.each(JOBS.map((job) => [job.what, job] as const))(
    `%s: it tells the truth, the next runs come to the same end, and a sweep leaves nothing of it (seed ${SEED})`,
    async (_, job) => {
      const faults: string[] = [];
      for (const way of await drawn(cut, job)) faults.push(...(await faultsOf(job, way)));
      expect(faults.join("\n")).toBe("");
    },
    LIMIT,
  );
});
