import { describe, expect, test } from "@jest/globals";
import { anotherOperationInProgress, conflictOf, type World } from "../../simulator/index.js";
import { play } from "../harness/index.js";
import { WRITE_KINDS } from "./request-kinds.js";
import { DONE, endOf, playWholeJob } from "./whole-job.js";

describe("409 AnotherOperationInProgress", () => {
  test("for 20 s at each PUT, PATCH and DELETE: is waited out", async () => {
    const faults = WRITE_KINDS.map(({ match }) => ({
      ...match,
      between: [0, 20_000] as const,
      effect: anotherOperationInProgress(),
    }));
    const played = await playWholeJob(faults);
    expect(endOf(played)).toEqual(DONE);
    expect(played.took).toBeGreaterThan(40_000);
  });

  test("until the deadline: that region fails and is said to be busy, the others are done", async () => {
    const faults = [{ method: "PUT", path: /\/japaneast$/, effect: anotherOperationInProgress() }];
    const inputs = { regions: "japaneast, brazilsouth", timeout: "20s" };
    const { run, json, errors, took } = await play({ faults }, inputs);
    expect([run.exitCode, run.outputs.outcome, json("created")]).toEqual([1, "failed", ["brazilsouth"]]);
    expect(errors).toMatch(/AnotherOperationInProgress.*Run again when it has/);
    expect(took).toBeLessThan(40_000);
  });
});

describe("409 in words that are not ARM's, or without any", () => {
  test.each(["RegistryStatusConflict", null])(
    "%s for 20 s at each PUT, PATCH and DELETE: is waited out",
    async (code) => {
      const faults = WRITE_KINDS.map(({ match }) => ({
        ...match,
        between: [0, 20_000] as const,
        effect: conflictOf(code),
      }));
      expect(endOf(await playWholeJob(faults))).toEqual(DONE);
    },
  );

  test.each(["OperationInProgress", "NotJustNow"])(
    "%s at four creates, each refused until the one before is done: all end well",
    async (code) => {
      const world: World = { oneCreateAtATime: code, timing: { provisioned: 40_000, syncing: 5_000 } };
      const regions = ["brazilsouth", "japaneast", "northeurope", "uksouth"];
      const { run, json, took } = await play(world, { regions: regions.join(", ") });
      expect([run.outputs.outcome, json("created")]).toEqual(["changed", regions]);
      expect(took).toBeLessThan(4 * 40_000 + 60_000);
    },
  );
});

describe("409 ScopeLocked, which stays, at PUT and PATCH", () => {
  test("is sent once each, and said at once", async () => {
    const faults = WRITE_KINDS.map(({ match }) => ({ ...match, effect: conflictOf("ScopeLocked") }));
    const world: World = { registry: { replicas: [{ region: "japaneast" }] }, faults };
    const inputs = { regions: "brazilsouth, japaneast", tags: "tier=dr" };
    const { run, writes, errors, took } = await play(world, inputs);
    expect([run.outputs.outcome, writes.toSorted()]).toEqual([
      "failed",
      ["PATCH japaneast", "PUT brazilsouth"],
    ]);
    expect(errors).toContain("ScopeLocked");
    expect(took).toBeLessThan(30_000);
  });
});

describe("409 in words never heard of at DELETE, for good, while nothing is in operation", () => {
  test("is waited out for about a minute, and then said", async () => {
    const faults = [{ method: "DELETE", effect: conflictOf("NotJustNow") }];
    const world: World = { registry: { replicas: [{ region: "eastus" }] }, faults };
    const { run, errors, took } = await play(world, { mode: "remove", regions: "eastus" });
    expect([run.outputs.outcome, took > 55_000, took < 100_000]).toEqual(["failed", true, true]);
    expect(errors).toContain("NotJustNow");
  });
});
