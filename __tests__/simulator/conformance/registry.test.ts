import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { RESOURCE_GROUP, SUBSCRIPTION } from "../index.js";
import {
  createReady,
  header,
  JAPAN,
  member,
  PROVISIONED,
  REGISTRY_PATH,
  type RecordedWorld,
  rowsOf,
  startRecordedWorld,
} from "../recorded-world.js";
import { holdToFacts } from "./hold-to-facts.js";

let world: RecordedWorld;
beforeEach(async () => {
  world = await startRecordedWorld();
});
afterEach(() => world.simulator.close());

const PREVIEW = `${REGISTRY_PATH}?api-version=2026-03-01-preview`;
const FABRIKAM = REGISTRY_PATH.replace("contoso", "fabrikam");
const PREMIUM = { location: "westus", sku: { name: "Premium" } };

holdToFacts("the registry", {
  GET: async (recorded) => {
    const { status, json } = await world.arm("GET", REGISTRY_PATH);
    expect(status).toBe(200);
    expect(json).toMatchObject(recorded);
  },

  regionalEndpoints: async ({ version, value }) => {
    const { json } = await world.arm("GET", `${REGISTRY_PATH}?api-version=${version}`);
    expect(member(json, "properties", "regionalEndpoints")).toBe(value);
  },

  "more in the preview": async (recorded) => {
    expect(member((await world.arm("GET", PREVIEW)).json, "properties")).toMatchObject(recorded);
  },

  "regional hosts": async ({ replicas, hosts }) => {
    for (const region of replicas) await createReady(world, region);
    const { json } = await world.arm("GET", PREVIEW);
    expect(member(json, "properties", "regionalEndpointHostNames")).toEqual(hosts);
  },

  "PATCH of regionalEndpoints": async (recorded) => {
    await world.simulator.close();
    world = await startRecordedWorld({ registry: { regionalEndpoints: false } });
    const before = await world.arm("GET", PREVIEW);
    expect(member(before.json, "properties", "regionalEndpoints")).toBe("Disabled");
    const { status, json } = await world.arm("PATCH", PREVIEW, {
      properties: { regionalEndpoints: "Enabled" },
    });
    expect(status).toBe(recorded.status);
    expect(member(json, "properties", "regionalEndpointHostNames")).toEqual(recorded.hosts);
  },

  "found by name": async () => {
    const filter = encodeURIComponent("resourceType eq 'Microsoft.ContainerRegistry/registries'");
    const path = `/subscriptions/${SUBSCRIPTION}/resources?$filter=${filter}&api-version=2024-11-01`;
    const rows = rowsOf(await world.arm("GET", path));
    expect(rows).toMatchObject([{ id: REGISTRY_PATH, name: "contoso", location: "westeurope" }]);
  },

  created: async (recorded) => {
    const { status, json } = await world.arm("PUT", `${FABRIKAM}?api-version=${recorded.version}`, PREMIUM);
    expect([status, member(json, "properties", "provisioningState")]).toEqual([recorded.status, "Succeeded"]);
  },

  "created in steps": async ({ version, status }) => {
    const put = await world.arm("PUT", `${FABRIKAM}?api-version=${version}`, PREMIUM);
    const url = header(put, "azure-asyncoperation");
    const running = await world.arm("GET", url);
    world.pass(PROVISIONED);
    const done = await world.arm("GET", url);
    const registry = await world.arm("GET", FABRIKAM);
    expect([put.status, member(put.json, "properties", "provisioningState")]).toEqual([status, "Creating"]);
    expect([running.json, done.json]).toEqual([{ status: "Creating" }, { status: "Succeeded" }]);
    expect(member(registry.json, "properties", "provisioningState")).toBe("Succeeded");
  },

  "new one has no rows": async () => {
    await world.arm("PUT", FABRIKAM, PREMIUM);
    world.pass(60);
    expect(rowsOf(await world.arm("GET", `${FABRIKAM}/replications`))).toEqual([]);
  },

  deleted: async (recorded) => {
    const { status, json, headers } = await world.arm("DELETE", REGISTRY_PATH);
    expect([status, member(json, "properties", "provisioningState")]).toEqual([recorded.status, "Deleting"]);
    const prefix = `/subscriptions/${SUBSCRIPTION}/providers/Microsoft.ContainerRegistry/locations/westeurope/operationResults/delete-contoso-`;
    expect(new URL(String(headers.location)).pathname.startsWith(prefix)).toBe(true);
  },

  "delete poll": async (recorded) => {
    const location = header(await world.arm("DELETE", REGISTRY_PATH), "location");
    const running = await world.arm("GET", location);
    world.pass(10);
    const done = await world.arm("GET", location);
    expect([running.status, done.status]).toEqual(recorded);
    expect((await world.arm("GET", REGISTRY_PATH)).status).toBe(404);
  },

  "headers of every answer": async ({ reads, globalReads, writes, globalWrites }) => {
    const read = await world.arm("GET", REGISTRY_PATH);
    const write = await world.arm("PUT", JAPAN, { location: "japaneast" });
    expect(read.headers).toMatchObject({
      "x-ms-request-id": expect.any(String),
      "x-ms-correlation-request-id": expect.any(String),
      "x-ms-ratelimit-remaining-subscription-reads": reads,
      "x-ms-ratelimit-remaining-subscription-global-reads": globalReads,
    });
    expect(write.headers).toMatchObject({
      "x-ms-ratelimit-remaining-subscription-writes": writes,
      "x-ms-ratelimit-remaining-subscription-global-writes": globalWrites,
    });
  },
});

describe("the registry, in ARM's own ways", () => {
  test.each([
    ["a subscription", `/subscriptions/${SUBSCRIPTION}`],
    ["a resource group", `/subscriptions/${SUBSCRIPTION}/resourceGroups/${RESOURCE_GROUP}`],
  ])("LIST of %s is 200 with value, each row as GET shows it", async (_, scope) => {
    const path = `${scope}/providers/Microsoft.ContainerRegistry/registries`;
    expect(rowsOf(await world.arm("GET", path))).toEqual([(await world.arm("GET", REGISTRY_PATH)).json]);
  });

  test("names in a URL are compared without case", async () => {
    expect(
      (await world.arm("GET", REGISTRY_PATH.toUpperCase().replace("SUBSCRIPTIONS", "subscriptions"))).status,
    ).toBe(200);
  });

  test("a registry may be Creating for a while", async () => {
    await world.simulator.close();
    const states = [{ after: 2000, provisioningState: "Succeeded" }];
    world = await startRecordedWorld({ registry: { provisioningState: "Creating", states } });
    const state = async () =>
      member((await world.arm("GET", REGISTRY_PATH)).json, "properties", "provisioningState");
    expect(await state()).toBe("Creating");
    world.pass(2);
    expect(await state()).toBe("Succeeded");
  });
});
