import { describe, expect, test } from "@jest/globals";
import type { Answer } from "../../simulator/http.js";
import { proxyPage, type World } from "../../simulator/index.js";
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

/** A GET of a replica that tells nothing of it. */
const UNREADABLE: Readonly<Record<string, Answer>> = {
  japaneast: { status: 403, body: { error: { code: "AuthorizationFailed", message: "No." } } },
  uksouth: { status: 503, body: "" },
  eastus: { status: 404, headers: { "Content-Type": "text/html" }, body: "<html>not found</html>" },
  northeurope: { status: 200, body: { name: "northeurope", properties: { provisioningState: "Succeeded" } } },
  swedencentral: { status: 404, body: "" },
};

describe("a replica that LIST lacks", () => {
  test("and whose GET is refused, a page, empty or without a location: nothing is sent to it, and its region fails", async () => {
    const tags = { team: "shop" };
    const replicas = Object.entries(UNREADABLE).map(([region, answer]) => {
      return { region, routing: false, tags, inList: { absent: true }, inGet: { answer } };
    });
    const regions = [...Object.keys(UNREADABLE), "brazilsouth"].join(", ");
    const played = await play({ registry: { replicas } }, { regions });
    const { run, writes, json, simulator, errors } = played;
    expect([run.outputs.outcome, writes]).toEqual(["failed", ["PUT brazilsouth"]]);
    const hidden = simulator.replicas().filter(({ region }) => region in UNREADABLE);
    expect(hidden.map((replica) => [replica.routing, replica.tags])).toEqual(
      replicas.map(() => [false, tags]),
    );
    expect(errors.match(/none was created/g)).toHaveLength(replicas.length);
    expect([json("created"), json("drift")]).toEqual([["brazilsouth"], []]);
    const rows = json("replicas") as readonly { region: string; name: unknown; error: { during: string } }[];
    const row = rows.find(({ region }) => region === "japaneast");
    expect(row).toMatchObject({ name: null, error: { code: "AuthorizationFailed", during: "read-replica" } });
  });
});

describe("wanted replicas that LIST lacks at the last look", () => {
  test("and whose GET is refused, a page or without a location: they are neither there nor missing, and their regions fail", async () => {
    const hide = (body: unknown) => {
      const { value } = body as { value: readonly { name: string }[] };
      return { value: value.filter(({ name }) => !(name in UNREADABLE)) };
    };
    const hidden = Object.keys(UNREADABLE);
    const refusals = Object.entries(UNREADABLE).map(([region, answer]) => ({
      method: "GET",
      path: new RegExp(`/replications/${region}$`),
      effect: { kind: "answer" as const, ...answer },
    }));
    const LISTING = { method: "GET", path: /\/replications$/ };
    const world: World = {
      registry: { replicas: hidden.map((region) => ({ region })) },
      // The LIST that the plan is made on shows them.
      faults: [{ ...LISTING, skip: 1, effect: { kind: "rewrite", rewrite: hide } }, ...refusals],
    };
    const regions = [...hidden, "brazilsouth"].join(", ");
    const { run, json, writes, errors } = await play(world, { regions });
    expect([run.exitCode, run.outputs.outcome, writes]).toEqual([1, "failed", ["PUT brazilsouth"]]);
    expect([json("drift"), json("ready-regions")]).toEqual([[], ["brazilsouth"]]);
    const unknown = { ready: false, provisioningState: null };
    const error = expect.objectContaining({ during: "read-replica" });
    for (const region of hidden)
      expect(json("replicas")).toContainEqual(expect.objectContaining({ region, ...unknown, error }));
    expect(errors.match(/it is not known whether it still exists/g)).toHaveLength(hidden.length);
  });
});

/** Takes the location out of what is said of the replica geo01. */
function withoutLocation(body: unknown): unknown {
  const strip = (row: object) =>
    "name" in row && row.name === "geo01" ? { ...row, location: undefined } : row;
  const { value } = body as { value?: readonly object[] };
  return value === undefined ? strip(body as object) : { ...(body as object), value: value.map(strip) };
}

describe("a row of LIST without a location", () => {
  const replicas = [{ region: "japaneast", name: "geo01" }, { region: "eastus" }];
  const inputs = { regions: "japaneast, brazilsouth", prune: "all" };
  const effect = { kind: "rewrite" as const, rewrite: withoutLocation };

  test("is read by its name, and all is done as if it had one", async () => {
    const faults = [{ method: "GET", path: /\/replications$/, effect }];
    const { run, writes } = await play({ registry: { replicas }, faults }, inputs);
    expect([run.outputs.outcome, writes]).toEqual(["changed", ["PUT brazilsouth", "DELETE eastus"]]);
  });

  test("nor in its GET: that name fails, nothing is pruned, and all else is done", async () => {
    const faults = [{ method: "GET", path: /\/replications(\/geo01)?$/, effect }];
    const asked = { ...inputs, regions: "brazilsouth" };
    const { run, writes, errors, json } = await play({ registry: { replicas }, faults }, asked);
    expect([run.outputs.outcome, writes]).toEqual(["failed", ["PUT brazilsouth"]]);
    expect(errors).toContain("geo01");
    expect(json("changes")).toContainEqual(
      expect.objectContaining({ region: "eastus", action: "delete", done: false }),
    );
  });
});

describe("home in another region, as LIST and GET both have it", () => {
  const moved = (body: unknown) =>
    JSON.parse(JSON.stringify(body).replaceAll('"location":"westeurope"', '"location":"eastus"'));
  const faults = [
    {
      method: "GET",
      path: /\/replications(\/[^/]+)?$/,
      effect: { kind: "rewrite" as const, rewrite: moved },
    },
  ];

  test.each([
    ["pruned", { regions: "japaneast", prune: "all", "max-delete": "9" }],
    ["removed", { mode: "remove", regions: "eastus" }],
  ])("is not %s", async (_, inputs) => {
    const world: World = { registry: { replicas: [{ region: "japaneast" }] }, faults };
    const { writes, simulator } = await play(world, inputs);
    expect(writes.filter((write) => write.startsWith("DELETE"))).toEqual([]);
    expect(simulator.replicas().map(({ region }) => region)).toContain("westeurope");
  });
});

describe("a replica named ..", () => {
  test("is shown, and no request goes out that has the name in its address", async () => {
    const renamed = (body: unknown) =>
      JSON.parse(JSON.stringify(body).replaceAll('"name":"japaneast"', '"name":".."'));
    const rename = { kind: "rewrite" as const, rewrite: renamed };
    const faults = [{ method: "GET", path: /\/replications$/, effect: rename }];
    const world: World = { registry: { replicas: [{ region: "japaneast" }] }, faults };
    const removal = { mode: "remove", regions: "japaneast" };
    const { run, writes, errors, simulator } = await play(world, removal);
    expect([run.outputs.outcome, writes]).toEqual(["failed", []]);
    expect(errors).toContain("NoReplicaName");
    const paths = simulator.requests.map(({ path }) => path);
    expect(paths.filter((path) => path.includes("..") || path.endsWith("/replications/"))).toEqual([]);
  });
});

describe("a DELETE that a proxy answers with a page and 200", () => {
  test("is no accepted delete: the replica is told as not deleted", async () => {
    const faults = [{ method: "DELETE", path: /\/eastus$/, effect: proxyPage(200) }];
    const world: World = { registry: { replicas: [{ region: "eastus" }] }, faults };
    const { run, json, errors } = await play(world, { mode: "remove", regions: "eastus" });
    expect([run.outputs.outcome, json("deleted")]).toEqual(["failed", []]);
    expect(errors).toContain("not what Azure promises");
  });
});

describe("a delete that was accepted, and whose GET a proxy answers with a 404 of its own", () => {
  test("is not confirmed by that: the replica is told as not deleted", async () => {
    const faults = [{ method: "GET", path: /\/eastus$/, skip: 1, effect: proxyPage(404) }];
    const world: World = { registry: { replicas: [{ region: "eastus" }] }, faults };
    const { run, json } = await play(world, { mode: "remove", regions: "eastus" });
    expect([run.outputs.outcome, json("deleted")]).toEqual(["failed", []]);
    expect(json("changes")).toEqual([expect.objectContaining({ region: "eastus", done: false })]);
  });
});

describe("a LIST that shows a deleted replica for an hour", () => {
  const world: World = {
    registry: { replicas: [{ region: "eastus" }, { region: "japaneast", provisioningState: "Failed" }] },
    list: { lagAfterDelete: 3_600_000 },
  };

  test.each<[string, Record<string, string>, readonly string[]]>([
    ["a removal", { mode: "remove", regions: "eastus" }, ["eastus"]],
    ["a prune", { regions: "brazilsouth", prune: "all", protect: "japaneast" }, ["eastus"]],
  ])("%s ends with two GETs some seconds apart that say that it is gone", async (_, inputs, deleted) => {
    const { run, json, took, simulator } = await play(world, inputs);
    expect([run.outputs.outcome, json("deleted"), json("drift")]).toEqual(["changed", deleted, []]);
    const reads = simulator.matching({ method: "GET", path: /\/replications\/eastus$/ });
    const gone = reads.filter(({ status }) => status === 404).map(({ at }) => at);
    expect((gone[1] ?? 0) - (gone[0] ?? 0)).toBeGreaterThanOrEqual(2_000);
    expect(took).toBeLessThan(120_000);
  });

  test("a repair goes on from there: the replica is made again", async () => {
    const { run, json, took } = await play(world, { regions: "japaneast", repair: "true" });
    expect([run.outputs.outcome, json("ready-regions")]).toEqual(["changed", ["japaneast"]]);
    expect(took).toBeLessThan(180_000);
  });
});

describe("a registry whose name was used before: a PUT that is answered 200, with a row days old that nobody had shown", () => {
  const world: World = { registry: { remembered: [{ region: "japaneast" }] } };

  test("warns a run without an owner of what was written over", async () => {
    const { run, json } = await play(world, { regions: "japaneast" });
    expect([run.exitCode, json("created"), json("ready-regions")]).toEqual([0, [], ["japaneast"]]);
    const warnings = run.annotations.filter(({ level }) => level === "warning");
    expect(warnings.map(({ message }) => message).join()).toContain("overwrote its tags");
  });

  test("is not taken for the owner's own: its mark is taken off again, and the run fails", async () => {
    const { run, json, simulator } = await play(world, { regions: "japaneast", owner: "contoso/shop/pr-42" });
    expect([run.outputs.outcome, json("created")]).toEqual(["failed", []]);
    expect(simulator.replicas().find(({ region }) => region === "japaneast")?.tags).toEqual({});
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
