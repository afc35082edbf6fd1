import { describe, expect, test } from "@jest/globals";
import { play, setStage } from "./harness/index.js";
import { marks } from "./harness/marks.js";

const LENT = marks("contoso/shop/pr-7", "2999-01-01T00:00:00Z");
const SYNCING = {
  region: "northeurope",
  displayStatus: "Syncing",
  phases: [{ after: 4_000, provisioningState: "Succeeded", displayStatus: "Ready" }],
};

describe("check without regions", () => {
  test("lists what there is, and is in sync while nothing is unwell", async () => {
    const stage = await setStage({
      registry: {
        replicas: [
          { region: "japaneast", routing: false },
          { region: "eastus", tags: LENT },
        ],
      },
    });
    const inputs = { mode: "check", tags: "tier=prod", "report-html": "true" };
    const { run, json, writes } = await stage.play(inputs);
    expect([run.exitCode, run.outputs.outcome, json("drift"), json("changes"), writes]).toEqual([
      0,
      "in-sync",
      [],
      [],
      [],
    ]);
    expect(json("replicas")).toMatchObject([
      { region: "eastus", wanted: true, owners: ["contoso/shop/pr-7"], expires: "2999-01-01T00:00:00Z" },
      { region: "japaneast", wanted: true, routing: "disabled", owners: [], ready: true },
      { region: "westeurope", home: true, ready: true },
    ]);
    expect(json("ready-regions")).toEqual(["eastus", "japaneast", "westeurope"]);
    expect(run.outputs.headline).toBe("contoso: all 3 regions are ready.");
    expect(run.summary).toContain("| Region | State | Since | Routing | Owners | Until |");
    expect(run.summary).not.toContain("<details>");
    expect(run.log.join("\n")).toMatch(/Region +State +Since +Routing +Owners +Until/);
    expect(await run.read(run.outputs["report-html"] ?? "")).toContain(">Since</th>");
    await stage.close();
  });

  test("reports what is unwell, and fails by fail-on", async () => {
    const world = { registry: { replicas: [{ region: "japaneast", provisioningState: "Failed" }] } };
    const failing = await play(world, { mode: "check" });
    expect([failing.run.exitCode, failing.run.outputs.outcome]).toEqual([1, "drifted"]);
    expect(failing.json("drift")).toEqual([expect.objectContaining({ region: "japaneast", kind: "failed" })]);
    const passing = await play(world, { mode: "check", "fail-on": "missing" });
    expect([passing.run.exitCode, passing.run.outputs.outcome]).toEqual([0, "drifted"]);
  });
});

describe("wait for what exists", () => {
  test("waits for home and the permanent replicas, and leaves out what is on loan", async () => {
    const lent = { region: "eastus", displayStatus: "Syncing", tags: LENT };
    const { run, json, writes } = await play(
      { registry: { replicas: [SYNCING, lent] } },
      { mode: "wait", regions: "existing" },
    );
    expect([run.exitCode, run.outputs.outcome, writes]).toEqual([0, "in-sync", []]);
    expect(json("ready-regions")).toEqual(["northeurope", "westeurope"]);
    expect(json("replicas")).toContainEqual(expect.objectContaining({ region: "eastus", wanted: false }));
  });

  test("no longer wants a replica that somebody deletes meanwhile", async () => {
    const stage = await setStage({
      registry: { replicas: [SYNCING, { region: "japaneast", displayStatus: "Syncing" }] },
    });
    const playing = stage.play({ mode: "wait", regions: "existing", timeout: "5m" });
    await stage.sleep(2_000);
    stage.simulator.deleteReplica("japaneast");
    const { run, json } = await playing;
    await stage.close();
    expect([run.exitCode, run.outputs.outcome, json("drift")]).toEqual([0, "in-sync", []]);
    expect(json("ready-regions")).toEqual(["northeurope", "westeurope"]);
    expect(run.outputs.replicas).not.toContain("japaneast");
  });
});
