import { describe, expect, test } from "@jest/globals";
import { decodeRegistry, decodeReplica } from "../../src/azure/decode.js";
import { ServerText } from "../../src/registry/server-text.js";

const ID =
  "/subscriptions/11111111-1111-4111-8111-111111111111/resourceGroups/rg-shop/providers/Microsoft.ContainerRegistry/registries/contoso";

// Bodies after the recordings of New-AzContainerRegistryReplication (9 September 2025) and of the Azure CLI.
const REGISTRY = {
  id: ID,
  name: "contoso",
  location: "westeurope",
  sku: { name: "Premium", tier: "Premium" },
  properties: {
    loginServer: "contoso.azurecr.io",
    provisioningState: "Succeeded",
    policies: { softDeletePolicy: { status: "disabled", retentionDays: 7 } },
    privateEndpointConnections: [],
    dataEndpointHostNames: [],
  },
};
const REPLICA = {
  id: `${ID}/replications/japaneast`,
  name: "japaneast",
  location: "japaneast",
  tags: { team: "shop" },
  properties: {
    provisioningState: "Succeeded",
    status: { displayStatus: "Ready", timestamp: "2025-09-09T07:58:42Z" },
    regionEndpointEnabled: true,
    zoneRedundancy: "Disabled",
  },
};

function properties<T extends { properties: object }>(body: T, change: object): T {
  return { ...body, properties: { ...body.properties, ...change } };
}

describe("a replica", () => {
  test("as recorded", () => {
    expect(decodeReplica(REPLICA, null).value).toEqual({
      name: "japaneast",
      region: "japaneast",
      seenAt: null,
      provisioningState: new ServerText("Succeeded"),
      displayStatus: new ServerText("Ready"),
      since: new Date("2025-09-09T07:58:42Z"),
      routing: "enabled",
      tags: { team: "shop" },
    });
  });

  test.each([
    [
      "being created has no display status",
      properties(REPLICA, { status: { timestamp: "…" } }),
      { displayStatus: null },
    ],
    [
      "may have no status at all",
      properties(REPLICA, { status: null }),
      { displayStatus: null, since: null },
    ],
    [
      "may have routing switched off",
      properties(REPLICA, { regionEndpointEnabled: false }),
      { routing: "disabled" },
    ],
    [
      "of an old API version has routing on",
      properties(REPLICA, { regionEndpointEnabled: undefined }),
      { routing: "enabled" },
    ],
    ["may write its location for people", { ...REPLICA, location: "Japan East" }, { region: "japaneast" }],
    ["may have a name with its registry in it", { ...REPLICA, name: "contoso/geo01" }, { name: "geo01" }],
    ["may have no tags", { ...REPLICA, tags: null }, { tags: {} }],
    ["loses tags that are no text", { ...REPLICA, tags: { a: "b", c: 1, d: null } }, { tags: { a: "b" } }],
  ])("%s", (_fact, body, expected) => {
    expect(decodeReplica(body, null).value).toMatchObject(expected);
  });

  test.each([
    ["null", null],
    ["text", "replica"],
    ["a list", []],
    ["without a name", { ...REPLICA, name: undefined, id: undefined }],
    ["with a number for a name", { ...REPLICA, name: 7, id: undefined }],
    ["with an empty name and no ID", { ...REPLICA, name: "", id: undefined }],
    ["without a location", { ...REPLICA, location: null }],
    ["in a location that is none", { ...REPLICA, location: "::error::" }],
    ["without properties", { ...REPLICA, properties: null }],
    ["without a provisioning state", properties(REPLICA, { provisioningState: undefined })],
    ["with a provisioning state that is no text", properties(REPLICA, { provisioningState: {} })],
  ])("that is %s is not taken for one", (_what, body) => {
    const { value, lacks } = decodeReplica(body, null);
    expect(value).toBeNull();
    expect(lacks).toMatch(/^a replica has no/);
  });
});

function connection(name: string, status: string): object {
  const id = `/subscriptions/s/resourceGroups/rg-net/providers/Microsoft.Network/privateEndpoints/${name}`;
  return {
    name: "contoso.0",
    properties: { privateEndpoint: { id }, privateLinkServiceConnectionState: { status } },
  };
}

describe("a registry", () => {
  test("as recorded", () => {
    expect(decodeRegistry(REGISTRY).value).toEqual({
      id: {
        subscriptionId: "11111111-1111-4111-8111-111111111111",
        resourceGroup: "rg-shop",
        name: "contoso",
      },
      loginServer: "contoso.azurecr.io",
      home: "westeurope",
      sku: new ServerText("Premium"),
      provisioningState: new ServerText("Succeeded"),
      hasSoftDelete: false,
      hasQuarantine: false,
      privateEndpoints: [],
      publicAccess: { kind: "open" },
      dataEndpointHosts: [],
    });
  });

  test.each([
    ["with soft delete", { policies: { softDeletePolicy: { status: "Enabled" } } }, { hasSoftDelete: true }],
    ["of a version without soft delete", { policies: null }, { hasSoftDelete: false }],
    [
      "with private endpoints, but not those that were refused",
      {
        privateEndpointConnections: [
          connection("pe-shop", "Approved"),
          connection("pe-wait", "Pending"),
          connection("pe-no", "Rejected"),
          connection("pe-cut", "Disconnected"),
          { name: "contoso.1" },
          {},
        ],
      },
      {
        privateEndpoints: [
          { name: new ServerText("pe-shop"), resourceGroup: new ServerText("rg-net") },
          { name: new ServerText("pe-wait"), resourceGroup: new ServerText("rg-net") },
          { name: new ServerText("contoso.1"), resourceGroup: null },
          { name: new ServerText("without a name"), resourceGroup: null },
        ],
      },
    ],
    ["without public access", { publicNetworkAccess: "Disabled" }, { publicAccess: { kind: "closed" } }],
    [
      "with network rules",
      { networkRuleSet: { defaultAction: "Deny", ipRules: [{}, {}] } },
      { publicAccess: { kind: "listed", ranges: 2 } },
    ],
    [
      "with network rules of another shape",
      { networkRuleSet: { defaultAction: "Deny" } },
      { publicAccess: { kind: "listed", ranges: 0 } },
    ],
    [
      "with rules that let all in",
      { networkRuleSet: { defaultAction: "Allow", ipRules: [{}] } },
      { publicAccess: { kind: "open" } },
    ],
    [
      "with data endpoints",
      { dataEndpointHostNames: ["contoso.westeurope.data.azurecr.io", 7] },
      { dataEndpointHosts: ["contoso.westeurope.data.azurecr.io"] },
    ],
    [
      "with a label in its login server",
      { loginServer: "Contoso-A1b2.azurecr.io" },
      { loginServer: "contoso-a1b2.azurecr.io" },
    ],
  ])("%s", (_fact, change, expected) => {
    expect(decodeRegistry(properties(REGISTRY, change)).value).toMatchObject(expected);
  });

  test.each([
    ["null", null],
    ["without an ID", { ...REGISTRY, id: undefined }],
    ["with the ID of something else", { ...REGISTRY, id: "/subscriptions/x" }],
    ["without a location", { ...REGISTRY, location: "" }],
    ["without a SKU", { ...REGISTRY, sku: "Premium" }],
    ["without a login server", properties(REGISTRY, { loginServer: null })],
    [
      "with a login server that is no host",
      properties(REGISTRY, { loginServer: "evil.example.com/contoso" }),
    ],
    ["without a provisioning state", properties(REGISTRY, { provisioningState: 1 })],
  ])("that is %s is not taken for one", (_what, body) => {
    const { value, lacks } = decodeRegistry(body);
    expect(value).toBeNull();
    expect(lacks).toMatch(/^the registry has no/);
  });
});
