import { describe, expect, test } from "@jest/globals";
import { setStage } from "../harness/index.js";

describe("two runs at once against one registry", () => {
  test("that want the same: both end well, and each region is created once", async () => {
    const stage = await setStage();
    const inputs = { regions: "japaneast, brazilsouth, northeurope", tags: "tier=prod" };
    const runs = await Promise.all([stage.play(inputs), stage.play(inputs)]);
    await stage.close();
    for (const { run, json } of runs) {
      expect(run.exitCode).toBe(0);
      expect(json("ready-regions")).toEqual(["brazilsouth", "japaneast", "northeurope"]);
      expect(json("drift")).toEqual([]);
    }
    const created = runs.flatMap(({ json }) => json("created") as readonly string[]);
    expect(created.toSorted()).toEqual(["brazilsouth", "japaneast", "northeurope"]);
    expect(stage.simulator.replicas().map(({ name }) => name)).toEqual([
      "brazilsouth",
      "japaneast",
      "northeurope",
      "westeurope",
    ]);
  });

  test("that want different regions: none deletes what the other wants", async () => {
    const stage = await setStage({ registry: { replicas: [{ region: "eastus" }] } });
    const runs = await Promise.all([
      stage.play({ regions: "japaneast" }),
      stage.play({ regions: "brazilsouth" }),
    ]);
    await stage.close();
    expect(runs.map(({ run }) => run.outputs.outcome)).toEqual(["changed", "changed"]);
    expect(runs.flatMap(({ json }) => json("deleted"))).toEqual([]);
    expect(stage.simulator.replicas().map(({ region }) => region)).toEqual([
      "brazilsouth",
      "eastus",
      "japaneast",
      "westeurope",
    ]);
  });
});
