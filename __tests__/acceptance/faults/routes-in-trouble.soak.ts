import { describe, expect, test } from "@jest/globals";
import type { ReplicaWorld } from "../../simulator/index.js";
import { setStage } from "../harness/index.js";

const TROUBLES: readonly (readonly [string, Omit<ReplicaWorld, "region">])[] = [
  ["Unhealthy", { displayStatus: "Unhealthy" }],
  ["Syncing", { displayStatus: "Syncing" }],
  ["Offline", { displayStatus: "Offline" }],
  ["without a status", { displayStatus: null }],
];

describe("a wanted region in trouble whose routing is to be disabled", () => {
  test.each(TROUBLES)("%s: is closed before the wait, while home is ready and routed", async (_, trouble) => {
    const stage = await setStage({ registry: { replicas: [{ region: "japaneast", ...trouble }] } });
    const inputs = { regions: "- japaneast: { routing: disabled }", timeout: "5m", "stuck-after": "2m" };
    const { run, writes } = await stage.play(inputs);
    const [patch] = stage.simulator.writes();
    const [japan] = stage.simulator.replicas();
    await stage.close();
    expect([writes, japan?.region, japan?.routing]).toEqual([["PATCH japaneast"], "japaneast", false]);
    expect(patch?.at).toBeLessThan(10_000);
    // It is still not ready, and that is said.
    expect(["stuck", "timed-out"]).toContain(run.outputs.outcome);
    expect(run.outputs["all-ready"]).toBe("false");
  });
});
