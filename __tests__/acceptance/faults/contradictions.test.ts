import { describe, expect, test } from "@jest/globals";
import type { World } from "../../simulator/index.js";
import { play, setStage } from "../harness/index.js";

describe("a LIST in any order, in pages of one", () => {
  test("is read whole: all is as wanted, and nothing is written", async () => {
    const replicas = ["japaneast", "brazilsouth", "northeurope", "uksouth"].map((region) => ({ region }));
    const world: World = { registry: { replicas }, list: { pageSize: 1, order: "shuffled" } };
    const { run, writes, json } = await play(world, {
      regions: "uksouth, japaneast, brazilsouth, northeurope",
    });
    expect([run.outputs.outcome, writes]).toEqual(["in-sync", []]);
    expect(json("drift")).toEqual([]);
  });

  test("whose rows move while it is read: a row that comes twice is one replica", async () => {
    const twice = (body: unknown) => {
      const { value } = body as { value: readonly unknown[] };
      return { value: [...value, ...value] };
    };
    const world: World = {
      registry: { replicas: [{ region: "japaneast" }] },
      faults: [{ method: "GET", path: /\/replications$/, effect: { kind: "rewrite", rewrite: twice } }],
    };
    const { run, json } = await play(world, { regions: "japaneast" });
    expect(run.outputs.outcome).toBe("in-sync");
    expect(json("replicas")).toHaveLength(2);
  });
});

describe("a LIST that contradicts GET for a while", () => {
  test("and lacks a replica: GET is right, and its tags and its routing stay as they are", async () => {
    const hidden = { region: "japaneast", routing: false, tags: { team: "shop" }, inList: { absent: true } };
    const world: World = { registry: { replicas: [hidden, { region: "brazilsouth" }] } };
    const { run, writes, simulator, json } = await play(world, { regions: "japaneast, brazilsouth" });
    expect([run.outputs.outcome, writes]).toEqual(["in-sync", []]);
    expect(json("ready-regions")).toEqual(["brazilsouth", "japaneast"]);
    expect(simulator.replicas().find(({ region }) => region === "japaneast")).toMatchObject({
      routing: false,
      tags: { team: "shop" },
    });
  });

  test("and shows a replica as ready that is not: GET is right, and the wait goes on", async () => {
    const replica = {
      region: "japaneast",
      phases: [
        { after: 0, provisioningState: "Creating" },
        { after: 9_000, provisioningState: "Succeeded", displayStatus: "Ready" },
      ],
      inList: { provisioningState: "Succeeded", displayStatus: "Ready" },
    };
    // The plan believes LIST of a replica that it does not touch; a prune asks for a GET of each.
    const world: World = { registry: { replicas: [replica, { region: "eastus" }] } };
    const { run, json, simulator } = await play(world, { regions: "japaneast", prune: "all" });
    const isReady =
      simulator.replicas().find(({ region }) => region === "japaneast")?.displayStatus === "Ready";
    expect([run.outputs.outcome, json("deleted"), isReady]).toEqual(["failed", [], false]);
    expect(json("changes")).toEqual([expect.objectContaining({ region: "eastus", done: false })]);
  });

  test("and shows a replica as failed that is ready: GET is right, and it is not repaired", async () => {
    const lie = { provisioningState: "Failed" };
    const world: World = { registry: { replicas: [{ region: "japaneast", inList: lie }] } };
    const { run, writes, json } = await play(world, { regions: "japaneast", repair: "true" });
    expect(writes).toEqual([]);
    expect(json("ready-regions")).toEqual(["japaneast"]);
    expect(run.outputs.outcome).toBe("in-sync");
  });
});

describe("a replica that somebody deletes in mid wait", () => {
  test("has vanished: that region fails, the others are done", async () => {
    const stage = await setStage({ schedules: { japaneast: { provisioned: 60_000 } } });
    const somebody = { kind: "meanwhile" as const, before: () => stage.simulator.deleteReplica("japaneast") };
    stage.simulator.inject({ method: "GET", path: /\/replications$/, skip: 2, times: 1, effect: somebody });
    const { run, json, errors } = await stage.play({ regions: "japaneast, brazilsouth" });
    await stage.close();
    expect([run.exitCode, run.outputs.outcome]).toEqual([1, "failed"]);
    expect(json("ready-regions")).toEqual(["brazilsouth"]);
    expect(errors).toContain("is gone now");
  });
});

describe("a registry that is deleted in mid run", () => {
  test("fails every region that still waits, and says that it is not there", async () => {
    const stage = await setStage({ schedules: { japaneast: { ending: "never-ready" } } });
    const somebody = { kind: "meanwhile" as const, before: () => stage.simulator.deleteRegistry() };
    stage.simulator.inject({ method: "GET", path: /\/replications$/, skip: 2, times: 1, effect: somebody });
    const { run, errors, json, took } = await stage.play({ regions: "japaneast" });
    await stage.close();
    expect([run.exitCode, run.outputs.outcome, json("ready-regions")]).toEqual([1, "failed", []]);
    expect(errors).toMatch(/ResourceNotFound|ParentResourceNotFound/);
    expect(took).toBeLessThan(60_000);
  });
});

describe("two names in one region", () => {
  test("are both named, neither is touched, and the other regions are done", async () => {
    const replicas = [
      { region: "japaneast", name: "geo01" },
      { region: "japaneast", name: "geo02" },
    ];
    const inputs = { regions: "japaneast, brazilsouth", tags: "tier=prod" };
    const { run, writes, errors, json } = await play({ registry: { replicas } }, inputs);
    expect([run.outputs.outcome, writes, json("created")]).toEqual([
      "failed",
      ["PUT brazilsouth"],
      ["brazilsouth"],
    ]);
    expect(errors).toContain("geo01, geo02");
  });
});

describe("an operation that fails", () => {
  test("with an error body: the error is quoted; without one: the state is; both say how to go on", async () => {
    const error = { code: "SubnetIsFull", message: "The subnet has no address left." };
    const world: World = {
      schedules: {
        japaneast: { ending: "failed", error },
        brazilsouth: { ending: "failed", error: null },
      },
    };
    const { run, json, errors } = await play(world, { regions: "japaneast, brazilsouth, northeurope" });
    expect([run.outputs.outcome, json("ready-regions")]).toEqual(["failed", ["northeurope"]]);
    const [japan, brazil] = ["Japan East", "Brazil South"].map((name) =>
      errors.split("\n").find((line) => line.includes(name)),
    );
    expect(japan).toContain("SubnetIsFull: The subnet has no address left.");
    expect(brazil).toContain("ReplicaFailed");
    for (const said of [japan, brazil]) expect(said).toContain("repair: true");
  });
});

describe("words of provisioningState and displayStatus that nobody knows", () => {
  test("are printed as they came, and are not ready", async () => {
    const world: World = {
      schedules: {
        japaneast: { provisioningState: "Hibernating", displayStatus: "Dreaming" },
        brazilsouth: { provisioningState: "Succeeded", displayStatus: "Dozing" },
      },
    };
    const inputs = { regions: "japaneast, brazilsouth, northeurope", timeout: "12s" };
    const { run, json } = await play(world, inputs);
    expect([run.outputs.outcome, json("ready-regions")]).toEqual(["timed-out", ["northeurope"]]);
    expect(json("drift")).toEqual([
      { region: "brazilsouth", kind: "not-ready", want: "Succeeded, Ready", have: "Succeeded, Dozing" },
      { region: "japaneast", kind: "not-ready", want: "Succeeded, Ready", have: "Hibernating, Dreaming" },
    ]);
    expect(run.log.join("\n")).toContain("Hibernating");
  });

  test("that turn into the known ones are waited out", async () => {
    const phases = [
      { after: 0, provisioningState: "Accepted" },
      { after: 1_000, provisioningState: "Warming", displayStatus: "Dozing" },
      { after: 4_000, provisioningState: "succeeded", displayStatus: "ready" },
    ];
    const { run, json } = await play({ schedules: { japaneast: { phases } } }, { regions: "japaneast" });
    expect([run.outputs.outcome, json("ready-regions")]).toEqual(["changed", ["japaneast"]]);
  });
});
