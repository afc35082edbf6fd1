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
    expect(run.summary).toContain("| Region | State | Since | Routing | Owners | Until | Endpoints |");
    expect(run.summary).not.toContain("<details>");
    expect(run.summary).toContain("`contoso.japaneast.geo.azurecr.io`");
    expect(run.log.join("\n")).toMatch(/Region +State +Since +Routing +Owners +Until +Endpoints/);
    const page = await run.read(run.outputs["report-html"] ?? "");
    await stage.close();
    for (const title of ["Since", "Routing", "Owners", "Until", "Endpoints"])
      expect(page).toContain(`>${title}</th>`);
    // What could be stands on the map beside what is.
    expect(page).toContain("<title>North Europe: available</title>");
    expect(page).not.toContain("<title>Japan East: available</title>");
  });

  test("has no wish in an empty list: that is an error, and nothing is asked of Azure", async () => {
    const { run, errors, simulator } = await play({}, { mode: "check", regions: "[]" });
    expect([run.exitCode, run.outputs.outcome, simulator.requests]).toEqual([1, "failed", []]);
    expect(errors).toContain("The list is empty. Name at least one region.");
  });

  test("reports what is unwell, and fails by fail-on", async () => {
    const world = { registry: { replicas: [{ region: "japaneast", provisioningState: "Failed" }] } };
    const failing = await play(world, { mode: "check" });
    expect([failing.run.exitCode, failing.run.outputs.outcome]).toEqual([1, "drifted"]);
    expect(failing.json("drift")).toEqual([expect.objectContaining({ region: "japaneast", kind: "failed" })]);
    const passing = await play(world, { mode: "check", "fail-on": "missing" });
    expect([passing.run.exitCode, passing.run.outputs.outcome]).toEqual([0, "drifted"]);
  });

  test("finds the images that a replica lacks, one on loan among them", async () => {
    const image = { repository: "shop/api", tag: "v1", build: "one", arrives: { eastus: null } };
    const registry = {
      replicas: [{ region: "japaneast" }, { region: "eastus", tags: LENT }],
      images: [image],
    };
    const { run, json } = await play({ registry }, { mode: "check", images: "shop/api:v1" });
    expect([run.exitCode, run.outputs.outcome]).toEqual([1, "drifted"]);
    expect(json("drift")).toEqual([
      { region: "eastus", kind: "image", want: "shop/api:v1", have: "pending" },
    ]);
    expect(json("ready-regions")).toEqual(["japaneast", "westeurope"]);
  });
});

describe("wait for what exists", () => {
  test("waits for home and the permanent replicas, and leaves out what is on loan", async () => {
    const lent = { region: "eastus", displayStatus: "Syncing", tags: LENT };
    const { run, json, writes, took } = await play(
      { registry: { replicas: [SYNCING, lent] } },
      { mode: "wait", regions: "existing" },
    );
    expect([run.exitCode, run.outputs.outcome, writes]).toEqual([0, "in-sync", []]);
    expect(json("ready-regions")).toEqual(["northeurope", "westeurope"]);
    expect(took).toBeGreaterThan(4_000);
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

  test("no longer waits for the images of one that somebody deletes meanwhile", async () => {
    const image = { repository: "shop/api", tag: "v1", build: "one", arrives: { japaneast: null } };
    const stage = await setStage({
      registry: { replicas: [{ region: "northeurope" }, { region: "japaneast" }], images: [image] },
    });
    const inputs = { mode: "wait", regions: "existing", images: "shop/api:v1", timeout: "1h" };
    const playing = stage.play(inputs);
    await stage.sleep(8_000);
    stage.simulator.deleteReplica("japaneast");
    const { run, json, took } = await playing;
    await stage.close();
    expect([run.exitCode, run.outputs.outcome, run.outputs["images-ready"]]).toEqual([0, "in-sync", "true"]);
    expect(json("ready-regions")).toEqual(["northeurope", "westeurope"]);
    expect(run.outputs["image-states"]).not.toContain("japaneast");
    expect(took).toBeLessThan(180_000);
  });

  test("waits for one that is being deleted until it is gone, and wants it no more", async () => {
    const stage = await setStage({ registry: { replicas: [{ region: "japaneast" }] } });
    stage.simulator.deleteReplica("japaneast");
    const { run, json } = await stage.play({ mode: "wait", regions: "existing", timeout: "5m" });
    await stage.close();
    expect([run.exitCode, run.outputs.outcome, json("drift")]).toEqual([0, "in-sync", []]);
    expect(json("ready-regions")).toEqual(["westeurope"]);
  });
});
