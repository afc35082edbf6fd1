import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { type Stage, setStage } from "../acceptance/harness/index.js";
import { member } from "../simulator/recorded-world.js";
import { claimed, inWords, readByAnsible } from "./agreement.js";
import { absence, facts, playTasks, presence } from "./programs/ansible.js";
import { saw } from "./table/saw.js";

const REAL_TIME = 1;

let stage: Stage;
beforeAll(async () => {
  stage = await setStage(
    {
      permissions: { subscription: ["*"] },
      timing: { provisioned: 400, syncing: 400, delete: 300 },
      retryAfter: 1,
    },
    REAL_TIME,
  );
});
afterAll(() => stage.close());

/** The regions, and what Ansible reads there. */
async function readRegions(regions: readonly string[]) {
  const results = await playTasks(stage.simulator, regions.map(facts));
  return results.map((result, at) => member(result, "replications", regions[at] ?? ""));
}

describe("Ansible", () => {
  test("creates a replica, and reads it", async () => {
    const [created, read] = await playTasks(stage.simulator, [presence("northeurope"), facts("northeurope")]);
    expect(member(created, "changed")).toBe(true);
    const replica = readByAnsible(member(read, "replications", "northeurope"));
    expect(replica).toMatchObject({
      region: "northeurope",
      provisioningState: "Succeeded",
      routing: "enabled",
    });
    saw(`changed; ${inWords([replica])}`);
  });

  test("what it made is in sync for the action", async () => {
    const { run, json } = await stage.play({ mode: "check", regions: "northeurope" });
    expect([run.exitCode, run.outputs.outcome, json("drift")]).toEqual([0, "in-sync", []]);
    saw("check: in-sync");
  });

  test("reads what the outputs of the action say", async () => {
    const inputs = { regions: "japaneast, northeurope", owner: "contoso/shop/pr-42", ttl: "8h" };
    const { run, json } = await stage.play(inputs);
    expect(run.outputs.outcome).toBe("changed");
    const states = claimed(json("replicas"));
    const read = (await readRegions(states.map(({ name }) => name))).map(readByAnsible);
    expect(read).toEqual(states);
    saw(inWords(read));
  });

  test("deletes a replica, finds it gone, and so does the action", async () => {
    const [deleted, read] = await playTasks(stage.simulator, [absence("japaneast"), facts("japaneast")]);
    expect([member(deleted, "changed"), member(read, "replications")]).toEqual([true, {}]);
    const { json } = await stage.play({ mode: "check", regions: "japaneast, northeurope" });
    expect(json("drift")).toMatchObject([{ region: "japaneast", kind: "missing" }]);
    saw("changed, then nothing there; check: japaneast missing");
  });
});
