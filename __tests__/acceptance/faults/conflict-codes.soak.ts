import { describe, expect, test } from "@jest/globals";
import { conflictOf, type World } from "../../simulator/index.js";
import { play } from "../harness/index.js";
import { WRITE_KINDS } from "./request-kinds.js";
import { DONE, endOf, playWholeJob } from "./whole-job.js";

describe("409 in words that are not ARM's", () => {
  test.each(["OperationInProgress", "NotJustNow"])(
    "%s for 20 s at each PUT, PATCH and DELETE: is waited out",
    async (code) => {
      const between = [0, 20_000] as const;
      const faults = WRITE_KINDS.map(({ match }) => ({ ...match, between, effect: conflictOf(code) }));
      expect(endOf(await playWholeJob(faults))).toEqual(DONE);
    },
  );
});

/** Nothing but the registry itself is at work, as far as anybody sees. */
const IDLE: World = { registry: { replicas: [{ region: "japaneast" }, { region: "eastus" }] } };
/** A replica of somebody else's is being made for three minutes. */
const MAKING = 180_000;
const BUSY: World = {
  registry: {
    replicas: [
      { region: "japaneast" },
      { region: "eastus" },
      {
        region: "uksouth",
        phases: [
          { after: 0, provisioningState: "Creating" },
          { after: MAKING, provisioningState: "Succeeded", displayStatus: "Ready" },
        ],
      },
    ],
  },
};
const WRITES: readonly (readonly [string, Record<string, string>])[] = [
  ["PUT", { regions: "brazilsouth" }],
  ["PATCH", { regions: "japaneast", tags: "tier=dr" }],
  ["DELETE", { mode: "remove", regions: "eastus" }],
];

describe("a 409 that passes and has a code never heard of", () => {
  test.each(WRITES)(
    "at %s while a replica is in operation: is waited out as long as that lasts",
    async (method, inputs) => {
      const refusal = { method, between: [0, MAKING - 5_000] as const, effect: conflictOf("NotJustNow") };
      const { run } = await play({ ...BUSY, faults: [refusal] }, inputs);
      expect(run.outputs.outcome).toBe("changed");
    },
  );

  test.each(WRITES)(
    "at %s for good, while nothing is in operation: is waited out for about a minute",
    async (method, inputs) => {
      const refusal = { method, effect: conflictOf("NotJustNow") };
      const { run, errors, took } = await play({ ...IDLE, faults: [refusal] }, inputs);
      expect([run.outputs.outcome, took > 55_000, took < 100_000]).toEqual(["failed", true, true]);
      expect(errors).toContain("NotJustNow");
    },
  );
});

describe("a 409 that stays", () => {
  const STAY = ["ScopeLocked", "MissingSubscriptionRegistration", "InvalidResourceLocation", "QuotaExceeded"];

  test.each(STAY)(
    "%s, at PUT, PATCH and DELETE: each is sent once, and the code is said at once",
    async (code) => {
      const faults = WRITE_KINDS.map(({ match }) => ({ ...match, effect: conflictOf(code) }));
      // Of one run the deletes are withheld where a create fails.
      const [apply, remove] = await Promise.all([
        play({ ...BUSY, faults }, { regions: "brazilsouth, japaneast", tags: "tier=dr" }),
        play({ ...BUSY, faults }, { mode: "remove", regions: "eastus" }),
      ]);
      expect([apply.writes.toSorted(), remove.writes]).toEqual([
        ["PATCH japaneast", "PUT brazilsouth"],
        ["DELETE eastus"],
      ]);
      for (const { run, errors, took } of [apply, remove]) {
        expect([run.outputs.outcome, took < 30_000]).toEqual(["failed", true]);
        expect(errors).toContain(code);
      }
    },
  );
});
