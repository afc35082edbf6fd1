import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { type Played, type Stage, setStage } from "../acceptance/harness/index.js";
import { REGISTRY } from "../simulator/index.js";
import { claimed, inWords, listedByAzureCli } from "./agreement.js";
import { type AzureCli, signedInAzureCli } from "./programs/azure-cli.js";
import { saw } from "./table/saw.js";

// Azure CLI lives in real time, and so does the action here.
const REAL_TIME = 1;
/** Azure CLI tries a host of no world, to see whether it is online: the harness would take that for the action's. */
function play(stage: Stage, inputs: Readonly<Record<string, string>>): Promise<Played> {
  return stage.play(inputs, { checksLeaks: false });
}

const TIMING = { provisioned: 400, syncing: 400, update: 200, delete: 300 };

describe("Azure CLI, after runs of the action", () => {
  let stage: Stage;
  let az: AzureCli;
  beforeAll(async () => {
    const schedules = {
      norwayeast: { ending: "failed" as const },
      uksouth: { ending: "never-ready" as const },
    };
    const registry = { replicas: [{ region: "eastus2", name: "oldest" }] };
    stage = await setStage({ registry, schedules, timing: TIMING, retryAfter: 1 }, REAL_TIME);
    az = await signedInAzureCli(stage.simulator);
  });
  afterAll(async () => {
    await stage.close();
    expect(stage.simulator.leaks).toEqual([]);
  });

  const apply = { regions: "Japan East, brazilsouth, northeurope", owner: "contoso/shop/pr-42", ttl: "8h" };
  test.each<[string, Record<string, string>, string]>([
    ["creates that mark what they made", apply, "changed"],
    ["the end of the pull request", { mode: "remove", owner: "contoso/shop/pr-42" }, "changed"],
    ["a permanent replica", { regions: "japaneast, eastus2" }, "changed"],
    ["a run that finds nothing to do", { regions: "japaneast, eastus2" }, "in-sync"],
    ["a region taken out of the routing", { regions: "- japaneast: { routing: disabled }" }, "changed"],
    ["a replica deleted because nobody wants it", { regions: "japaneast", prune: "all" }, "changed"],
    ["a region that fails", { regions: "japaneast, norwayeast" }, "failed"],
    ["a region that is not ready in time", { regions: "uksouth", timeout: "8s" }, "timed-out"],
  ])("sees what the outputs say of %s", async (_, inputs, outcome) => {
    const { run, json } = await play(stage, inputs);
    const { exitCode, json: rows } = await az("acr", "replication", "list", "-r", REGISTRY);
    expect([run.outputs.outcome, exitCode]).toEqual([outcome, 0]);
    const listed = listedByAzureCli(rows);
    const present = claimed(json("replicas")).filter(({ region }) => !isDeleted(json("deleted"), region));
    expect(listed).toEqual(present);
    saw(`${outcome}: ${inWords(listed)}`);
  });
});

describe("The action, after Azure CLI", () => {
  let stage: Stage;
  let az: AzureCli;
  const create = (...args: readonly string[]) => az("acr", "replication", "create", "-r", REGISTRY, ...args);
  beforeAll(async () => {
    const schedules = {
      norwayeast: { ending: "failed" as const },
      uksouth: { ending: "never-ready" as const },
    };
    stage = await setStage({ schedules, timing: TIMING, retryAfter: 1 }, REAL_TIME);
    az = await signedInAzureCli(stage.simulator);
    const created = await Promise.all([
      create("-l", "brazilsouth", "-n", "geo01", "--region-endpoint-enabled", "false"),
      create("-l", "North Europe", "-n", "EuropeNorth"),
      create("-l", "eastus2"),
      create("-l", "uksouth"),
      create("-l", "norwayeast"),
    ]);
    expect(created.map(({ exitCode }) => exitCode)).toEqual([0, 0, 0, 0, 1]);
  });
  afterAll(async () => {
    await stage.close();
    expect(stage.simulator.leaks).toEqual([]);
  });

  test("check calls what az made what it is, and writes nothing", async () => {
    const regions = [
      "- brazilsouth: { routing: enabled }",
      "- northeurope: { tags: { tier: dr } }",
      "- uksouth",
      "- norwayeast",
      "- japaneast",
    ].join("\n");
    const { run, json, writes } = await play(stage, { mode: "check", regions });
    expect([run.exitCode, run.outputs.outcome, writes]).toEqual([1, "drifted", []]);
    const drift = listOfDrift(json("drift"));
    expect(drift).toEqual([
      "brazilsouth routing: disabled",
      "eastus2 extra: a replica",
      "japaneast missing: none",
      "northeurope tags: tier absent",
      "norwayeast failed: Failed",
      "uksouth syncing: Succeeded, Syncing",
    ]);
    saw(drift.join(", "));
  });

  test("check finds nothing wrong with odd names", async () => {
    const { run, json } = await play(stage, { mode: "check", regions: "brazilsouth, northeurope, eastus2" });
    const extras = listOfDrift(json("drift")).filter((line) => !/^(norwayeast|uksouth) extra/.test(line));
    expect([run.outputs.outcome, extras]).toEqual(["drifted", []]);
    saw("geo01 and EuropeNorth are brazilsouth and northeurope");
  });

  test("apply corrects the replica of another name, and az sees it corrected", async () => {
    const { writes, run } = await play(stage, { regions: "- brazilsouth: { routing: enabled }" });
    const { json } = await az("acr", "replication", "show", "-r", REGISTRY, "-n", "geo01");
    expect([run.outputs.outcome, writes]).toEqual(["changed", ["PATCH geo01"]]);
    expect(json).toMatchObject({ name: "geo01", location: "brazilsouth", regionEndpointEnabled: true });
    saw("PATCH geo01; az shows it routed");
  });
});

function isDeleted(deleted: unknown, region: string): boolean {
  return Array.isArray(deleted) && deleted.includes(region);
}

function listOfDrift(drift: unknown): readonly string[] {
  const rows: readonly Record<string, string>[] = Array.isArray(drift) ? drift : [];
  return rows.map(({ region, kind, have }) => `${region} ${kind}: ${have}`);
}
