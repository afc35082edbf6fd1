import { describe, expect, test } from "@jest/globals";
import { play } from "../harness/index.js";

const HOUR = 3_600_000;

describe("a wall clock that jumps in mid run", () => {
  test.each([
    ["an hour ahead", HOUR],
    ["an hour back", -HOUR],
  ])("by %s: waits, deadline and times in the report stay right", async (_, by) => {
    const world = {
      schedules: { japaneast: { syncing: 12_000 }, brazilsouth: { ending: "never-ready" as const } },
    };
    const inputs = { regions: "japaneast, brazilsouth", timeout: "40s", "stuck-after": "30m" };
    const { run, json, took } = await play(world, inputs, { environment: { CLOCK_JUMPS: `9000 ${by}` } });
    expect([run.outputs.outcome, json("ready-regions")]).toEqual(["timed-out", ["japaneast"]]);
    expect(took).toBeGreaterThan(40_000);
    expect(took).toBeLessThan(60_000);
    const rows = json("replicas") as readonly { readonly region: string; readonly seconds: number | null }[];
    const seconds = rows.find(({ region }) => region === "japaneast")?.seconds ?? -1;
    expect(seconds).toBeGreaterThanOrEqual(12);
    expect(seconds).toBeLessThan(40);
  });
});
