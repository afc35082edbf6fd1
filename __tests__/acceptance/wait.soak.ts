import { describe, expect, test } from "@jest/globals";
import { play, setStage } from "./harness/index.js";

const READ_ONLY = { registry: ["*/read"], subscription: ["*/read"] };

describe("wait", () => {
  test("waits with the right to read only for what an earlier job has begun", async () => {
    const stage = await setStage({
      schedules: { japaneast: { provisioned: 500, syncing: 2_000 } },
    });
    const begun = await stage.play({ regions: "japaneast", "wait-for": "none" });
    const waited = await stage.play({ regions: "japaneast", mode: "wait" });
    await stage.close();
    expect(begun.run.outputs.outcome).toBe("changed");
    expect(begun.run.outputs["all-ready"]).toBe("false");
    expect([waited.run.exitCode, waited.run.outputs.outcome, waited.writes]).toEqual([0, "in-sync", []]);
    expect(waited.run.outputs["all-ready"]).toBe("true");
  });

  test("needs no right to write", async () => {
    const registry = { replicas: [{ region: "japaneast" }] };
    const { run } = await play({ registry, permissions: READ_ONLY }, { regions: "japaneast", mode: "wait" });
    expect([run.exitCode, run.outputs.outcome]).toEqual([0, "in-sync"]);
  });

  test("a region without a replica fails, and nothing is created", async () => {
    const { run, writes, json, errors } = await play({}, { regions: "japaneast", mode: "wait" });
    expect([run.exitCode, run.outputs.outcome, writes]).toEqual([1, "failed", []]);
    expect(json("drift")).toEqual([
      { region: "japaneast", kind: "missing", want: "a replica", have: "none" },
    ]);
    expect(errors).toContain("mode: apply");
  });

  test("looks again after a long wait for images: a replica that went meanwhile is not called ready", async () => {
    const image = { repository: "shop/api", tag: "v1", build: "one", arrives: { japaneast: 40_000 } };
    const stage = await setStage({ registry: { replicas: [{ region: "japaneast" }], images: [image] } });
    const playing = stage.play({ regions: "japaneast", mode: "wait", images: "shop/api:v1" });
    await stage.sleep(8_000);
    stage.simulator.deleteReplica("japaneast");
    const { run, json } = await playing;
    await stage.close();
    expect([run.exitCode, run.outputs.outcome, run.outputs["all-ready"]]).toEqual([1, "failed", "false"]);
    expect(json("drift")).toMatchObject([{ region: "japaneast", kind: "missing" }]);
  });

  test("reports neither extras nor settings as drift", async () => {
    const registry = { replicas: [{ region: "japaneast", routing: false }, { region: "eastus" }] };
    const { json } = await play({ registry }, { regions: "japaneast", mode: "wait" });
    expect(json("drift")).toEqual([]);
  });
});

describe("wait-for", () => {
  test("provisioned is content with Succeeded while the content still syncs", async () => {
    const world = { schedules: { japaneast: { ending: "never-ready" as const } } };
    const { run, json } = await play(world, { regions: "japaneast", "wait-for": "provisioned" });
    expect([run.exitCode, run.outputs.outcome, run.outputs["all-ready"]]).toEqual([0, "changed", "false"]);
    expect(json("ready-regions")).toEqual([]);
  });
});

test.each([
  ["a Failed replica", { provisioningState: "Failed" }, {}],
  ["a stuck one", { provisioningState: "Creating" }, { "stuck-after": "1m" }],
  [
    "one that is not ready at the deadline",
    { displayStatus: "Copying" },
    { timeout: "2m", "stuck-after": "0" },
  ],
])("what Azure says of the state of %s stands in log and summary", async (_what, state, inputs) => {
  const message = "The replication waits for subnet snet-pe to have a free address.";
  const registry = { replicas: [{ region: "japaneast", message, ...state }] };
  const { run, errors } = await play({ registry }, { regions: "japaneast", mode: "wait", ...inputs });
  expect(run.exitCode).toBe(1);
  expect(errors).toContain(message);
  expect(run.summary).toContain("snet-pe");
});
