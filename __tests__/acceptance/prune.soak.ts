import { describe, expect, test } from "@jest/globals";
import { play } from "./harness/index.js";
import { marks } from "./harness/marks.js";

const OWNED = marks("contoso/shop/pr-42");
const SHARED = marks("contoso/shop/pr-42,contoso/shop/pr-7");
const world = {
  registry: {
    replicas: [
      { region: "japaneast" },
      { region: "eastus" },
      { region: "brazilsouth", tags: OWNED },
      { region: "uksouth", tags: SHARED },
    ],
  },
};

describe("prune", () => {
  test("none deletes nothing", async () => {
    const { writes, run } = await play(world, { regions: "japaneast" });
    expect([run.outputs.outcome, writes]).toEqual(["in-sync", []]);
  });

  test("owned deletes only what has the owner as its only one", async () => {
    const inputs = { regions: "japaneast", prune: "owned", owner: "contoso/shop/pr-42" };
    const { writes, json, run } = await play(world, inputs);
    expect([run.outputs.outcome, writes]).toEqual(["changed", ["DELETE brazilsouth"]]);
    expect(json("deleted")).toEqual(["brazilsouth"]);
  });

  test("all deletes what is not wanted, but not what others still need", async () => {
    const { writes, json } = await play(world, { regions: "japaneast", prune: "all" });
    expect(writes).toEqual(["DELETE eastus"]);
    expect(json("changes")).toEqual([
      { region: "eastus", action: "delete", reason: expect.stringContaining("not wanted"), done: true },
    ]);
  });

  test("more deletes than max-delete refuse the plan whole, before any write", async () => {
    const registry = { replicas: [{ region: "eastus" }, { region: "uksouth" }] };
    const { run, writes, json, errors } = await play({ registry }, { regions: "japaneast", prune: "all" });
    expect([run.exitCode, run.outputs.outcome, writes]).toEqual([1, "refused", []]);
    expect(run.outputs["plan-hash"]).toMatch(/^[0-9a-f]{64}$/);
    expect(json("changes")).toHaveLength(3);
    expect(errors).toContain("max-delete: 2");
  });

  test("protected regions stay, and are no drift", async () => {
    const inputs = { regions: "japaneast", prune: "all", protect: "East US" };
    const { run, writes, json } = await play(world, inputs);
    expect([run.exitCode, run.outputs.outcome, writes]).toEqual([0, "in-sync", []]);
    expect(json("drift")).toEqual([]);
    expect(run.log.join("\n")).toContain("protect");
  });

  test("comes last: the delete is sent only after every wanted region was read as ready by its own GET", async () => {
    const registry = { replicas: [{ region: "eastus" }, { region: "northeurope" }] };
    const { simulator } = await play(
      { registry, schedules: { japaneast: { syncing: 1_500 } } },
      { regions: "japaneast, northeurope", prune: "all" },
    );
    const paths = simulator.requests
      .filter(({ path }) => path.includes("/replications/"))
      .map(({ method, path }) => `${method} ${path.split("/").at(-1)}`);
    const deleted = paths.indexOf("DELETE eastus");
    expect(deleted).toBeGreaterThan(0);
    for (const read of ["GET japaneast", "GET northeurope", "GET westeurope", "GET eastus"]) {
      expect(paths.slice(0, deleted)).toContain(read);
    }
    expect(paths[deleted - 1]).toBe("GET eastus");
  });

  test("is withheld when a wanted region does not come up, and the run says so", async () => {
    const failing = { ...world, schedules: { northeurope: { ending: "failed" as const } } };
    const { run, writes, json } = await play(failing, {
      regions: "japaneast, northeurope",
      prune: "all",
    });
    expect([run.exitCode, run.outputs.outcome, writes]).toEqual([1, "failed", ["PUT northeurope"]]);
    expect(json("changes")).toEqual(
      expect.arrayContaining([expect.objectContaining({ region: "eastus", action: "delete", done: false })]),
    );
    expect(run.summary).toMatch(/withheld/i);
  });

  test("a delete whose own poll answers 403 is confirmed by reading the replica until it is gone", async () => {
    const permissions = {
      registry: ["Microsoft.ContainerRegistry/registries/*"],
      subscription: ["Microsoft.Resources/subscriptions/resources/read"],
    };
    const { run, json } = await play({ ...world, permissions }, { regions: "japaneast", prune: "all" });
    expect([run.exitCode, run.outputs.outcome]).toEqual([0, "changed"]);
    expect(json("deleted")).toEqual(["eastus"]);
  });

  test("a plan that would leave nothing behind the global endpoint is refused", async () => {
    const registry = { homeRow: { routing: false }, replicas: [{ region: "eastus" }] };
    const { run, writes } = await play({ registry }, { regions: "westeurope", prune: "all" });
    expect([run.outputs.outcome, writes]).toEqual(["refused", []]);
  });
});
