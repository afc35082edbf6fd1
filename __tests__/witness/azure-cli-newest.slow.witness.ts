import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { type Stage, setStage } from "../acceptance/harness/index.js";
import { HOME, REGISTRY } from "../simulator/index.js";
import { member } from "../simulator/recorded-world.js";
import { claimed, inWords, listedByAzureCli } from "./agreement.js";
import { type AzureCli, errorOf, signedInAzureCli } from "./programs/azure-cli.js";
import { NEWEST_AZURE_CLI } from "./programs/installed.js";
import { saw } from "./table/saw.js";

// Hosted runners have an Azure CLI of this year: other flags and versions of the API than Debian's.
const REAL_TIME = 1;
const OWNER = { owner: "contoso/shop/pr-42", ttl: "8h" };

let stage: Stage;
let newest: AzureCli;
let debian: AzureCli;
beforeAll(async () => {
  const timing = { provisioned: 400, syncing: 400, update: 200, delete: 300 };
  stage = await setStage({ permissions: { subscription: ["*"] }, timing, retryAfter: 1 }, REAL_TIME);
  newest = await signedInAzureCli(stage.simulator, NEWEST_AZURE_CLI);
  debian = await signedInAzureCli(stage.simulator);
});
afterAll(() => stage.close());

function replication(az: AzureCli, verb: string, ...args: readonly string[]) {
  return az("acr", "replication", verb, "-r", REGISTRY, ...args);
}

/** Azure CLI tries a host of no world, to see whether it is online: the harness would take that for the action's. */
function play(inputs: Readonly<Record<string, string>>) {
  return stage.play(inputs, { checksLeaks: false });
}

/** The versions in which replications were asked for since then. */
function versionsSince(before: number): readonly string[] {
  const asked = stage.simulator.requests.slice(before).filter(({ path }) => path.includes("/replications"));
  return [...new Set(asked.map(({ query }) => query["api-version"] ?? ""))];
}

describe("Azure CLI, the newest", () => {
  test("creates a replica without global routing, by this year's flag, in its own version of the API", async () => {
    const before = stage.simulator.requests.length;
    const { exitCode, json, said } = await replication(
      newest,
      "create",
      "-l",
      "northeurope",
      "--global-endpoint-routing",
      "false",
    );
    expect([exitCode, said]).toEqual([0, expect.anything()]);
    expect(json).toMatchObject({ name: "northeurope", regionEndpointEnabled: false });
    const versions = versionsSince(before);
    expect(versions).toEqual([expect.stringMatching(/^2026-/)]);
    saw(`exit 0, version ${versions.join()}`);
  });

  test("what it made is what the action finds: not routed, and no drift else", async () => {
    const { run, json } = await play({ mode: "check", regions: "- northeurope: { routing: enabled }" });
    expect([run.outputs.outcome, json("drift")]).toMatchObject([
      "drifted",
      [{ region: "northeurope", kind: "routing" }],
    ]);
    saw("check: routing disabled");
  });

  test("it and Debian's see what the outputs of an apply say", async () => {
    const { run, json } = await play({ regions: "northeurope, japaneast", ...OWNER });
    const states = claimed(json("replicas"));
    const lists = await Promise.all([newest, debian].map((az) => replication(az, "list")));
    expect(run.outputs.outcome).toBe("changed");
    expect(lists.map(({ json: rows }) => listedByAzureCli(rows))).toEqual([states, states]);
    saw(`both: ${inWords(states)}`);
  });

  test("updates routing and tags; the marks stay, and Debian's and the action see the change", async () => {
    const shown = await replication(newest, "show", "-n", "japaneast");
    const tags = Object.entries(member(shown.json, "tags") ?? {}).map(([name, value]) => `${name}=${value}`);
    const updated = await replication(
      newest,
      "update",
      "-n",
      "japaneast",
      "--global-endpoint-routing",
      "false",
      "--tags",
      ...tags,
      "tier=dr",
    );
    expect([updated.exitCode, updated.said]).toEqual([0, expect.anything()]);
    const other = await replication(debian, "show", "-n", "japaneast");
    expect(other.json).toMatchObject({ regionEndpointEnabled: false, tags: { tier: "dr" } });
    const { json } = await play({ mode: "check", regions: "existing" });
    expect(claimed(json("replicas")).find(({ region }) => region === "japaneast")).toMatchObject({
      routing: "disabled",
      owners: "contoso/shop/pr-42",
    });
    saw("all three: japaneast not routed, tier dr, still owned");
  });

  test("shows the registry with its regional endpoints, which the action proves images at", async () => {
    const { exitCode, json } = await newest("acr", "show", "-n", REGISTRY);
    expect(exitCode).toBe(0);
    const hosts = member(json, "regionalEndpointHostNames");
    expect(hosts).toEqual(
      expect.arrayContaining([`${REGISTRY}.${HOME}.geo.azurecr.io`, `${REGISTRY}.japaneast.geo.azurecr.io`]),
    );
    const off = await newest("acr", "update", "-n", REGISTRY, "--regional-endpoints", "disabled");
    const on = await newest("acr", "update", "-n", REGISTRY, "--regional-endpoints", "enabled");
    expect([off.json, on.json]).toMatchObject([
      { regionalEndpoints: "Disabled" },
      { regionalEndpoints: "Enabled" },
    ]);
    saw("on, then off and on again by --regional-endpoints");
  });

  test("refuses by itself to create in the home region", async () => {
    const answer = await replication(newest, "create", "-l", HOME);
    expect(answer.exitCode).toBe(1);
    saw(`exit 1: ${errorOf(answer).slice(7, 90)}`);
  });

  test("finds gone what the action removed, and the action what it deleted", async () => {
    const { run } = await play({ mode: "remove", owner: OWNER.owner });
    const shown = await replication(newest, "show", "-n", "japaneast");
    const deleted = await replication(newest, "delete", "-n", "northeurope");
    const { json } = await play({ mode: "check", regions: "northeurope" });
    expect([run.outputs.outcome, shown.exitCode, deleted.exitCode]).toEqual(["changed", 3, 0]);
    expect(json("drift")).toMatchObject([{ region: "northeurope", kind: "missing" }]);
    saw("show: exit 3; after its delete, check: northeurope missing");
  });
});
