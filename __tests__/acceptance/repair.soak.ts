import { describe, expect, test } from "@jest/globals";
import { armError, type Fault, type World } from "../simulator/index.js";
import { play, setStage } from "./harness/index.js";
import { hoursFromNow, marks, ownersIn } from "./harness/marks.js";

const OWNER = "contoso/shop/pr-1";
const REPAIR = { regions: "japaneast", repair: "true" };
const FAILED = { region: "japaneast", provisioningState: "Failed" } as const;

const failedWorld = (more: World = {}): World => ({ registry: { replicas: [FAILED] }, ...more });

/** The first answers to a request for the replica are these; then Azure is itself again. */
function refusing(method: string, times: number, status: number, code: string): Fault {
  const effect = armError(status, code, "Azure said no for a while.");
  return { method, path: /replications\/\w+$/, times, effect };
}

describe("repair", () => {
  test("deletes a failed replica and makes it again, with the same name, tags and routing", async () => {
    const tags = { team: "shop", ...marks(OWNER) };
    const replicas = [{ ...FAILED, name: "geo01", tags }];
    const { run, writes, json, simulator } = await play(
      { registry: { replicas } },
      { ...REPAIR, owner: OWNER },
    );
    expect([run.exitCode, run.outputs.outcome]).toEqual([0, "changed"]);
    expect(writes).toEqual(["DELETE geo01", "PUT geo01"]);
    expect(simulator.replicas()).toContainEqual({
      name: "geo01",
      region: "japaneast",
      provisioningState: "Succeeded",
      displayStatus: "Ready",
      routing: true,
      tags,
    });
    expect(json("changes")).toEqual([
      { region: "japaneast", action: "repair", reason: expect.stringContaining("failed"), done: true },
    ]);
    expect(json("replicas")).toContainEqual(
      expect.objectContaining({ region: "japaneast", change: "repaired", ready: true, error: null }),
    );
    expect([json("created"), json("deleted"), json("drift")]).toEqual([["japaneast"], [], []]);
  });

  test("corrects settings on the way, so that nothing is left to update", async () => {
    const registry = { replicas: [{ ...FAILED, routing: false, tags: { Team: "shop" } }] };
    const inputs = { ...REPAIR, routing: "enabled", tags: "team=web\ntier=dr" };
    const { writes, simulator } = await play({ registry }, inputs);
    expect(writes).toEqual(["DELETE japaneast", "PUT japaneast"]);
    const [made] = simulator.replicas();
    expect(made).toMatchObject({ routing: true, tags: { Team: "web", tier: "dr" } });
  });

  test("believes two GETs, not LIST: a replica that is well is left alone", async () => {
    const replicas = [{ region: "japaneast", inList: { provisioningState: "Failed", until: 12_000 } }];
    const { run, writes } = await play({ registry: { replicas } }, REPAIR);
    expect([run.exitCode, run.outputs.outcome, writes]).toEqual([0, "in-sync", []]);
  });

  test("sends the delete only after two GETs that both said Failed", async () => {
    const { simulator } = await play(failedWorld(), REPAIR);
    const requests = simulator.matching({ path: /replications\/japaneast$/ }).map(({ method }) => method);
    expect(requests.slice(0, 3)).toEqual(["GET", "GET", "DELETE"]);
  });

  test("leaves a replica that recovers between the two", async () => {
    const phases = [
      { after: 0, provisioningState: "Failed" },
      { after: 700, provisioningState: "Succeeded", displayStatus: "Ready" },
    ];
    const stage = await setStage({ registry: { replicas: [{ region: "japaneast", phases }] } });
    // The second of the two reads comes late enough.
    stage.simulator.inject({
      method: "GET",
      path: /replications\/japaneast$/,
      skip: 1,
      times: 1,
      effect: { kind: "delay", milliseconds: 1_000 },
    });
    const { run, writes } = await stage.play(REPAIR);
    await stage.close();
    expect([run.exitCode, run.outputs.outcome, writes]).toEqual([0, "in-sync", []]);
  });

  test("creates only after several 404s in a row: one that shows it again begins the count anew", async () => {
    const { run, simulator } = await play(
      failedWorld({ timing: { delete: 500 }, deleteFlicker: [[7_000, 14_000]] }),
      REPAIR,
    );
    expect(run.outputs.outcome).toBe("changed");
    const about = simulator.matching({ path: /replications\/japaneast$/ });
    const put = about.findIndex(({ method }) => method === "PUT");
    expect(about.slice(put - 3, put).map(({ method, status }) => `${method} ${status}`)).toEqual([
      "GET 404",
      "GET 404",
      "GET 404",
    ]);
  });

  test.each([
    ["a conflict", 409, "Conflict"],
    ["a refusal", 400, "InvalidRequest"],
  ])("tries a create again that meets %s soon after the delete", async (_, status, code) => {
    const { run, writes } = await play(failedWorld({ faults: [refusing("PUT", 2, status, code)] }), REPAIR);
    expect([run.exitCode, run.outputs.outcome]).toEqual([0, "changed"]);
    expect(writes).toEqual(["DELETE japaneast", "PUT japaneast", "PUT japaneast", "PUT japaneast"]);
  });

  test("tries a create again that is taken soon after the delete and then fails", async () => {
    const { run, json, simulator } = await play(failedWorld({ recreateFailsWithin: 40_000 }), REPAIR);
    expect([run.exitCode, run.outputs.outcome]).toEqual([0, "changed"]);
    expect(json("replicas")).toContainEqual(
      expect.objectContaining({ region: "japaneast", change: "repaired", ready: true, error: null }),
    );
    expect(simulator.count("PUT", /japaneast$/)).toBe(2);
    expect(run.annotations.map(({ level }) => level)).toEqual(["warning"]);
  });

  test("gives up when it fails for good, and does not advise what was just tried", async () => {
    const { run, json, errors, simulator } = await play(
      failedWorld({ schedules: { japaneast: { ending: "failed" } } }),
      REPAIR,
    );
    expect([run.exitCode, run.outputs.outcome]).toEqual([1, "failed"]);
    expect(simulator.count("PUT", /japaneast$/)).toBe(2);
    expect(json("drift")).toContainEqual(expect.objectContaining({ region: "japaneast", kind: "failed" }));
    expect(json("replicas")).toContainEqual(
      expect.objectContaining({ change: "repaired", error: { code: "ReplicationFailed", during: "wait" } }),
    );
    expect(errors).not.toContain("Set `repair: true`");
  });

  test("does nothing twice in a run: a replica that this run created and that failed is left to the next", async () => {
    const world = { schedules: { japaneast: { ending: "failed" } } } as const;
    const { run, writes } = await play(world, REPAIR);
    expect([run.outputs.outcome, writes]).toEqual(["failed", ["PUT japaneast"]]);
  });

  test("goes on in one region after the other, and never has two out of service", async () => {
    const replicas = ["japaneast", "brazilsouth", "uksouth"].map((region) => ({ ...FAILED, region }));
    const inputs = { ...REPAIR, regions: "japaneast, brazilsouth, uksouth", "max-delete": "3" };
    const { run, simulator } = await play({ registry: { replicas } }, inputs);
    expect(run.outputs.outcome).toBe("changed");
    const writes = simulator.writes().map(({ method, path }) => `${method} ${path.split("/").at(-1)}`);
    expect(writes).toEqual([
      "DELETE brazilsouth",
      "PUT brazilsouth",
      "DELETE japaneast",
      "PUT japaneast",
      "DELETE uksouth",
      "PUT uksouth",
    ]);
  });

  test("one that does not come to its end leaves the others their turn", async () => {
    const replicas = ["japaneast", "brazilsouth"].map((region) => ({ ...FAILED, region }));
    const world = { registry: { replicas }, schedules: { brazilsouth: { ending: "vanishes" } } } as const;
    const inputs = { ...REPAIR, regions: "japaneast, brazilsouth", "max-delete": "2" };
    const { run, json } = await play(world, inputs);
    expect(run.outputs.outcome).toBe("failed");
    expect(json("ready-regions")).toEqual(["japaneast"]);
    expect(json("replicas")).toContainEqual(
      expect.objectContaining({ region: "brazilsouth", error: { code: "ReplicaVanished", during: "wait" } }),
    );
  });

  test("leaves a replica whose routing somebody disabled, unless the request says its routing", async () => {
    const replicas = [{ ...FAILED, routing: false }];
    const left = await play({ registry: { replicas } }, REPAIR);
    expect([left.run.outputs.outcome, left.writes]).toEqual(["failed", []]);
    const told = await play({ registry: { replicas } }, { ...REPAIR, routing: "disabled" });
    expect(told.writes).toEqual(["DELETE japaneast", "PUT japaneast"]);
    expect(told.simulator.replicas()[0]).toMatchObject({ routing: false });
  });

  test("without an owner keeps tags that somebody set after the plan was made, and makes it permanent", async () => {
    const stage = await setStage({
      registry: { replicas: [{ ...FAILED, tags: marks(OWNER, hoursFromNow(1)) }] },
    });
    const set = { tags: { team: "shop", ...marks(`${OWNER},contoso/shop/pr-2`) } };
    stage.simulator.inject({
      method: "GET",
      path: /replications\/japaneast$/,
      times: 1,
      effect: { kind: "meanwhile", before: () => stage.simulator.changeReplica("japaneast", set) },
    });
    const { run } = await stage.play(REPAIR);
    const [made] = stage.simulator.replicas();
    await stage.close();
    expect(run.outputs.outcome).toBe("changed");
    expect(made?.tags).toEqual({ team: "shop" });
  });

  test("with an owner leaves what others need, too, and what is permanent", async () => {
    const replicas = [
      { ...FAILED, tags: marks(`${OWNER},contoso/shop/pr-2`) },
      { ...FAILED, region: "uksouth" },
    ];
    const inputs = { ...REPAIR, regions: "japaneast, uksouth", owner: OWNER, "max-delete": "2" };
    const { run, writes, simulator } = await play({ registry: { replicas } }, inputs);
    expect([run.outputs.outcome, writes]).toEqual(["failed", []]);
    expect(simulator.replicas().map(({ region, tags }) => [region, ownersIn(tags)])).toEqual([
      ["japaneast", `${OWNER},contoso/shop/pr-2`],
      ["uksouth", ""],
      ["westeurope", ""],
    ]);
  });

  test("that two runs begin at the same time ends with one ready replica, and both see it", async () => {
    const stage = await setStage(failedWorld({ timing: { delete: 8_000, provisioned: 8_000 } }));
    const both = await Promise.all([stage.play(REPAIR), stage.play(REPAIR)]);
    const replicas = stage.simulator.replicas();
    await stage.close();
    expect(both.map(({ run }) => [run.exitCode, run.outputs["all-ready"]])).toEqual([
      [0, "true"],
      [0, "true"],
    ]);
    expect(replicas).toHaveLength(2);
  });

  test("killed between delete and create is completed by the next run", async () => {
    const stage = await setStage(failedWorld({ timing: { delete: 80_000 } }));
    const killed = await stage.play(REPAIR, { signalAt: [{ signal: "SIGKILL", after: 30_000 }] });
    const next = await stage.play(REPAIR);
    await stage.close();
    expect(killed.writes).toEqual(["DELETE japaneast"]);
    expect([next.run.exitCode, next.run.outputs.outcome]).toEqual([0, "changed"]);
    expect(next.json("ready-regions")).toEqual(["japaneast"]);
  });
});

describe("repair and the fences", () => {
  const replicas = ["japaneast", "brazilsouth"].map((region) => ({ ...FAILED, region }));

  test("each repair counts for max-delete, and beyond it the plan is refused whole", async () => {
    const { run, writes, errors, json } = await play(
      { registry: { replicas } },
      { ...REPAIR, regions: "japaneast, brazilsouth" },
    );
    expect([run.exitCode, run.outputs.outcome, writes]).toEqual([1, "refused", []]);
    expect(errors).toContain("max-delete: 2");
    expect(json("changes")).toHaveLength(2);
  });

  test("a protected region is not repaired, and the run says why", async () => {
    const inputs = { ...REPAIR, regions: "japaneast, brazilsouth", protect: "brazilsouth" };
    const { run, writes, errors } = await play({ registry: { replicas } }, inputs);
    expect([run.exitCode, run.outputs.outcome]).toEqual([1, "failed"]);
    expect(writes).toEqual(["DELETE japaneast", "PUT japaneast"]);
    expect(run.log.join("\n")).toMatch(/leave +brazilsouth +.*protect/);
    expect(errors).toContain("`protect`");
    expect(errors).not.toContain("Set `repair: true`");
  });

  test("home is not repaired", async () => {
    const homeRow = { provisioningState: "Failed" };
    const { run, writes, errors } = await play(
      { registry: { homeRow, replicas: [{ region: "japaneast" }] } },
      REPAIR,
    );
    expect([run.exitCode, run.outputs.outcome, writes]).toEqual([1, "failed", []]);
    expect(errors).not.toContain("Set `repair: true`");
  });
});

describe("without repair", () => {
  test.each<[string, Record<string, string>, string]>([
    ["apply", {}, "failed"],
    ["apply that waits for nothing", { "wait-for": "none" }, "failed"],
    ["check", { mode: "check" }, "drifted"],
    ["wait", { mode: "wait" }, "failed"],
  ])("%s writes nothing to a failed replica and says that the switch exists", async (_, more, outcome) => {
    const { run, writes } = await play(failedWorld(), { regions: "japaneast", ...more });
    expect([run.exitCode, run.outputs.outcome, writes]).toEqual([1, outcome, []]);
    expect(run.summary).toContain("repair: true");
    expect(run.log.join("\n")).toContain("repair: true");
  });

  test("check says what repair would do", async () => {
    const { run, json } = await play(failedWorld(), { ...REPAIR, mode: "check" });
    expect([run.exitCode, run.outputs.outcome]).toEqual([1, "drifted"]);
    expect(json("changes")).toEqual([
      { region: "japaneast", action: "repair", reason: expect.any(String), done: false },
    ]);
  });
});
