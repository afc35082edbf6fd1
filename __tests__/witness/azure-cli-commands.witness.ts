import { afterAll, beforeAll, beforeEach, describe, expect, test } from "@jest/globals";
import { HOME, REGISTRY, RESOURCE_GROUP, type Simulator, startSimulator } from "../simulator/index.js";
import { member } from "../simulator/recorded-world.js";
import { type AzureCli, errorOf, signedInAzureCli } from "./programs/azure-cli.js";
import { saw } from "./table/saw.js";

// The commands are those that people script today. What each one asks, in which order, and how it ends was seen with
// this CLI before there was a simulator: a server that it takes for Azure must let it do just that.
const FIND = ["GET resources", "GET contoso"];

let simulator: Simulator;
let az: AzureCli;
let before = 0;
beforeAll(async () => {
  simulator = await startSimulator({
    registries: [
      { replicas: [{ region: "northeurope" }, { region: "uksouth" }, { region: "eastus2" }] },
      { name: "cheap", sku: "Basic" },
    ],
    permissions: { subscription: ["*"] },
    timing: { provisioned: 900, syncing: 60_000, update: 300, delete: 500 },
    schedules: {
      norwayeast: { ending: "failed", error: { code: "SubnetIsFull", message: "No address is left." } },
    },
    retryAfter: 1,
  });
  az = await signedInAzureCli(simulator);
});
afterAll(() => simulator.close());
beforeEach(() => {
  before = simulator.requests.length;
});

/** What was asked since the test began: method and last part of the path; polls and times of IDs do not count. */
function asked(): readonly string[] {
  return simulator.requests
    .slice(before)
    .filter(({ path }) => !isPoll(path))
    .map(({ method, path }) => `${method} ${path.split("/").at(-1)}`);
}

function polls() {
  return simulator.requests.slice(before).filter(({ path }) => isPoll(path));
}

function isPoll(path: string): boolean {
  return path.includes("/operationStatuses/") || path.includes("/operationResults/");
}

function replication(verb: string, ...args: readonly string[]) {
  return az("acr", "replication", verb, "-r", REGISTRY, ...args);
}

describe("Azure CLI, az acr replication create", () => {
  test("finds the registry, puts, polls at once and then as told, and reads the replica", async () => {
    const { exitCode, json } = await replication("create", "-l", "japaneast");
    expect(exitCode).toBe(0);
    expect(json).toMatchObject({ name: "japaneast", location: "japaneast", provisioningState: "Succeeded" });
    expect(asked()).toEqual([...FIND, "PUT japaneast", "GET japaneast"]);
    const put = simulator.requests.slice(before).find(({ method }) => method === "PUT");
    const times = polls().map(({ at }) => at - (put?.at ?? 0));
    expect(times.length).toBeGreaterThanOrEqual(2);
    expect(times[0]).toBeLessThan(900);
    expect((times[1] ?? 0) - (times[0] ?? 0)).toBeGreaterThanOrEqual(1_000);
    // No client waits for Ready: that is what the action is for.
    expect(member(json, "status", "displayStatus")).toBe("Syncing");
    saw(`exit 0 after ${times.length} polls, Succeeded while Syncing`);
  });

  test("takes a name with a space, another name than the region's, routing and tags", async () => {
    const settings = ["-n", "geo01", "--region-endpoint-enabled", "false", "--tags", "tier=dr"];
    const { exitCode, json } = await replication("create", "-l", "Brazil South", ...settings);
    expect(exitCode).toBe(0);
    expect(json).toMatchObject({
      name: "geo01",
      location: "brazilsouth",
      regionEndpointEnabled: false,
      tags: { tier: "dr" },
    });
    expect(asked()).toEqual(["GET locations", ...FIND, "PUT geo01", "GET geo01"]);
    saw("exit 0, geo01 in brazilsouth, not routed");
  });

  test.each([
    ["in the home region", ["-r", REGISTRY, "-l", HOME], "same location", FIND],
    ["on a Basic registry", ["-r", "cheap", "-l", "japaneast"], "Premium", ["GET resources", "GET cheap"]],
    [
      "on a registry that is not there",
      ["-r", "nosuch", "-l", "japaneast"],
      "could not be found",
      ["GET resources"],
    ],
  ])("refuses by itself to create %s", async (_, args, said, requests) => {
    const answer = await az("acr", "replication", "create", ...args);
    expect(answer.exitCode).toBe(1);
    expect(errorOf(answer)).toContain(said);
    expect(asked()).toEqual(requests);
    saw(`exit 1, nothing written: ${errorOf(answer).slice(7, 80)}`);
  });

  test("of a replica that is there is an update", async () => {
    const { exitCode } = await replication("create", "-l", "northeurope");
    expect(exitCode).toBe(0);
    const put = simulator.requests.slice(before).find(({ method }) => method === "PUT");
    expect(put?.status).toBe(200);
    saw("PUT 200, exit 0");
  });

  test("of a second one in a region is refused with 409, which is not tried again", async () => {
    const answer = await replication("create", "-l", "uksouth", "-n", "second");
    expect(answer.exitCode).toBe(1);
    expect(errorOf(answer)).toContain("Conflict");
    expect(asked()).toEqual([...FIND, "PUT second"]);
    saw("PUT 409, exit 1");
  });

  test("lets a name of three letters through, which the service refuses", async () => {
    const answer = await replication("create", "-l", "swedencentral", "-n", "geo");
    expect(answer.exitCode).toBe(1);
    expect(asked()).toEqual([...FIND, "PUT geo"]);
    saw(`PUT 400, exit 1`);
  });

  test("prints the error of an operation that fails", async () => {
    const answer = await replication("create", "-l", "norwayeast");
    expect(answer.exitCode).toBe(1);
    expect(errorOf(answer)).toContain("No address is left.");
    saw(`exit 1: ${errorOf(answer).slice(7)}`);
  });

  test("waits as long as a 429 says, and tries again", async () => {
    simulator.inject({
      method: "PUT",
      path: /replications\/italynorth$/,
      times: 1,
      effect: { kind: "answer", status: 429, headers: { "Retry-After": "1" }, body: {} },
    });
    const { exitCode } = await replication("create", "-l", "italynorth");
    const puts = simulator.requests.slice(before).filter(({ method }) => method === "PUT");
    expect([exitCode, ...puts.map(({ status }) => status)]).toEqual([0, 429, 201]);
    saw("429, then 201, exit 0");
  });
});

describe("Azure CLI, az acr replication", () => {
  test("show reads one replica", async () => {
    const { exitCode, json } = await replication("show", "-n", "northeurope");
    expect(exitCode).toBe(0);
    expect(json).toMatchObject({ name: "northeurope", provisioningState: "Succeeded" });
    expect(asked()).toEqual([...FIND, "GET northeurope"]);
    saw("exit 0, Succeeded");
  });

  test("show of one that is not there ends with 3", async () => {
    const answer = await replication("show", "-n", "missing");
    expect(answer.exitCode).toBe(3);
    expect(errorOf(answer)).toContain("ResourceNotFound");
    saw("404, exit 3");
  });

  test("show with a group does without the resource list", async () => {
    const { exitCode } = await replication("show", "-n", "northeurope", "-g", RESOURCE_GROUP);
    expect([exitCode, ...asked()]).toEqual([0, "GET contoso", "GET northeurope"]);
    saw("exit 0, one request less");
  });

  test("list has every replica and the home region's row", async () => {
    const { exitCode, json } = await replication("list");
    expect(exitCode).toBe(0);
    expect(asked()).toEqual([...FIND, "GET replications"]);
    const rows = Array.isArray(json) ? json.map((row) => member(row, "location")) : [];
    expect(rows).toEqual(expect.arrayContaining(["northeurope", "uksouth", "eastus2", HOME]));
    saw(`exit 0, ${rows.length} rows, ${HOME} among them`);
  });

  test("update sends a PATCH at once and follows it", async () => {
    const settings = ["--region-endpoint-enabled", "false", "--tags", "tier=dr"];
    const { exitCode, json } = await replication("update", "-n", "uksouth", ...settings);
    expect(exitCode).toBe(0);
    expect(json).toMatchObject({
      regionEndpointEnabled: false,
      tags: { tier: "dr" },
      provisioningState: "Succeeded",
    });
    expect(asked()).toEqual(["GET resources", "PATCH uksouth", "GET uksouth"]);
    saw("PATCH 201, exit 0, routing off");
  });

  test("delete follows Location until it is 200", async () => {
    const { exitCode } = await replication("delete", "-n", "eastus2");
    expect(exitCode).toBe(0);
    expect(asked()).toEqual([...FIND, "DELETE eastus2"]);
    const states = polls().map(({ status }) => status);
    expect([states[0], states.at(-1)]).toEqual([202, 200]);
    expect(simulator.replicas().map(({ region }) => region)).not.toContain("eastus2");
    saw(`DELETE 202, polls ${states.join(" ")}, exit 0`);
  });

  test("delete of one that is not there is no error", async () => {
    const { exitCode } = await replication("delete", "-n", "missing");
    expect(exitCode).toBe(0);
    expect(simulator.requests.at(-1)?.status).toBe(204);
    saw("DELETE 204, exit 0");
  });

  test("delete of the home region's row is refused by the service", async () => {
    const answer = await replication("delete", "-n", HOME);
    expect(answer.exitCode).toBe(1);
    expect(errorOf(answer)).toContain("HomeReplicationCannotBeDeleted");
    saw("exit 1, HomeReplicationCannotBeDeleted");
  });
});

describe("Azure CLI, the life of a registry", () => {
  const list = () => az("acr", "replication", "list", "-r", "fabrikam");

  test("az acr create: a new registry lists no replication, not even home", async () => {
    const { exitCode, json } = await az(
      ...["acr", "create", "-g", RESOURCE_GROUP, "-n", "fabrikam", "--sku", "Premium", "-l", HOME],
    );
    expect([exitCode, member(json, "provisioningState")]).toEqual([0, "Succeeded"]);
    const { json: rows } = await list();
    expect(rows).toEqual([]);
    saw("exit 0, Succeeded, no rows");
  });

  test("with the first replica the home region's row is there too", async () => {
    const { exitCode } = await az("acr", "replication", "create", "-r", "fabrikam", "-l", "japaneast");
    const { json } = await list();
    const places = Array.isArray(json) ? json.map((row) => member(row, "location")) : [];
    expect([exitCode, ...places]).toEqual([0, "japaneast", HOME]);
    saw(`exit 0, rows ${places.join(", ")}`);
  });

  test("az acr delete follows Location until the registry is gone", async () => {
    const { exitCode } = await az("acr", "delete", "-n", "fabrikam", "-y");
    const { exitCode: shown } = await az("acr", "show", "-n", "fabrikam", "-g", RESOURCE_GROUP);
    expect([exitCode, shown]).toEqual([0, 3]);
    saw("exit 0; az acr show then ends with 3");
  });
});

describe("Azure CLI, with rights on the registry only", () => {
  test("fails at the poll of a delete that goes through all the same", async () => {
    const own = await startSimulator({
      registry: { replicas: [{ region: "japaneast" }] },
      permissions: { registry: ["*"] },
      retryAfter: 1,
    });
    const narrow = await signedInAzureCli(own);
    const answer = await narrow(
      "acr",
      "replication",
      "delete",
      "-r",
      REGISTRY,
      "-g",
      RESOURCE_GROUP,
      "-n",
      "japaneast",
    );
    const left = own.replicas().map(({ region }) => region);
    await own.close();
    expect(answer.exitCode).toBe(1);
    expect(errorOf(answer)).toContain("operationResults/read");
    expect(left).not.toContain("japaneast");
    saw("exit 1, AuthorizationFailed; the replica is gone");
  });
});
