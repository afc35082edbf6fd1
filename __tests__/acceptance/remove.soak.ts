import { describe, expect, test } from "@jest/globals";
import { anotherOperationInProgress, armError, type Simulator } from "../simulator/index.js";
import { play, setStage } from "./harness/index.js";
import { hoursFromNow, marks } from "./harness/marks.js";
import { ANOTHER, PULL_REQUEST, world } from "./removal-world.js";

const regionsOf = (simulator: Simulator) => simulator.replicas().map(({ region }) => region);

describe("remove and the config file", () => {
  const file = [
    "registry: contoso",
    "regions: [japaneast]",
    `owner: ${PULL_REQUEST}`,
    "only-expired: true",
    "protect: [eastus]",
    "max-delete: 0",
  ].join("\n");
  const inputs = { mode: "remove", registry: "", config: "geo.yml" };
  const files = { "geo.yml": file };

  test("selectors in the file select nothing", async () => {
    const { run, simulator } = await play(world, inputs, { files });
    expect([run.exitCode, run.outputs.outcome, simulator.requests]).toEqual([1, "failed", []]);
    expect(run.annotations.map(({ message }) => message).join()).toContain("config file do not count");
  });

  test("they do not narrow what the workflow selects either, nor does its max-delete; registry and protect count", async () => {
    const { run, writes } = await play(world, { ...inputs, owner: PULL_REQUEST }, { files });
    expect(run.outputs.outcome).toBe("changed");
    // East US is protected by the file. The marks are the consent, so no number has to be said.
    expect(writes.toSorted()).toEqual(["DELETE brazilsouth", "PATCH uksouth"]);
  });
});

describe("remove and the fences", () => {
  test.each<[string, Record<string, string>, string]>([
    ["home, named in regions", { regions: "japaneast, West Europe" }, "home"],
    ["home, whatever else selects", { regions: "westeurope", owner: PULL_REQUEST }, "home"],
    ["a protected region, named in regions", { regions: "japaneast, eastus", protect: "East US" }, "protect"],
    [
      "somebody's replica whose expiry lies ahead, named in regions alone",
      { regions: "northeurope" },
      "needed by owners",
    ],
    ["more deletes by owner than max-delete", { owner: PULL_REQUEST, "max-delete": "1" }, "max-delete: 2"],
    ["a word that is no region", { regions: "japaneast, prod" }, "not a region"],
    ["a word that protects nothing", { regions: "japaneast", protect: "prod" }, "not a region"],
    [
      "more deletes by expiry than max-delete",
      { "only-expired": "true", "max-delete": "1" },
      "max-delete: 2",
    ],
    ["another plan than expected", { regions: "japaneast", "expect-plan": "0".repeat(64) }, "expect-plan"],
  ])("%s: refused whole, before any write", async (_, inputs, said) => {
    const { run, writes, errors, json } = await play(world, { mode: "remove", ...inputs });
    expect([run.exitCode, run.outputs.outcome, writes]).toEqual([1, "refused", []]);
    expect(errors).toContain(said);
    expect(run.outputs["plan-hash"]).toMatch(/^[0-9a-f]{64}$/);
    expect(json("deleted")).toEqual([]);
    expect(run.summary).toContain("Refused");
  });

  test("a protected replica that was not named is passed over, with the reason", async () => {
    const { run, writes } = await play(world, {
      mode: "remove",
      owner: PULL_REQUEST,
      protect: "brazilsouth, uksouth",
    });
    // The mark of an owner who leaves comes off a protected replica too: nothing is deleted by that.
    expect([run.outputs.outcome, writes.toSorted()]).toEqual(["changed", ["DELETE eastus", "PATCH uksouth"]]);
    expect(run.log.join("\n")).toMatch(/leave +brazilsouth +.*protect/);
    expect(run.summary).toContain("protect");
  });

  test("the home row is passed over, whatever it is tagged with", async () => {
    const homeRow = { tags: marks(PULL_REQUEST, hoursFromNow(-1)) };
    const registry = {
      homeRow,
      replicas: [{ region: "eastus", tags: marks(PULL_REQUEST, hoursFromNow(-1)) }],
    };
    const { run, writes } = await play({ registry }, { mode: "remove", "only-expired": "true" });
    expect([run.outputs.outcome, writes]).toEqual(["changed", ["DELETE eastus"]]);
    expect(run.log.join("\n")).toMatch(/leave +westeurope +.*home/);
  });

  test("regions that the workflow named do not count for max-delete", async () => {
    const registry = { replicas: ["japaneast", "eastus", "uksouth"].map((region) => ({ region })) };
    const inputs = { mode: "remove", regions: "japaneast, eastus, uksouth", "max-delete": "0" };
    const { run, json } = await play({ registry }, inputs);
    expect([run.outputs.outcome, json("deleted")]).toEqual(["changed", ["eastus", "japaneast", "uksouth"]]);
  });

  test("the last ready region behind the global endpoint is not taken away", async () => {
    const homeRow = { routing: false };
    const replicas = [{ region: "japaneast" }, { region: "eastus", routing: false }];
    const { run, writes, errors } = await play(
      { registry: { homeRow, replicas } },
      { mode: "remove", regions: "japaneast" },
    );
    expect([run.outputs.outcome, writes]).toEqual(["refused", []]);
    expect(errors).toContain("global endpoint");
  });

  test("a plan that was refused with its hash is carried out once that hash is expected", async () => {
    const stage = await setStage(world);
    const inputs = { mode: "remove", regions: "japaneast" };
    const asked = await stage.play({ ...inputs, "expect-plan": "0".repeat(64) });
    const approved = await stage.play({ ...inputs, "expect-plan": asked.run.outputs["plan-hash"] ?? "" });
    const again = await stage.play({ ...inputs, "expect-plan": asked.run.outputs["plan-hash"] ?? "" });
    await stage.close();
    expect([approved.run.outputs.outcome, approved.writes]).toEqual(["changed", ["DELETE japaneast"]]);
    expect([again.run.outputs.outcome, again.writes]).toEqual(["refused", []]);
  });
});

describe("each replica is read again right before its delete", () => {
  const inputs = { mode: "remove", "only-expired": "true" };
  const registry = { replicas: [{ region: "eastus", tags: marks(PULL_REQUEST, hoursFromNow(-1)) }] };

  /** Sets up the world so that this happens after the plan was made, before the replica is read again. */
  async function playWithChange(selectors: Record<string, string>, change: (simulator: Simulator) => void) {
    const stage = await setStage({ registry });
    const before = () => change(stage.simulator);
    stage.simulator.inject({
      method: "GET",
      path: /replications\/eastus$/,
      times: 1,
      effect: { kind: "meanwhile", before },
    });
    const played = await stage.play({ ...inputs, ...selectors });
    await stage.close();
    return played;
  }

  test.each<[string, Record<string, string>, Readonly<Record<string, string>>]>([
    ["its time was extended", {}, marks(PULL_REQUEST, hoursFromNow(4))],
    ["it has become somebody's permanent replica", {}, {}],
    ["its mark can no longer be read", {}, marks(PULL_REQUEST, "soon")],
    [
      "somebody joined who needs it still",
      { regions: "eastus", "only-expired": "false" },
      marks(ANOTHER, hoursFromNow(4)),
    ],
    [
      "it belongs to somebody else now",
      { owner: PULL_REQUEST, "only-expired": "false" },
      marks(ANOTHER, hoursFromNow(4)),
    ],
  ])("and left when %s", async (_, selectors, tags) => {
    const { run, writes, json } = await playWithChange(selectors, (simulator) =>
      simulator.changeReplica("eastus", { tags }),
    );
    expect([run.exitCode, run.outputs.outcome, writes]).toEqual([0, "in-sync", []]);
    expect(json("changes")).toEqual([
      { region: "eastus", action: "delete", reason: expect.any(String), done: false },
    ]);
    expect(json("deleted")).toEqual([]);
    expect(run.log.join("\n")).toContain("it has changed since the plan was made");
  });

  test("and our mark alone is taken off when somebody joined", async () => {
    const theirs = marks(ANOTHER, hoursFromNow(4));
    const joined = { ...theirs, ...marks(PULL_REQUEST) };
    const selectors = { owner: PULL_REQUEST, "only-expired": "false" };
    const stage = await setStage({ registry });
    stage.simulator.inject({
      method: "GET",
      path: /replications\/eastus$/,
      times: 1,
      effect: { kind: "meanwhile", before: () => stage.simulator.changeReplica("eastus", { tags: joined }) },
    });
    const { run, writes, json } = await stage.play({ ...inputs, ...selectors });
    const [replica] = stage.simulator.replicas();
    await stage.close();
    expect([run.outputs.outcome, writes, json("deleted")]).toEqual(["changed", ["PATCH eastus"], []]);
    expect(replica?.tags).toEqual(theirs);
  });

  test("and nothing is left to do when it is already gone", async () => {
    const stage = await setStage({ registry, timing: { delete: 0 } });
    stage.simulator.inject({
      method: "GET",
      path: /replications$/,
      times: 1,
      effect: { kind: "meanwhile", after: () => stage.simulator.deleteReplica("eastus") },
    });
    const { run, writes, json } = await stage.play(inputs);
    await stage.close();
    expect([run.exitCode, run.outputs.outcome, writes]).toEqual([0, "in-sync", []]);
    expect([json("deleted"), json("changes")]).toEqual([[], [expect.objectContaining({ done: false })]]);
    expect(run.log.join("\n")).toMatch(/eastus +already gone/);
  });

  test("and only its end is waited for when somebody has begun to delete it", async () => {
    const { run, writes, json } = await playWithChange({}, (simulator) => simulator.deleteReplica("eastus"));
    expect([run.exitCode, run.outputs.outcome, writes]).toEqual([0, "in-sync", []]);
    expect(json("deleted")).toEqual([]);
  });

  test("and a DELETE that another operation was in the way of is decided anew", async () => {
    const stage = await setStage({ registry });
    const joined = marks(`${PULL_REQUEST},${ANOTHER}`, hoursFromNow(4));
    // What was in its way was another run, which marked the replica as its own.
    stage.simulator.inject({
      method: "GET",
      path: /replications\/eastus$/,
      times: 1,
      effect: { kind: "meanwhile", after: () => stage.simulator.changeReplica("eastus", { tags: joined }) },
    });
    stage.simulator.inject({
      method: "DELETE",
      path: /replications\/eastus$/,
      times: 1,
      effect: anotherOperationInProgress(),
    });
    const { run, json } = await stage.play(inputs);
    const left = regionsOf(stage.simulator);
    await stage.close();
    expect([run.exitCode, run.outputs.outcome, json("deleted")]).toEqual([0, "in-sync", []]);
    expect(left).toContain("eastus");
  });
});

describe("a delete is done when the replica is gone for good", () => {
  const registry = { replicas: [{ region: "japaneast" }, { region: "eastus" }, { region: "uksouth" }] };

  test("several at once, in the time of the slowest", async () => {
    const inputs = { mode: "remove", regions: "japaneast, eastus, uksouth" };
    const { run, simulator, took } = await play({ registry, timing: { delete: 8_000 } }, inputs);
    expect(run.outputs.outcome).toBe("changed");
    expect(regionsOf(simulator)).toEqual(["westeurope"]);
    const [first, , third] = simulator.matching({ method: "DELETE" }).map(({ at }) => at);
    expect((third ?? 0) - (first ?? 0)).toBeLessThan(4_000);
    expect(took).toBeLessThan(20_000);
  });

  test("a read that shows it again puts the end off until several in a row say that it is gone", async () => {
    const timing = { delete: 500 };
    const deleteFlicker = [[600, 4_000]] as const;
    const { run, simulator } = await play(
      { registry, timing, deleteFlicker },
      { mode: "remove", regions: "eastus" },
    );
    expect(run.outputs.outcome).toBe("changed");
    const reads = simulator.matching({ method: "GET", path: /replications\/eastus$/ });
    expect(reads.slice(-2).map(({ status }) => status)).toEqual([404, 404]);
  });

  test("a delete poll that answers 403 is no failure: nobody asks it", async () => {
    const permissions = { registry: ["Microsoft.ContainerRegistry/registries/*"], subscription: ["*/read"] };
    const { run, simulator } = await play(
      { registry, permissions: { ...permissions, subscription: ["Microsoft.Resources/*"] } },
      { mode: "remove", regions: "eastus" },
    );
    expect([run.exitCode, run.outputs.outcome]).toEqual([0, "changed"]);
    expect(simulator.count("GET", /operationResults/)).toBe(0);
  });

  test("one that is under way already is joined: no second DELETE, and the end is waited for", async () => {
    const stage = await setStage({ registry, timing: { delete: 6_000 } });
    stage.simulator.deleteReplica("eastus");
    const { run, writes } = await stage.play({ mode: "remove", regions: "eastus" });
    const left = regionsOf(stage.simulator);
    await stage.close();
    expect([run.exitCode, run.outputs.outcome, writes]).toEqual([0, "in-sync", []]);
    expect(left).not.toContain("eastus");
  });

  test("one that Azure refuses fails its region alone, and says why", async () => {
    const said = "The scope cannot perform delete operation because following scope(s) are locked.";
    const fault = {
      method: "DELETE",
      path: /replications\/eastus$/,
      effect: armError(409, "ScopeLocked", said),
    };
    const { run, json, errors } = await play(
      { registry, faults: [fault] },
      { mode: "remove", regions: "eastus, uksouth" },
    );
    expect([run.exitCode, run.outputs.outcome]).toEqual([1, "failed"]);
    expect(json("deleted")).toEqual(["uksouth"]);
    expect(errors).toContain("locked");
    expect(json("changes")).toEqual([
      expect.objectContaining({ region: "eastus", done: false }),
      expect.objectContaining({ region: "uksouth", done: true }),
    ]);
  });

  test("one that is not at its end at the deadline is reported as not done", async () => {
    const inputs = { mode: "remove", regions: "eastus", timeout: "6s" };
    const { run, json } = await play({ registry, timing: { delete: 600_000 } }, inputs);
    expect([run.exitCode, run.outputs.outcome]).toEqual([1, "timed-out"]);
    expect(json("changes")).toEqual([expect.objectContaining({ region: "eastus", done: false })]);
    expect(run.outputs.headline).toContain("East US");
  });

  test("one that was killed in its middle is taken up by the next run", async () => {
    const stage = await setStage({ registry, timing: { delete: 15_000 } });
    const inputs = { mode: "remove", regions: "eastus" };
    const killed = stage.play(inputs, { signalAt: [{ signal: "SIGKILL", after: 7_000 }] });
    const first = await killed;
    const second = await stage.play(inputs);
    const third = await stage.play(inputs);
    await stage.close();
    expect([first.run.signal, first.writes]).toEqual(["SIGKILL", ["DELETE eastus"]]);
    expect([second.run.exitCode, second.run.outputs.outcome, second.writes]).toEqual([0, "in-sync", []]);
    expect(second.json("changes")).toHaveLength(1);
    expect([third.run.outputs.outcome, third.json("changes")]).toEqual(["in-sync", []]);
  });
});

describe("what remove says", () => {
  test("marks that cannot be read are needs that do not end, with a warning", async () => {
    const { run, simulator } = await play(world, {
      mode: "remove",
      "only-expired": "true",
      "max-delete": "5",
    });
    expect(regionsOf(simulator)).toContain("southindia");
    const warnings = run.annotations.filter(({ level }) => level === "warning");
    expect(warnings.map(({ message }) => message)).toEqual([expect.stringContaining("South India")]);
  });

  test("headline and summary name what was deleted", async () => {
    const { run } = await play(world, { mode: "remove", regions: "japaneast" });
    expect(run.outputs.headline).toMatch(/^contoso: deleted Japan East/);
    expect(run.summary).toContain("Japan East");
  });

  test("a replica that was deleted stays among the replicas, and is not ready", async () => {
    const { json } = await play(world, { mode: "remove", regions: "japaneast" });
    expect(json("replicas")).toEqual(
      expect.arrayContaining([
        expect.objectContaining({
          region: "japaneast",
          change: "deleted",
          ready: false,
          provisioningState: null,
        }),
      ]),
    );
  });
});
