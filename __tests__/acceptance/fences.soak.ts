import { afterEach, describe, expect, test } from "@jest/globals";
import type { World } from "../simulator/index.js";
import { play, type Stage, setStage } from "./harness/index.js";
import { hoursFromNow, marks } from "./harness/marks.js";

const OWNER = "contoso/shop/pr-42";
const EXPIRED = marks(OWNER, hoursFromNow(-1));

/** Every way in which a run deletes, each asked to delete whatever it can. */
const WAYS: readonly (readonly [string, Readonly<Record<string, string>>])[] = [
  ["prune: all", { regions: "uksouth", prune: "all" }],
  ["prune: owned", { regions: "uksouth", prune: "owned", owner: OWNER }],
  ["repair", { regions: "uksouth, eastus, westeurope", repair: "true" }],
  ["remove by owner", { mode: "remove", owner: OWNER }],
  ["remove by expiry", { mode: "remove", "only-expired": "true" }],
];

let stage: Stage | undefined;
afterEach(() => stage?.close());

describe("home is never deleted", () => {
  test.each(WAYS)("by %s", async (_, inputs) => {
    const homeRow = { tags: EXPIRED, provisioningState: "Failed" };
    const world: World = { registry: { homeRow, replicas: [{ region: "uksouth" }] } };
    const { writes } = await play(world, { "max-delete": "9", ...inputs });
    expect(writes.filter((write) => write.startsWith("DELETE"))).toEqual([]);
  });
});

describe("a protected region is never deleted", () => {
  test.each(WAYS)("by %s", async (_, inputs) => {
    const failed = { region: "eastus", provisioningState: "Failed", tags: EXPIRED };
    const world: World = { registry: { replicas: [{ region: "uksouth" }, failed] } };
    const { run, writes } = await play(world, { "max-delete": "9", protect: "East US", ...inputs });
    expect(writes.filter((write) => write.startsWith("DELETE"))).toEqual([]);
    expect(run.log.join("\n")).toMatch(/leave +eastus +.*protect/);
  });

  test("not even when another owner leaves while a run takes its own mark off", async () => {
    const tags = marks(`${OWNER},contoso/shop/pr-7`);
    stage = await setStage({ registry: { replicas: [{ region: "eastus", tags }] } });
    const { simulator } = stage;
    simulator.inject({
      method: "GET",
      path: /replications\/eastus$/,
      times: 1,
      effect: {
        kind: "meanwhile",
        before: () => simulator.changeReplica("eastus", { tags: marks(OWNER) }),
      },
    });
    const { run, writes } = await stage.play({
      mode: "remove",
      owner: OWNER,
      protect: "eastus",
      "max-delete": "9",
    });
    expect([run.exitCode, run.outputs.outcome, writes]).toEqual([0, "in-sync", []]);
    expect(simulator.replicas()[0]?.tags).toEqual(marks(OWNER));
  });
});

describe("one ready region stays behind the global endpoint", () => {
  const world: World = { registry: { replicas: [{ region: "japaneast" }] } };
  const inputs = {
    regions: "- westeurope: { routing: disabled }\n- japaneast: { routing: disabled }",
  };

  test("an apply that would close every route is refused before any write", async () => {
    const { run, writes, errors } = await play(world, inputs);
    expect([run.exitCode, run.outputs.outcome, writes]).toEqual([1, "refused", []]);
    expect(errors).toContain("global endpoint");
  });

  test("a check of the same has drifted, and says that apply would be refused", async () => {
    const { run, json } = await play(world, { ...inputs, mode: "check" });
    expect([run.exitCode, run.outputs.outcome]).toEqual([1, "drifted"]);
    expect(json("changes")).toHaveLength(2);
    expect(run.summary).toContain("global endpoint");
  });

  test("a repair may take the last one out of service, since a failed replica serves nobody", async () => {
    const registry = {
      homeRow: { routing: false },
      replicas: [{ region: "japaneast", provisioningState: "Failed" }],
    };
    const { run } = await play({ registry }, { regions: "japaneast", repair: "true" });
    expect([run.exitCode, run.outputs.outcome]).toEqual([0, "changed"]);
  });
});
