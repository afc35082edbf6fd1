import { readFile } from "node:fs/promises";
import { describe, expect, test } from "@jest/globals";
import { parse } from "yaml";
import { REGISTRY, RESOURCE_GROUP, SUBSCRIPTION } from "../simulator/index.js";
import { play, setStage } from "./harness/index.js";

const ID = `/subscriptions/${SUBSCRIPTION}/resourceGroups/${RESOURCE_GROUP}/providers/Microsoft.ContainerRegistry/registries/${REGISTRY}`;

describe("apply, on a registry without replicas", () => {
  test("creates three regions at once, waits until each is Ready, and says so", async () => {
    const { run, json, writes, simulator } = await play(
      {},
      { regions: "Japan East, brazilsouth\nNORTH EUROPE" },
    );
    expect(run.exitCode).toBe(0);
    expect(run.outputs.outcome).toBe("changed");
    expect(writes.toSorted()).toEqual(["PUT brazilsouth", "PUT japaneast", "PUT northeurope"]);
    expect(json("created")).toEqual(["brazilsouth", "japaneast", "northeurope"]);
    expect(json("ready-regions")).toEqual(["brazilsouth", "japaneast", "northeurope"]);
    expect(run.outputs["all-ready"]).toBe("true");
    expect(run.outputs["home-region"]).toBe("westeurope");
    expect(run.outputs["login-server"]).toBe("contoso.azurecr.io");
    expect(json("drift")).toEqual([]);
    expect(simulator.replicas().map(({ region }) => region)).toContain("westeurope");
    const puts = simulator.matching({ method: "PUT", path: /replications/ });
    expect(puts.map(({ body }) => body)).toEqual(
      expect.arrayContaining([expect.objectContaining({ location: "japaneast" })]),
    );
  });

  test("lists home among the replicas, in the order of the regions, with the fields of the contract", async () => {
    const { json } = await play({}, { regions: "japaneast" });
    expect(json("replicas")).toEqual([
      {
        region: "japaneast",
        name: "japaneast",
        home: false,
        wanted: true,
        provisioningState: "Succeeded",
        status: "Ready",
        ready: true,
        routing: "enabled",
        owners: [],
        expires: null,
        change: "created",
        error: null,
        endpoint: null,
        dataEndpoint: null,
        since: expect.stringMatching(/^\d{4}-\d\d-\d\dT/),
        seconds: expect.any(Number),
      },
      expect.objectContaining({
        region: "westeurope",
        home: true,
        wanted: true,
        ready: true,
        change: "none",
      }),
    ]);
  });

  test("takes home in the list of regions for what it is: nothing to create", async () => {
    const { run, writes, json } = await play({}, { regions: "westeurope" });
    expect([run.exitCode, run.outputs.outcome, writes]).toEqual([0, "in-sync", []]);
    expect(json("ready-regions")).toEqual(["westeurope"]);
  });

  test("waits while a replica is Succeeded but still Syncing", async () => {
    const world = { schedules: { japaneast: { provisioned: 100, syncing: 2_500 } } };
    const { run, json, took } = await play(world, { regions: "japaneast" });
    expect(run.outputs.outcome).toBe("changed");
    expect(json("replicas")).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ region: "japaneast", ready: true, status: "Ready" }),
      ]),
    );
    expect(took).toBeGreaterThan(2_500);
    expect(run.log.join("\n")).toMatch(/japaneast +.*Syncing/);
  });
});

describe("apply, when all is as wanted", () => {
  const world = {
    registry: { replicas: [{ region: "japaneast" }, { region: "northeurope", name: "geo01" }] },
  };

  test("writes nothing, and asks for a token, the registry and the list only", async () => {
    const { run, simulator, writes } = await play(world, { registry: ID, regions: "japaneast, northeurope" });
    expect([run.exitCode, run.outputs.outcome, writes]).toEqual([0, "in-sync", []]);
    const asked = simulator.requests.map(({ method, host, path }) => `${method} ${host}${path}`);
    const [token, ...others] = asked.filter((request) => !request.includes("actions.githubusercontent.com"));
    expect(token).toMatch(/^POST login\.microsoftonline\.com\/.*\/oauth2\/v2\.0\/token$/);
    expect(others.sort()).toEqual([
      `GET management.azure.com${ID}`,
      `GET management.azure.com${ID}/replications`,
    ]);
  });

  test("matches replicas by their region, whatever their names are", async () => {
    const { json, writes } = await play(world, { regions: "North Europe" });
    expect(writes).toEqual([]);
    expect(json("replicas")).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ region: "northeurope", name: "geo01", wanted: true }),
      ]),
    );
  });

  test("a second run after a first finds nothing to do", async () => {
    const stage = await setStage();
    const first = await stage.play({ regions: "japaneast, brazilsouth" });
    const second = await stage.play({ regions: "japaneast, brazilsouth" });
    await stage.close();
    expect([first.run.outputs.outcome, second.run.outputs.outcome]).toEqual(["changed", "in-sync"]);
    expect(second.writes).toEqual([]);
  });

  test("leaves a replica that is not wanted, and reports it as drift", async () => {
    const { run, json } = await play(world, { regions: "japaneast" });
    expect([run.exitCode, run.outputs.outcome]).toEqual([0, "in-sync"]);
    expect(json("drift")).toEqual([
      { region: "northeurope", kind: "extra", want: "none", have: "a replica" },
    ]);
    expect(run.outputs.fingerprint).toMatch(/^[0-9a-f]{64}$/);
  });
});

describe("apply corrects what differs", () => {
  test("routing and tags of several regions at once, merging its tags into those that are there", async () => {
    const world = {
      registry: {
        replicas: [
          { region: "japaneast", routing: false, tags: { Team: "shop", tier: "dr" } },
          { region: "northeurope" },
        ],
      },
    };
    const inputs = {
      regions: "- japaneast: { routing: enabled, tags: { tier: prod } }\n- northeurope",
      tags: "team=web",
    };
    const { run, simulator, json } = await play(world, inputs);
    expect(run.outputs.outcome).toBe("changed");
    const japan = simulator.replicas().find(({ region }) => region === "japaneast");
    expect(japan).toMatchObject({ routing: true, tags: { Team: "web", tier: "prod" } });
    expect(json("changes")).toEqual([
      expect.objectContaining({ region: "japaneast", action: "update", done: true }),
      expect.objectContaining({ region: "northeurope", action: "update", done: true }),
    ]);
  });

  test("routing that somebody disabled stays disabled unless it is asked for", async () => {
    const world = { registry: { replicas: [{ region: "japaneast", routing: false }] } };
    const { writes, run } = await play(world, { regions: "japaneast" });
    expect(writes).toEqual([]);
    expect(run.annotations.map(({ level }) => level)).toEqual(["warning"]);
  });

  test("a new replica gets a number in its name when another region has taken the name", async () => {
    const world = { registry: { replicas: [{ region: "northeurope", name: "japaneast" }] } };
    const { json } = await play(world, { regions: "japaneast, northeurope" });
    expect(json("replicas")).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ region: "japaneast", name: "japaneast2", ready: true }),
      ]),
    );
  });
});

describe("expect-plan", () => {
  const world = { registry: { replicas: [{ region: "eastus" }] } };
  const inputs = { regions: "japaneast", prune: "all" };

  test("the plan of a check is applied as it was", async () => {
    const stage = await setStage(world);
    const check = await stage.play({ ...inputs, mode: "check" });
    const apply = await stage.play({ ...inputs, "expect-plan": check.run.outputs["plan-hash"] ?? "" });
    await stage.close();
    expect(check.writes).toEqual([]);
    expect([apply.run.exitCode, apply.run.outputs.outcome]).toEqual([0, "changed"]);
    expect(apply.json("deleted")).toEqual(["eastus"]);
  });

  test("another plan is refused before any write", async () => {
    const { run, writes } = await play(world, { ...inputs, "expect-plan": "0".repeat(64) });
    expect([run.exitCode, run.outputs.outcome, writes]).toEqual([1, "refused", []]);
    expect(run.outputs["plan-hash"]).toMatch(/^[0-9a-f]{64}$/);
  });
});

describe("inputs that are wrong", () => {
  test("are reported all at once, and every output is set", async () => {
    const { run, simulator } = await play(
      {},
      { registry: "no", regions: "", mode: "aply", prune: "true", timeout: "soon" },
    );
    expect([run.exitCode, run.outputs.outcome]).toEqual([1, "failed"]);
    expect(simulator.requests).toEqual([]);
    const said = run.annotations.filter(({ level }) => level === "error").map(({ title }) => title);
    expect(said.toSorted()).toEqual(["mode", "prune", "registry", "timeout"].map((name) => `Input ${name}`));
    const { outputs } = parse(await readFile("action.yml", "utf8"));
    expect(Object.keys(run.outputs)).toEqual(Object.keys(outputs));
    expect(run.outputs).toMatchObject({
      replicas: "[]",
      "all-ready": "false",
      "plan-hash": "",
      "login-server": "",
    });
  });
});
