import { describe, expect, test } from "@jest/globals";
import type { LockWorld, World } from "../simulator/world.js";
import { play, setStage } from "./harness/index.js";

const ROLE = "Container Registry Contributor and Data Access Configuration Administrator";
const AUTHORIZATION = /\/providers\/Microsoft\.Authorization\//;
const registry = { replicas: [{ region: "uksouth" }, { region: "eastus" }] };

function locked(lock: LockWorld): World {
  return { registry, locks: [lock] };
}

describe("before the first write", () => {
  test("all that the identity lacks is told in one refusal, with the role that has it", async () => {
    const world = { registry, permissions: { registry: ["*/read"] } };
    const { run, json, writes, errors } = await play(world, {
      regions: "japaneast, uksouth",
      prune: "all",
      "max-delete": "1",
    });
    expect(run.exitCode).toBe(1);
    expect(run.outputs.outcome).toBe("refused");
    expect(writes).toEqual([]);
    expect(json("changes")).toMatchObject([
      { region: "eastus", action: "delete", done: false },
      { region: "japaneast", action: "create", done: false },
    ]);
    expect(run.annotations).toHaveLength(1);
    expect(errors).toContain("replications/write (for Japan East) and");
    expect(errors).toContain("replications/delete (for East US)");
    expect(errors).toContain(`The built-in role '${ROLE}' has both.`);
    expect(run.summary).toContain("replications/write");
  });

  test("they are asked about beside the other reads of a plan that creates, and once", async () => {
    const { run, simulator } = await play({}, { regions: "japaneast" });
    expect(run.outputs.outcome).toBe("changed");
    const asked = simulator.matching({ path: AUTHORIZATION });
    expect(asked.map(({ path }) => path.split("/").at(-1)).sort()).toEqual(["locks", "permissions"]);
    const [offered] = simulator.matching({ path: /\/providers\/Microsoft\.ContainerRegistry$/ });
    const firstWrite = simulator.writes()[0]?.at ?? 0;
    for (const { at } of asked) {
      expect(at).toBeLessThan(firstWrite);
      expect(Math.abs(at - (offered?.at ?? 0))).toBeLessThan(500);
    }
  });

  test("nothing is asked where nothing is written: in sync, in a check, in a wait, and behind a fence", async () => {
    const stage = await setStage({ registry });
    await stage.play({ regions: "uksouth" });
    await stage.play({ regions: "japaneast", mode: "check" });
    await stage.play({ regions: "uksouth", mode: "wait" });
    await stage.play({ regions: "westeurope", prune: "all", "max-delete": "0" });
    expect(stage.simulator.matching({ path: AUTHORIZATION })).toEqual([]);
    await stage.close();
  });

  test.each([
    ["may not be read", 403],
    ["is throttled", 429],
    ["fails", 500],
    ["is not there", 404],
  ])("what %s is asked once, and the run goes on as if nobody had asked", async (_what, status) => {
    const faults = [{ path: AUTHORIZATION, effect: { kind: "answer", status, body: {} } as const }];
    const { run, simulator } = await play({ registry, faults }, { regions: "japaneast" });
    expect(run.outputs.outcome).toBe("changed");
    expect(simulator.matching({ path: AUTHORIZATION })).toHaveLength(2);
    expect(run.annotations).toEqual([]);
  });

  test("an entry with exceptions and one with a condition are judged as ARM judges them", async () => {
    const permissions = (value: readonly object[]) => ({
      path: /\/permissions$/,
      effect: { kind: "answer", status: 200, body: { value } } as const,
    });
    const all = { actions: ["*"], notActions: ["microsoft.containerregistry/registries/REPLICATIONS/write"] };
    const conditional = {
      actions: ["*/write"],
      notActions: [],
      condition: "@Resource[…]",
      conditionVersion: "2.0",
    };
    const refused = await play({ faults: [permissions([all])] }, { regions: "japaneast" });
    const allowed = await play({ faults: [permissions([all, conditional])] }, { regions: "japaneast" });
    expect([refused, allowed].map(({ run }) => run.outputs.outcome)).toEqual(["refused", "changed"]);
  });
});

describe("a lock", () => {
  test("on the registry or above refuses what it stops, all of it in one go", async () => {
    const world = { ...locked({ level: "ReadOnly", on: "group" }), permissions: { registry: ["*/read"] } };
    const { run, writes, errors } = await play(world, { regions: "japaneast" });
    expect(run.outputs.outcome).toBe("refused");
    expect(writes).toEqual([]);
    expect(errors).toContain("a ReadOnly lock on the resource group rg-shop (blocks Japan East)");
    expect(errors).toContain("The identity lacks rights");
    expect(errors).toContain("az lock list --resource contoso");
  });

  test("against deletes lets creates and updates go", async () => {
    const stage = await setStage(locked({ level: "CanNotDelete" }));
    const created = await stage.play({ regions: "japaneast, uksouth", tags: "tier=dr" });
    const pruned = await stage.play({ regions: "uksouth", prune: "all", "max-delete": "9" });
    await stage.close();
    expect([created, pruned].map(({ run }) => run.outputs.outcome)).toEqual(["changed", "refused"]);
    expect(pruned.writes).toEqual([]);
  });

  test("on one replica fails its region alone", async () => {
    const world = locked({ level: "CanNotDelete", on: { replica: "eastus" } });
    const { run, json, writes, errors } = await play(world, { mode: "remove", regions: "eastus, uksouth" });
    expect(run.outputs.outcome).toBe("failed");
    expect(writes).toEqual(["DELETE uksouth"]);
    expect(json("deleted")).toEqual(["uksouth"]);
    expect(json("changes")).toMatchObject([
      { region: "eastus", done: false },
      { region: "uksouth", done: true },
    ]);
    expect(errors).toContain("A CanNotDelete lock on the replica in East US");
  });

  test("on a wanted replica fails its region, and nothing is deleted for it", async () => {
    const world = locked({ level: "ReadOnly", on: { replica: "uksouth" } });
    const { run, writes } = await play(world, {
      regions: "uksouth, japaneast",
      tags: "tier=dr",
      prune: "all",
    });
    expect(run.outputs.outcome).toBe("failed");
    expect(writes).toEqual(["PUT japaneast"]);
  });
});
