import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { SUBSCRIPTION } from "../index.js";
import {
  createReady,
  JAPAN,
  member,
  REGISTRY_PATH,
  type RecordedWorld,
  rowsOf,
  startRecordedWorld,
} from "../recorded-world.js";

let world: RecordedWorld;
beforeEach(async () => {
  world = await startRecordedWorld();
});
afterEach(() => world.simulator.close());

describe("recorded truth: the registry", () => {
  test("GET is 200 with sku, location, login server, state, policies and network settings", async () => {
    const { status, json } = await world.arm("GET", REGISTRY_PATH);
    expect(status).toBe(200);
    expect(json).toMatchObject({
      sku: { name: "Premium", tier: "Premium" },
      location: "westeurope",
      properties: {
        loginServer: "contoso.azurecr.io",
        provisioningState: "Succeeded",
        dataEndpointEnabled: false,
        dataEndpointHostNames: [],
        publicNetworkAccess: "Enabled",
        privateEndpointConnections: [],
        policies: {
          azureADAuthenticationAsArmPolicy: { status: "enabled" },
          exportPolicy: { status: "enabled" },
        },
        zoneRedundancy: "Disabled",
        anonymousPullEnabled: false,
      },
    });
  });

  test.each([
    ["2025-11-01", undefined],
    ["2026-03-01-preview", "Enabled"],
    ["2026-09-01-preview", "Enabled"],
  ])("api-version %s has regionalEndpoints %s", async (version, value) => {
    const { json } = await world.arm("GET", `${REGISTRY_PATH}?api-version=${version}`);
    expect(member(json, "properties", "regionalEndpoints")).toBe(value);
  });

  test("the preview names the host of every region, home included", async () => {
    await createReady(world);
    const { json } = await world.arm("GET", `${REGISTRY_PATH}?api-version=2026-03-01-preview`);
    expect(member(json, "properties", "regionalEndpointHostNames")).toEqual([
      "contoso.westeurope.geo.azurecr.io",
      "contoso.japaneast.geo.azurecr.io",
    ]);
  });

  test("PATCH of regionalEndpoints is 200, synchronous, with the host names in the answer (CLI-REG-REC)", async () => {
    await world.simulator.close();
    world = await startRecordedWorld({ registry: { regionalEndpoints: false } });
    const path = `${REGISTRY_PATH}?api-version=2026-03-01-preview`;
    expect(member((await world.arm("GET", path)).json, "properties", "regionalEndpoints")).toBe("Disabled");
    const { status, json } = await world.arm("PATCH", path, { properties: { regionalEndpoints: "Enabled" } });
    expect(status).toBe(200);
    expect(member(json, "properties", "regionalEndpointHostNames")).toEqual([
      "contoso.westeurope.geo.azurecr.io",
    ]);
  });

  test("it is found by name through the generic resource list with a filter", async () => {
    const filter = encodeURIComponent("resourceType eq 'Microsoft.ContainerRegistry/registries'");
    const path = `/subscriptions/${SUBSCRIPTION}/resources?$filter=${filter}&api-version=2024-11-01`;
    const rows = rowsOf(await world.arm("GET", path));
    expect(rows).toMatchObject([{ id: REGISTRY_PATH, name: "contoso", location: "westeurope" }]);
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

describe("recorded truth: headers of every answer", () => {
  test("request and correlation IDs, and the rate limit of the kind of request as recorded in Sep 2025", async () => {
    const read = await world.arm("GET", REGISTRY_PATH);
    const write = await world.arm("PUT", JAPAN, { location: "japaneast" });
    expect(read.headers).toMatchObject({
      "x-ms-request-id": expect.any(String),
      "x-ms-correlation-request-id": expect.any(String),
      "x-ms-ratelimit-remaining-subscription-reads": "249",
      "x-ms-ratelimit-remaining-subscription-global-reads": "3749",
    });
    expect(write.headers).toMatchObject({
      "x-ms-ratelimit-remaining-subscription-writes": "199",
      "x-ms-ratelimit-remaining-subscription-global-writes": "2999",
    });
  });
});
