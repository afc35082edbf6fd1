import { expect, test } from "@jest/globals";
import type { Case } from "./stress-cases.js";
import { playOut } from "./stress-round.js";
import { openScene } from "./stress-scene.js";

const UNHURT = { killedAfter: null };

/** Rounds that `npm run soak` found, and that ended wrongly then. */
const FOUND: readonly (readonly [string, Case])[] = [
  [
    "what is brought back and made permanent is read again: a write of an owner was on its way",
    {
      owners: [
        {
          regions: ["japaneast", "brazilsouth", "eastus"],
          ttl: null,
          steps: [
            { pause: 0, does: "opens", ...UNHURT },
            { pause: 48_118, does: "closes", ...UNHURT },
          ],
        },
        {
          regions: ["brazilsouth", "eastus"],
          ttl: null,
          steps: [{ pause: 57_239, does: "opens", ...UNHURT }],
        },
        {
          regions: ["brazilsouth", "eastus"],
          ttl: null,
          steps: [{ pause: 68_292, does: "opens", ...UNHURT }],
        },
      ],
      main: [{ pause: 60_718, ...UNHURT }],
      prunes: true,
      sweeps: [
        { pause: 8_693, killedAfter: 9_389 },
        { pause: 15_000, killedAfter: 31_657 },
      ],
      listLag: 0,
      lateness: [2_500, 2_500, 2_500, 6_000, 2_500, 0],
      conflicts: [false, false, false, true, false],
      failsFirst: false,
    },
  ],
];

test.each(FOUND)("%s", async (_what, one) => {
  expect(await playOut(one, openScene(one))).toEqual([]);
});
