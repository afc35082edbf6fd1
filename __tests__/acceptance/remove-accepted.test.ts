import { describe, expect, test } from "@jest/globals";
import { play } from "./harness/index.js";

describe("remove with wait-for: none", () => {
  test("ends when Azure has accepted, and says what is still under way", async () => {
    const { run, json, writes, took } = await play(
      { registry: { replicas: [{ region: "japaneast" }] }, timing: { delete: 60_000 } },
      { mode: "remove", regions: "japaneast", "wait-for": "none" },
    );
    expect([run.exitCode, run.outputs.outcome, writes]).toEqual([0, "changed", ["DELETE japaneast"]]);
    expect([json("deleted"), json("changes")]).toEqual([
      [],
      [expect.objectContaining({ region: "japaneast", action: "delete", done: false })],
    ]);
    expect(json("replicas")).toContainEqual(
      expect.objectContaining({ region: "japaneast", change: "deleted" }),
    );
    expect(run.outputs.headline).toContain("began to delete Japan East");
    expect(run.outputs.headline).toContain("Azure is still working in Japan East");
    expect(took).toBeLessThan(30_000);
  });

  test("otherwise waits until the replica is gone", async () => {
    const { run, json } = await play(
      { registry: { replicas: [{ region: "japaneast" }] }, timing: { delete: 60_000 } },
      { mode: "remove", regions: "japaneast" },
    );
    expect([run.outputs.outcome, json("deleted")]).toEqual(["changed", ["japaneast"]]);
  });

  test("leaves a replica that somebody else is deleting already", async () => {
    const { run, json, writes } = await play(
      { registry: { replicas: [{ region: "japaneast", provisioningState: "Deleting" }] } },
      { mode: "remove", regions: "japaneast", "wait-for": "none" },
    );
    expect([run.exitCode, run.outputs.outcome, json("deleted"), writes]).toEqual([0, "in-sync", [], []]);
    expect(run.outputs.changes).toContain("somebody else is deleting it already");
  });
});
