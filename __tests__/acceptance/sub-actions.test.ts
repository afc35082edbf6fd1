import { describe, expect, test } from "@jest/globals";
import { play } from "./harness/index.js";

// The runner gives `INPUT_*` of the sub-action's own inputs; what else is in the environment is not for it to read.
const FOREIGN = { INPUT_MODE: "apply" };

const SYNCING = {
  region: "japaneast",
  displayStatus: "Syncing",
  phases: [{ after: 3_000, provisioningState: "Succeeded", displayStatus: "Ready" }],
};

describe("a sub-action", () => {
  test("check reads and reports, whatever mode the environment names", async () => {
    const { run, json, writes } = await play(
      {},
      { regions: "japaneast" },
      { subAction: "check", environment: FOREIGN },
    );
    expect([run.exitCode, run.outputs.outcome, writes]).toEqual([1, "drifted", []]);
    expect(json("changes")).toEqual([expect.objectContaining({ region: "japaneast", action: "create" })]);
  });

  test("wait writes nothing and waits for what others create", async () => {
    const { run, writes } = await play(
      { registry: { replicas: [SYNCING] } },
      { regions: "japaneast" },
      { subAction: "wait", environment: FOREIGN },
    );
    expect([run.exitCode, run.outputs["all-ready"], writes]).toEqual([0, "true", []]);
  });

  test("remove deletes what its inputs select, and creates nothing", async () => {
    const { run, json, writes } = await play(
      { registry: { replicas: [{ region: "japaneast" }, { region: "northeurope" }] } },
      { regions: "japaneast" },
      { subAction: "remove", environment: { INPUT_MODE: "check" } },
    );
    expect([run.exitCode, run.outputs.outcome, writes]).toEqual([0, "changed", ["DELETE japaneast"]]);
    expect(json("deleted")).toEqual(["japaneast"]);
  });

  test("remove has no use for what the file says of another mode", async () => {
    const { run, errors } = await play(
      {},
      { config: "acr.yml" },
      { subAction: "remove", files: { "acr.yml": "regions: japaneast\nprune: all\n" } },
    );
    expect(run.exitCode).toBe(1);
    expect(errors).toContain("`mode: remove` deletes what `regions`");
  });
});
