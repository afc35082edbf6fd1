import { describe, expect, test } from "@jest/globals";
import type { Simulator } from "../../simulator/index.js";
import { setStage } from "../harness/index.js";

const SETTINGS: readonly (readonly [
  string,
  Record<string, string>,
  Parameters<Simulator["changeReplica"]>[1],
  RegExp,
])[] = [
  [
    "a tag",
    { regions: "japaneast, brazilsouth", tags: "tier=dr" },
    { tags: { tier: "policy" } },
    /Japan East.*the tag tier was set to dr and is policy again/,
  ],
  [
    "routing",
    { regions: "- japaneast: { routing: enabled }\n- brazilsouth" },
    { routing: false },
    /Japan East.*routing was set to enabled and is disabled again/,
  ],
];

describe.each(SETTINGS)("%s that something else writes", (_, inputs, set, said) => {
  const before = { region: "japaneast", routing: false, tags: { tier: "policy" } };

  test("right after each of our writes: the run fails soon, and names region, setting, wanted and found", async () => {
    const stage = await setStage({ registry: { replicas: [before] } });
    const setBack = () => stage.simulator.changeReplica("japaneast", set);
    stage.simulator.inject({
      method: "PATCH",
      path: /\/japaneast$/,
      effect: { kind: "meanwhile", after: setBack },
    });
    const { run, errors, writes, took } = await stage.play(inputs);
    await stage.close();
    expect([run.exitCode, run.outputs.outcome]).toEqual([1, "failed"]);
    expect(errors).toMatch(said);
    expect(errors).toContain("Something else writes it: look for an Azure Policy");
    expect(writes.filter((write) => write === "PATCH japaneast").length).toBeLessThan(4);
    expect(took).toBeLessThan(120_000);
  });

  test("after the region was done, and is seen at the last look: the same is said", async () => {
    const schedules = { brazilsouth: { provisioned: 20_000 } };
    const stage = await setStage({ registry: { replicas: [before] }, schedules });
    const setBack = () => stage.simulator.changeReplica("japaneast", set);
    // The GET that bears out that the other region is ready.
    const path = /\/replications\/brazilsouth$/;
    stage.simulator.inject({
      method: "GET",
      path,
      skip: 1,
      times: 1,
      effect: { kind: "meanwhile", after: setBack },
    });
    const { run, errors } = await stage.play(inputs);
    await stage.close();
    expect([run.exitCode, run.outputs.outcome]).toEqual([1, "failed"]);
    expect(errors).toMatch(said);
  });
});
