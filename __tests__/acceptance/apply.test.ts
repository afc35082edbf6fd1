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

describe("apply, when a region does not come up", () => {
  test("one failed region leaves the others going, and the report says all of it", async () => {
    const world = { schedules: { brazilsouth: { ending: "failed" as const } } };
    const { run, json, errors } = await play(world, { regions: "japaneast, brazilsouth, northeurope" });
    expect([run.exitCode, run.outputs.outcome]).toEqual([1, "failed"]);
    expect(json("ready-regions")).toEqual(["japaneast", "northeurope"]);
    expect(json("replicas")).toEqual(
      expect.arrayContaining([
        expect.objectContaining({
          region: "brazilsouth",
          ready: false,
          error: { code: "ReplicationFailed", during: "wait" },
        }),
      ]),
    );
    expect(run.annotations.filter(({ level }) => level === "error")).toHaveLength(1);
    expect(errors).toContain("repair: true");
    expect(run.summary).toContain("Brazil South");
  });

  test("at the deadline it ends as timed-out and says what Azure is still doing", async () => {
    const world = { schedules: { japaneast: { ending: "never-ready" as const } } };
    const { run, json, took } = await play(world, { regions: "japaneast", timeout: "4s" });
    expect([run.exitCode, run.outputs.outcome]).toEqual([1, "timed-out"]);
    expect(json("drift")).toEqual([
      { region: "japaneast", kind: "syncing", want: "Succeeded, Ready", have: "Succeeded, Syncing" },
    ]);
    expect(took).toBeLessThan(9_000);
  });

  test("a replica whose state stands still is stuck, and Syncing never is", async () => {
    const world = {
      schedules: {
        japaneast: { ending: "never-provisioned" as const },
        brazilsouth: { ending: "never-ready" as const },
      },
    };
    const inputs = { regions: "japaneast, brazilsouth", "stuck-after": "2s", timeout: "7s" };
    const { run, json } = await play(world, inputs);
    expect(run.outputs.outcome).toBe("stuck");
    expect(json("replicas")).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ region: "brazilsouth", error: null }),
        expect.objectContaining({ region: "japaneast", error: { code: "ReplicaStuck", during: "wait" } }),
      ]),
    );
  });

  test("a replica that vanishes after its create was accepted is a failure, not an endless wait", async () => {
    const world = { schedules: { japaneast: { provisioned: 2_500, ending: "vanishes" as const } } };
    const { run, json } = await play(world, { regions: "japaneast" });
    expect(run.outputs.outcome).toBe("failed");
    expect(json("replicas")).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ region: "japaneast", error: { code: "ReplicaVanished", during: "wait" } }),
      ]),
    );
  });

  test("two replicas in one region are both named, and neither is touched", async () => {
    const world = {
      registry: {
        replicas: [
          { region: "japaneast", name: "geo01", routing: false },
          { region: "japaneast", name: "geo02" },
        ],
      },
    };
    const inputs = { regions: "japaneast, brazilsouth", routing: "enabled" };
    const { run, writes, errors } = await play(world, inputs);
    expect(run.outputs.outcome).toBe("failed");
    expect(writes).toEqual(["PUT brazilsouth"]);
    expect(errors).toContain("geo01, geo02");
  });
});

describe("apply, on a registry that cannot be used", () => {
  test.each([
    ["is not Premium", { sku: "Basic" as const }, "refused", "not Premium"],
    ["has failed", { provisioningState: "Failed" }, "failed", "Failed"],
    ["is being deleted", { provisioningState: "Deleting" }, "failed", "Deleting"],
  ])("one that %s: no write", async (_, registry, outcome, said) => {
    const { run, writes, errors } = await play({ registry }, { regions: "japaneast" });
    expect([run.exitCode, run.outputs.outcome, writes]).toEqual([1, outcome, []]);
    expect(errors).toContain(said);
  });

  test("one whose API shows soft delete: no write", async () => {
    // Today's stable API does not show the policy; a later one may.
    const withSoftDelete = (body: unknown) => {
      const registry = body as { properties: Record<string, unknown> };
      const policies = { softDeletePolicy: { status: "enabled" } };
      return { ...registry, properties: { ...registry.properties, policies } };
    };
    const fault = {
      method: "GET",
      path: /registries\/contoso$/,
      effect: { kind: "rewrite" as const, rewrite: withSoftDelete },
    };
    const { run, writes, errors } = await play({ faults: [fault] }, { regions: "japaneast", mode: "check" });
    expect([run.exitCode, run.outputs.outcome, writes]).toEqual([1, "refused", []]);
    expect(errors).toContain("soft delete");
  });

  test("one that is being updated is waited out", async () => {
    const states = [{ after: 1_500, provisioningState: "Succeeded" }];
    const registry = { provisioningState: "Updating", states };
    const { run, took } = await play({ registry }, { regions: "japaneast" });
    expect(run.outputs.outcome).toBe("changed");
    expect(took).toBeGreaterThan(1_500);
  });

  test("one that is not there fails, and names what was looked for", async () => {
    const { run, writes, errors } = await play({ registries: [] }, { regions: "japaneast" });
    expect([run.exitCode, run.outputs.outcome, writes]).toEqual([1, "failed", []]);
    expect(errors).toContain("contoso");
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
