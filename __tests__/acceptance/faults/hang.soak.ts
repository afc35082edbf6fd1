import { describe, expect, test } from "@jest/globals";
import type { Fault } from "../../simulator/index.js";
import { falseClaims } from "./false-claims.js";
import { playWholeJob } from "./whole-job.js";

const MINUTE = 60_000;
/** After the deadline: the answer to a write under way, the last look, and the drift issue. */
const BEYOND = 60_000;

const ARM = "management.azure.com";
const HANGS: readonly (readonly [string, Fault])[] = [
  ["from the first on", { effect: { kind: "hang" } }],
  ["from the fourth to Azure on", { host: ARM, skip: 3, effect: { kind: "hang" } }],
  ["from the eighth to Azure on", { host: ARM, skip: 7, effect: { kind: "hang" } }],
  ["from the fifteenth on", { skip: 14, effect: { kind: "hang" } }],
  [
    "though Azure takes them, from the fifth to Azure on",
    { host: ARM, skip: 4, effect: { kind: "hang-after" } },
  ],
];

describe("no answer to any request, ever", () => {
  test.concurrent.each(HANGS)("%s: the run ends soon after its deadline, with the truth", async (_, hang) => {
    const inputs = { timeout: "5m", "drift-issue": "true" };
    const played = await playWholeJob([hang], inputs);
    expect(played.run.exitCode).toBe(1);
    expect(played.run.outputs.outcome).toMatch(/^(timed-out|failed)$/);
    expect(falseClaims(played)).toEqual([]);
    // Starting the process is no part of the run, and takes long in a time that is so much faster.
    const latest = Math.max(...played.simulator.requests.map(({ at }) => at));
    expect(latest).toBeLessThan(5 * MINUTE + BEYOND);
  });
});
