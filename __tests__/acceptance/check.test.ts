import { describe, expect, test } from "@jest/globals";
import { play, setStage } from "./harness/index.js";

const READ_ONLY = { registry: ["*/read"], subscription: [] };

const drifted = {
  homeRow: true,
  replicas: [
    { region: "japaneast", routing: false, tags: { tier: "dr" } },
    { region: "brazilsouth", provisioningState: "Failed", displayStatus: null },
    { region: "uksouth", displayStatus: "Syncing" },
    { region: "eastus" },
  ],
};
const wish = {
  mode: "check",
  regions: "japaneast, brazilsouth, uksouth, northeurope",
  routing: "enabled",
  tags: "tier=prod",
};

describe("check", () => {
  test("finds every kind of drift, sorted, with what is wanted and what is there", async () => {
    const { run, json } = await play({ registry: drifted }, wish);
    expect([run.exitCode, run.outputs.outcome]).toEqual([1, "drifted"]);
    expect(json("drift")).toEqual([
      { region: "brazilsouth", kind: "failed", want: "Succeeded, Ready", have: "Failed" },
      { region: "brazilsouth", kind: "tags", want: "tier=prod", have: "tier absent" },
      { region: "eastus", kind: "extra", want: "none", have: "a replica" },
      { region: "japaneast", kind: "routing", want: "enabled", have: "disabled" },
      { region: "japaneast", kind: "tags", want: "tier=prod", have: "tier=dr" },
      { region: "northeurope", kind: "missing", want: "a replica", have: "none" },
      { region: "uksouth", kind: "syncing", want: "Succeeded, Ready", have: "Succeeded, Syncing" },
      { region: "uksouth", kind: "tags", want: "tier=prod", have: "tier absent" },
    ]);
  });

  test("sends nothing but GET to Azure, and needs the right to read only", async () => {
    const { run, simulator } = await play({ registry: drifted, permissions: READ_ONLY }, wish);
    expect(run.outputs.outcome).toBe("drifted");
    const methods = simulator.matching({ host: "management.azure.com" }).map(({ method }) => method);
    expect(new Set(methods)).toEqual(new Set(["GET"]));
  });

  test("says what apply would do, and apply then does just that", async () => {
    const stage = await setStage({ registry: drifted });
    const inputs = { ...wish, prune: "all" };
    const check = await stage.play(inputs);
    const plan = check.run.outputs["plan-hash"] ?? "";
    const apply = await stage.play({ ...inputs, mode: "apply", "expect-plan": plan, timeout: "3s" });
    await stage.close();
    const told = check.json("changes") as { region: string; action: string; done: boolean }[];
    expect(told.map(({ region, action }) => `${action} ${region}`)).toEqual([
      "delete eastus",
      "update japaneast",
      "create northeurope",
      "update uksouth",
    ]);
    expect(told.every(({ done }) => !done)).toBe(true);
    expect(check.run.log.join("\n")).toContain(plan);
    const did = apply.json("changes") as { region: string; action: string }[];
    expect(did.map(({ region, action }) => `${action} ${region}`)).toEqual(
      told.map(({ region, action }) => `${action} ${region}`),
    );
  });

  test("a plan that a fence would refuse is drifted all the same, and the report says so", async () => {
    const registry = { replicas: [{ region: "eastus" }, { region: "uksouth" }] };
    const { run, json } = await play({ registry }, { mode: "check", regions: "japaneast", prune: "all" });
    expect([run.exitCode, run.outputs.outcome]).toEqual([1, "drifted"]);
    expect(json("drift")).toHaveLength(3);
    expect(run.summary).toContain("max-delete");
  });

  test("is quiet when all is well: exit 0, no fingerprint, no annotation", async () => {
    const registry = { replicas: [{ region: "japaneast" }] };
    const { run, json } = await play({ registry }, { mode: "check", regions: "japaneast" });
    expect([run.exitCode, run.outputs.outcome, run.outputs.fingerprint]).toEqual([0, "in-sync", ""]);
    expect([json("drift"), json("changes"), run.annotations]).toEqual([[], [], []]);
  });

  test("gives the same fingerprint for the same drift, whatever the order of the answers", async () => {
    const shuffled = await play({ registry: drifted, list: { order: "shuffled", pageSize: 2 } }, wish);
    const other = await play(
      { registry: { ...drifted, replicas: drifted.replicas.toReversed() } },
      { ...wish, regions: "northeurope, uksouth, brazilsouth, japaneast" },
    );
    expect(shuffled.run.outputs.fingerprint).toMatch(/^[0-9a-f]{64}$/);
    expect(other.run.outputs.fingerprint).toBe(shuffled.run.outputs.fingerprint);
    expect(other.run.outputs["plan-hash"]).toBe(shuffled.run.outputs["plan-hash"]);
  });
});
