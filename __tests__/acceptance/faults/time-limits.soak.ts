import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { describe, expect, test } from "@jest/globals";
import type { World } from "../../simulator/index.js";
import { play } from "../harness/index.js";

const COLLECTION = pathToFileURL(
  join("build", "__tests__", "acceptance", "harness", "forced-collection.js"),
).href;
/** Limits must hold however often garbage is collected meanwhile. */
const COLLECTING = { nodeOptions: ["--expose-gc", "--import", COLLECTION] };
/** Who waits for an answer works, so that time does not leap. */
const FACTOR = 20;
/** A run that lost its limit would be killed after forty minutes of this time. */
const LONG = 400_000;
const LISTING = { method: "GET", path: /\/replications$/ };

describe("a GitHub that never answers", () => {
  test("holds the run for no longer than the drift issue may take", async () => {
    const world: World = { faults: [{ host: "api.github.com", effect: { kind: "hang" } }] };
    const inputs = { mode: "check", regions: "japaneast", "drift-issue": "true", timeout: "120s" };
    const { run, took } = await play(world, inputs, COLLECTING, FACTOR);
    expect(run.outputs.outcome).toBe("drifted");
    expect(run.annotations.map(({ title }) => title)).toContain("The drift issue is not fully up to date");
    expect(took).toBeLessThan(LONG);
  });
});

describe("an ARM that falls silent in mid run", () => {
  test.each<["hang" | "stall", string]>([
    ["hang", "and never answers again"],
    ["stall", "in the middle of its answers"],
  ])("%s: it ends as timed-out soon after the deadline, %s", async (kind) => {
    const world: World = {
      schedules: { japaneast: { ending: "never-ready" } },
      faults: [{ ...LISTING, skip: 3, effect: { kind } }],
    };
    const inputs = { regions: "japaneast", timeout: "120s" };
    const { run, took, errors } = await play(world, inputs, COLLECTING, FACTOR);
    expect([run.exitCode, run.outputs.outcome]).toEqual([1, "timed-out"]);
    expect([run.summary, errors, run.log.join("\n")].join("\n")).not.toContain("broke off");
    expect(took).toBeLessThan(LONG);
  });
});
