import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { SMALL_CASES } from "../../apply/stress-cases.js";
import { playOut } from "../../apply/stress-round.js";
import { openBundleScene } from "./crossing-scene.js";
import { SEED } from "./moments.js";

/** Each takes some seconds, so a soak plays a few, and another few every time; `CROSSING_ROUNDS` says how many. */
const ROUNDS = Number(process.env.CROSSING_ROUNDS ?? 8);
/** `CROSSING_ROUND` plays one round again, by its number. */
const ONLY = process.env.CROSSING_ROUND;

const rounds = fc
  .sample(SMALL_CASES, { seed: SEED, numRuns: ROUNDS })
  .map((one, index) => ({ one, number: index + 1 }))
  .filter(({ number }) => ONLY === undefined || number === Number(ONLY));

describe("up to ten runs at once on one registry, with writes that are late, refused or cut off", () => {
  test.each(rounds)(
    `end with what is needed, with nothing else, and with the truth (round $number, seed ${SEED})`,
    async ({ one }) => {
      const scene = await openBundleScene(one);
      const complaints = await playOut(one, scene);
      await scene.close();
      const story = complaints.length === 0 ? [] : [...complaints, JSON.stringify(one), scene.logs()];
      expect(story.join("\n")).toBe("");
    },
  );
});
