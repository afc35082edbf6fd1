import { describe, expect, test } from "@jest/globals";
import { play } from "./harness/index.js";
import { marks } from "./harness/marks.js";

const FUTURE = "2099-01-01T00:00:00Z";
const PAST = "2020-01-01T00:00:00Z";

describe("check", () => {
  test.each([
    ["somebody's whose expiry lies ahead", marks("pr-1", FUTURE), []],
    ["somebody's who needs it for ever", marks("pr-1"), []],
    ["somebody's whose expiry has passed", marks("pr-1", PAST), ["extra"]],
    ["nobody's", {}, ["extra"]],
  ])("a replica that is not wanted and is %s", async (_, tags, kinds) => {
    const registry = { replicas: [{ region: "eastus", tags }] };
    const { json } = await play({ registry }, { mode: "check", regions: "westeurope" });
    expect((json("drift") as { kind: string }[]).map(({ kind }) => kind)).toEqual(kinds);
  });

  test.each([
    ["any", 1],
    ["none", 0],
    ["missing, failed", 0],
    ["extra", 1],
  ])("with fail-on: %s an extra replica ends with exit code %d", async (failOn, exitCode) => {
    const registry = { replicas: [{ region: "eastus" }] };
    const inputs = { mode: "check", regions: "westeurope", "fail-on": failOn };
    const { run } = await play({ registry }, inputs);
    expect([run.outputs.outcome, run.exitCode]).toEqual(["drifted", exitCode]);
  });
});
