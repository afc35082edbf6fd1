import { describe, expect, test } from "@jest/globals";
import { type Stage, setStage } from "../harness/index.js";
import { marks } from "../harness/marks.js";

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

  test("that are told to prune what is their own: none deletes what the other owns", async () => {
    const mine = { region: "eastus", tags: marks("shop/a") };
    const others = { region: "uksouth", tags: marks("shop/b") };
    const stage = await setStage({ registry: { replicas: [mine, others] } });
    const runs = await Promise.all([
      stage.play({ regions: "japaneast", owner: "shop/a", prune: "owned" }),
      stage.play({ regions: "brazilsouth", owner: "shop/b", prune: "owned" }),
    ]);
    await stage.close();
    expect(runs.map(({ run, json }) => [run.outputs.outcome, json("deleted")])).toEqual([
      ["changed", ["eastus"]],
      ["changed", ["uksouth"]],
    ]);
    expect(regionsOf(stage)).toEqual(["brazilsouth", "japaneast", "westeurope"]);
  });

  test("of two owners, one of which leaves what the other comes to share: it stays, with the other's mark", async () => {
    const shared = { region: "japaneast", tags: marks("shop/a") };
    const stage = await setStage({ registry: { replicas: [shared] } });
    const [comes] = await Promise.all([
      stage.play({ regions: "japaneast", owner: "shop/b" }),
      stage.play({ mode: "remove", owner: "shop/a" }),
    ]);
    const [, japan] = stage.simulator.replicas().toReversed();
    await stage.close();
    expect(comes.run.exitCode).toBe(0);
    expect(comes.json("ready-regions")).toEqual(["japaneast"]);
    expect(japan).toMatchObject({ region: "japaneast", tags: marks("shop/b") });
  });

  test("of which one is told to prune all: it deletes what it found before, and fails for the replica that came since", async () => {
    let creating: ReturnType<Stage["play"]> | undefined;
    // By the first PUT the plan of the run that prunes stands.
    const createNow = () => {
      creating ??= stage.play({ regions: "brazilsouth" });
    };
    const stage: Stage = await setStage({
      registry: { replicas: [{ region: "eastus" }] },
      faults: [{ method: "PUT", effect: { kind: "meanwhile", before: createNow } }],
    });
    const prunes = await stage.play({ regions: "japaneast", prune: "all" });
    const creates = await creating;
    if (creates === undefined) throw new Error("The run that prunes created nothing.");
    await stage.close();
    expect([prunes.run.outputs.outcome, creates.run.outputs.outcome]).toEqual(["failed", "changed"]);
    expect(prunes.errors).toContain("appeared while others were being deleted");
    expect([prunes.json("deleted"), creates.json("deleted")]).toEqual([["eastus"], []]);
    expect(regionsOf(stage)).toEqual(["brazilsouth", "japaneast", "westeurope"]);
  });
});

function regionsOf({ simulator }: Stage): readonly string[] {
  return simulator.replicas().map(({ region }) => region);
}
