import { afterEach, describe, expect, test } from "@jest/globals";
import { sendToArm } from "./client.js";
import { type Simulator, SUBSCRIPTION, startSimulator, type World } from "./index.js";
import { member, REGISTRY_PATH, rowsOf } from "./recorded-world.js";

let simulator: Simulator;
afterEach(() => simulator.close());

const JAPAN = `${REGISTRY_PATH}/replications/japaneast`;
const EVERYWHERE = { subscription: ["*"] };

interface Case {
  readonly code: string;
  readonly status: number;
  readonly when: string;
  readonly world?: World;
  readonly method?: string;
  readonly path?: string;
  readonly body?: unknown;
  readonly says: string;
}

const CASES: readonly Case[] = [
  {
    code: "ResourceTypeNotSupportedForRegistry",
    status: 400,
    when: "the registry is not Premium (PS17)",
    world: { registry: { sku: "Basic" } },
    says: "The resource type replications is not supported for the registry contoso.",
  },
  {
    code: "NoRegisteredProviderFound",
    status: 400,
    when: "no such region exists (acr#70)",
    path: `${REGISTRY_PATH}/replications/atlantis`,
    body: { location: "Atlantis" },
    says: "for location 'Atlantis' and API version",
  },
  {
    code: "LocationNotAvailableForResourceType",
    status: 400,
    when: "the region does not offer replications (acr#406)",
    world: { regions: ["West Europe", "UK South"] },
    says: "List of available regions for the resource type is 'westeurope,uksouth'.",
  },
  {
    code: "AuthorizationFailed",
    status: 403,
    when: "the identity may read only",
    world: { permissions: { registry: ["*/read"] } },
    says: "does not have authorization to perform action 'Microsoft.ContainerRegistry/registries/replications/write' over scope",
  },
  {
    code: "MissingSubscriptionRegistration",
    status: 409,
    when: "the provider is not registered",
    world: { providerRegistered: false },
    says: "The subscription is not registered to use namespace 'Microsoft.ContainerRegistry'",
  },
  {
    code: "ScopeLocked",
    status: 409,
    when: "a read-only lock holds on the group",
    world: { locks: [{ level: "ReadOnly", on: "group" }] },
    says: `cannot perform write operation because following scope(s) are locked: '/subscriptions/${SUBSCRIPTION}/resourceGroups/rg-shop'`,
  },
  {
    code: "ScopeLocked",
    status: 409,
    when: "a delete lock holds on the registry",
    world: { registry: { replicas: [{ region: "japaneast" }] }, locks: [{ level: "CanNotDelete" }] },
    method: "DELETE",
    says: "cannot perform delete operation because following scope(s) are locked",
  },
  {
    code: "RequestDisallowedByPolicy",
    status: 403,
    when: "a policy allows other locations only",
    world: { allowedLocations: ["westeurope"] },
    says: "was disallowed by policy. Policy identifiers: '[",
  },
  {
    code: "HomeReplicationCannotBeDeleted",
    status: 400,
    when: "the home row is to be deleted",
    world: { registry: { replicas: [{ region: "japaneast" }] } },
    method: "DELETE",
    path: `${REGISTRY_PATH}/replications/westeurope`,
    says: "home replication",
  },
  {
    code: "AnotherOperationInProgress",
    status: 409,
    when: "a replica is changed while it is Updating",
    world: { registry: { replicas: [{ region: "japaneast", provisioningState: "Updating" }] } },
    method: "PATCH",
    body: { tags: {} },
    says: "Another operation",
  },
  {
    code: "Conflict",
    status: 409,
    when: "the region has a replica of another name",
    world: { registry: { replicas: [{ region: "japaneast", name: "geo01" }] } },
    says: "'geo01'",
  },
  {
    code: "InvalidResourceLocation",
    status: 409,
    when: "the name belongs to a replica in another region",
    world: { registry: { replicas: [{ region: "uksouth", name: "japaneast" }] } },
    says: "already exists in location 'uksouth'",
  },
  {
    code: "InvalidRequestContent",
    status: 400,
    when: "a PUT names no location",
    body: {},
    says: "'location'",
  },
  {
    code: "ParentResourceNotFound",
    status: 404,
    when: "the registry of a PUT does not exist",
    path: JAPAN.replace("contoso", "missing"),
    says: "registries/missing",
  },
  {
    code: "ResourceNotFound",
    status: 404,
    when: "the registry does not exist",
    method: "GET",
    path: REGISTRY_PATH.replace("contoso", "missing"),
    says: "under resource group 'rg-shop' was not found",
  },
  {
    code: "AuthorizationFailed",
    status: 403,
    when: "the registry does not exist and the identity has rights on another registry only",
    world: { permissions: { registry: ["*"] } },
    method: "GET",
    path: REGISTRY_PATH.replace("contoso", "missing"),
    says: "Microsoft.ContainerRegistry/registries/read",
  },
  {
    code: "ResourceGroupNotFound",
    status: 404,
    when: "the resource group does not exist",
    world: { permissions: EVERYWHERE },
    method: "GET",
    path: REGISTRY_PATH.replace("rg-shop", "rg-missing"),
    says: "Resource group 'rg-missing' could not be found.",
  },
  {
    code: "SubscriptionNotFound",
    status: 404,
    when: "the identity sees no such subscription",
    method: "GET",
    path: REGISTRY_PATH.replace(SUBSCRIPTION, "99999999-9999-4999-8999-999999999999"),
    says: "could not be found",
  },
  {
    code: "NoRegisteredProviderFound",
    status: 400,
    when: "the cloud lags behind with api-versions",
    world: { apiVersions: ["2023-07-01", "2022-12-01"] },
    method: "GET",
    path: REGISTRY_PATH,
    says: "The supported api-versions are '2023-07-01, 2022-12-01'.",
  },
];

describe("errors of Azure Resource Manager", () => {
  test.each(CASES)(
    "$code when $when",
    async ({ code, status, world, method = "PUT", path = JAPAN, body, says }) => {
      simulator = await startSimulator(world);
      const content = body ?? (method === "PUT" ? { location: "japaneast" } : undefined);
      const reply = await sendToArm(simulator, path, {
        method,
        ...(content === undefined ? {} : { body: content }),
      });
      expect([reply.status, member(reply.json, "error", "code")]).toEqual([status, code]);
      expect(member(reply.json, "error", "message")).toContain(says);
    },
  );
});

describe("what lies above the registry", () => {
  const below = (path: string) => sendToArm(simulator, `/subscriptions/${SUBSCRIPTION}${path}`);

  test("the subscriptions that the identity sees", async () => {
    simulator = await startSimulator({
      subscriptions: [
        { id: SUBSCRIPTION, name: "One" },
        { id: "2222", name: "Two" },
      ],
    });
    const rows = rowsOf(await sendToArm(simulator, "/subscriptions"));
    expect(rows.map((row) => member(row, "displayName"))).toEqual(["One", "Two"]);
    expect(member((await below("")).json, "state")).toBe("Enabled");
  });

  test("the provider, with display names of the regions of replications", async () => {
    simulator = await startSimulator({ regions: ["Japan East"] });
    const { json } = await below("/providers/Microsoft.ContainerRegistry");
    expect(member(json, "registrationState")).toBe("Registered");
    expect(member(json, "resourceTypes", 1)).toMatchObject({
      resourceType: "registries/replications",
      locations: ["Japan East"],
    });
  });

  test("the provider is forbidden to an identity without rights on the subscription", async () => {
    simulator = await startSimulator({ permissions: { subscription: [] } });
    expect((await below("/providers/Microsoft.ContainerRegistry")).status).toBe(403);
  });

  test("locations, physical and logical ones", async () => {
    simulator = await startSimulator();
    const rows = rowsOf(await below("/locations"));
    expect(rows.find((row) => member(row, "name") === "japaneast")).toMatchObject({
      displayName: "Japan East",
      metadata: { regionType: "Physical", latitude: "35.68" },
    });
    expect(rows.some((row) => member(row, "metadata", "regionType") === "Logical")).toBe(true);
  });

  test("the resource list leaves out what the identity may not read, and comes in pages", async () => {
    simulator = await startSimulator({
      registries: [{ name: "one" }, { name: "two" }, { name: "hidden", permissions: [] }],
      list: { pageSize: 1 },
    });
    const first = await below("/resources");
    const second = await sendToArm(simulator, String(member(first.json, "nextLink")));
    expect([first, second].map((page) => member(page.json, "value", 0, "name"))).toEqual(["one", "two"]);
    expect(member(second.json, "nextLink")).toBeUndefined();
  });

  test("replications come in pages, too", async () => {
    const replicas = ["japaneast", "uksouth", "eastus"].map((region) => ({ region }));
    simulator = await startSimulator({ registry: { replicas }, list: { pageSize: 3 } });
    const first = await sendToArm(simulator, `${REGISTRY_PATH}/replications`);
    const second = await sendToArm(simulator, String(member(first.json, "nextLink")));
    expect([rowsOf(first).length, rowsOf(second).length]).toEqual([3, 1]);
  });
});
