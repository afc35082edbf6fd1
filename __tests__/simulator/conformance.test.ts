import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { REGISTRY_SERVICE, SUBSCRIPTION } from "./index.js";
import {
  HOME_ROW,
  header,
  member,
  PROVISIONED,
  REGISTRY_PATH,
  type RecordedWorld,
  rowsOf,
  SYNCING,
  startRecordedWorld,
} from "./recorded-world.js";

let world: RecordedWorld;
const replica = "replications/japaneast";
const wish = { location: "japaneast" };

/** provisioningState and displayStatus of one replication. */
async function stateOf(name = "japaneast"): Promise<readonly unknown[]> {
  const { json } = await world.arm("GET", `replications/${name}`);
  return [
    member(json, "properties", "provisioningState"),
    member(json, "properties", "status", "displayStatus"),
  ];
}

async function createReady(name = "japaneast"): Promise<void> {
  await world.arm("PUT", `replications/${name}`, { location: name });
  world.pass(PROVISIONED + SYNCING + 1);
}

beforeEach(async () => {
  world = await startRecordedWorld();
});
afterEach(() => world.simulator.close());

describe("recorded truth: creating a replication (PS17, PS25, CLI-REC)", () => {
  test.each([
    ["location alone", { location: "japaneast" }],
    ["location and empty properties", { location: "japaneast", properties: {} }],
    [
      "location, tags and routing",
      { location: "japaneast", tags: { a: "b" }, properties: { regionEndpointEnabled: false } },
    ],
  ])("a body of %s is answered 201 with the resource", async (_, body) => {
    const created = await world.arm("PUT", replica, body);
    expect(created.status).toBe(201);
    expect(member(created.json, "id")).toBe(`${REGISTRY_PATH}/${replica}`);
    expect(member(created.json, "type")).toBe("Microsoft.ContainerRegistry/registries/replications");
  });

  test("the answer has Azure-AsyncOperation and Retry-After: 10, and no Location", async () => {
    const { headers } = await world.arm("PUT", replica, wish);
    expect(headers["azure-asyncoperation"]).toContain(
      `${REGISTRY_PATH}/${replica}/operationStatuses/replications-`,
    );
    expect(headers["retry-after"]).toBe("10");
    expect(headers.location).toBeUndefined();
  });

  test("the body says Creating, with a timestamp but neither displayStatus nor message", async () => {
    const { json } = await world.arm("PUT", replica, wish);
    expect(member(json, "properties")).toEqual({
      provisioningState: "Creating",
      status: { timestamp: expect.stringMatching(/^2026-09-10T06:44:50/) },
      regionEndpointEnabled: true,
      zoneRedundancy: "Disabled",
    });
    expect(member(json, "systemData", "createdByType")).toBe("Application");
  });

  test("an api-version of 2017 leaves regionEndpointEnabled, zoneRedundancy and systemData out", async () => {
    const { json } = await world.arm("PUT", `${replica}?api-version=2017-10-01`, wish);
    expect(Object.keys(member(json, "properties") ?? {})).toEqual(["provisioningState", "status"]);
    expect(member(json, "systemData")).toBeUndefined();
  });

  test("the operation URL carries the signed parameters t, c, s and h, and is about 3.8 kB long", async () => {
    const url = new URL(header(await world.arm("PUT", replica, wish), "azure-asyncoperation"));
    expect([...url.searchParams.keys()]).toEqual(["api-version", "t", "c", "s", "h"]);
    expect(url.href.length).toBeGreaterThan(3_700);
    expect(url.href.length).toBeLessThan(4_096);
  });

  test("the operation URL works as it was given only", async () => {
    const url = header(await world.arm("PUT", replica, wish), "azure-asyncoperation");
    expect((await world.arm("GET", url)).status).toBe(200);
    expect((await world.arm("GET", url.replace(/&s=[^&]+/, ""))).status).toBe(400);
  });

  test("the operation says Creating and then Succeeded, nothing else, 200 both times", async () => {
    const url = header(await world.arm("PUT", replica, wish), "azure-asyncoperation");
    const running = await world.arm("GET", url);
    world.pass(PROVISIONED);
    const done = await world.arm("GET", url);
    expect([running.status, running.json, done.status, done.json]).toEqual([
      200,
      { status: "Creating" },
      200,
      { status: "Succeeded" },
    ]);
  });

  test("each answer of the operation, the last too, repeats Retry-After and a freshly signed URL", async () => {
    const first = header(await world.arm("PUT", replica, wish), "azure-asyncoperation");
    world.pass(PROVISIONED);
    const last = await world.arm("GET", first);
    expect(last.headers["retry-after"]).toBe("10");
    expect(header(last, "azure-asyncoperation")).not.toBe(first);
    expect((await world.arm("GET", header(last, "azure-asyncoperation"))).json).toEqual({
      status: "Succeeded",
    });
  });

  test("a PUT on a replica that exists is answered 200 and sets what it says", async () => {
    await createReady();
    const again = await world.arm("PUT", replica, { ...wish, properties: { regionEndpointEnabled: false } });
    expect(again.status).toBe(200);
    expect(member(again.json, "properties", "regionEndpointEnabled")).toBe(false);
  });

  test("a PUT that leaves the routing flag out switches it back on", async () => {
    await world.arm("PUT", replica, { ...wish, properties: { regionEndpointEnabled: false } });
    world.pass(PROVISIONED);
    const again = await world.arm("PUT", replica, wish);
    expect(member(again.json, "properties", "regionEndpointEnabled")).toBe(true);
  });

  test("a replica need not be named as its region", async () => {
    expect((await world.arm("PUT", "replications/kyuhvq", wish)).status).toBe(201);
    expect(member((await world.arm("GET", "replications/kyuhvq")).json, "location")).toBe("japaneast");
  });

  test.each(["geo1", "japan-east", "x".repeat(51)])("the name %s is refused", async (name) => {
    expect((await world.arm("PUT", `replications/${name}`, wish)).status).toBe(400);
  });
});

describe("recorded truth: provisioningState and status over time", () => {
  test("the operation ends and provisioningState is Succeeded while the replica is still Syncing", async () => {
    const url = header(await world.arm("PUT", replica, wish), "azure-asyncoperation");
    world.pass(PROVISIONED);
    expect((await world.arm("GET", url)).json).toEqual({ status: "Succeeded" });
    expect(await stateOf()).toEqual(["Succeeded", "Syncing"]);
  });

  test("the order is Creating, Succeeded and Syncing, Succeeded and Ready", async () => {
    await world.arm("PUT", replica, wish);
    const seen = [await stateOf()];
    world.pass(PROVISIONED);
    seen.push(await stateOf());
    world.pass(SYNCING);
    seen.push(await stateOf());
    expect(seen).toEqual([
      ["Creating", undefined],
      ["Succeeded", "Syncing"],
      ["Succeeded", "Ready"],
    ]);
  });

  test("a replica of an empty registry may be Ready without Syncing first", async () => {
    await world.simulator.close();
    world = await startRecordedWorld({ schedules: { japaneast: { syncing: 0 } } });
    await world.arm("PUT", replica, wish);
    world.pass(PROVISIONED);
    expect(await stateOf()).toEqual(["Succeeded", "Ready"]);
  });

  test("message is never there", async () => {
    await createReady();
    expect(Object.keys(member((await world.arm("GET", replica)).json, "properties", "status") ?? {})).toEqual(
      ["displayStatus", "timestamp"],
    );
  });

  test("the status timestamp is the time at which the status began", async () => {
    await createReady();
    world.pass(60);
    const { json } = await world.arm("GET", replica);
    expect(member(json, "properties", "status", "timestamp")).toBe("2026-09-10T06:45:18.700Z");
  });
});

describe("recorded truth: listing replications", () => {
  test("LIST is 200 with value and no nextLink", async () => {
    await createReady();
    const { status, json } = await world.arm("GET", "replications");
    expect(status).toBe(200);
    expect(Object.keys(json ?? {})).toEqual(["value"]);
  });

  test("a registry that never had a replica lists no rows", async () => {
    expect(rowsOf(await world.arm("GET", "replications"))).toEqual([]);
  });

  test("the home row appears by itself some seconds after the first PUT, in second place", async () => {
    await world.arm("PUT", replica, wish);
    const names = async () =>
      rowsOf(await world.arm("GET", "replications")).map((row) => member(row, "name"));
    world.pass(HOME_ROW - 1);
    expect(await names()).toEqual(["japaneast"]);
    world.pass(1);
    expect(await names()).toEqual(["japaneast", "westeurope"]);
  });

  test("rows stand in the order of creation, home second", async () => {
    await createReady("japaneast");
    await createReady("uksouth");
    const rows = rowsOf(await world.arm("GET", "replications")).map((row) => member(row, "name"));
    expect(rows).toEqual(["japaneast", "westeurope", "uksouth"]);
  });

  test("the home row is Succeeded, Ready and routed, without tags, named as its region", async () => {
    await createReady();
    const { json } = await world.arm("GET", "replications/westeurope");
    expect(json).toMatchObject({
      name: "westeurope",
      location: "westeurope",
      tags: {},
      properties: {
        provisioningState: "Succeeded",
        status: { displayStatus: "Ready" },
        regionEndpointEnabled: true,
      },
    });
  });

  test("the home row was created by the service's own application", async () => {
    await createReady();
    const { json } = await world.arm("GET", "replications/westeurope");
    expect(member(json, "systemData", "createdBy")).toBe(REGISTRY_SERVICE);
    expect(member(json, "systemData", "createdByType")).toBe("Application");
  });

  test("a registry that has replicas has its home row from the start", async () => {
    await world.simulator.close();
    world = await startRecordedWorld({ registry: { replicas: [{ region: "japaneast" }] } });
    expect(rowsOf(await world.arm("GET", "replications"))).toHaveLength(2);
  });
});

describe("recorded truth: updating a replication (CLI-REC)", () => {
  const change = { tags: { tier: "dr" }, properties: { regionEndpointEnabled: false } };

  test("PATCH of routing is 201, Updating, with Azure-AsyncOperation", async () => {
    await createReady();
    const { status, json, headers } = await world.arm("PATCH", replica, change);
    expect(status).toBe(201);
    expect(member(json, "properties", "provisioningState")).toBe("Updating");
    expect(headers["azure-asyncoperation"]).toContain("/operationStatuses/");
  });

  test("displayStatus stays Ready while the update runs", async () => {
    await createReady();
    await world.arm("PATCH", replica, change);
    expect(await stateOf()).toEqual(["Updating", "Ready"]);
  });

  test("the operation is Succeeded about a second later, and GET shows the change with a new timestamp", async () => {
    await createReady();
    const url = header(await world.arm("PATCH", replica, change), "azure-asyncoperation");
    expect((await world.arm("GET", url)).json).toEqual({ status: "Updating" });
    world.pass(1);
    expect((await world.arm("GET", url)).json).toEqual({ status: "Succeeded" });
    const { json } = await world.arm("GET", replica);
    expect(json).toMatchObject({
      tags: { tier: "dr" },
      properties: {
        regionEndpointEnabled: false,
        provisioningState: "Succeeded",
        status: { displayStatus: "Ready" },
      },
    });
    expect(member(json, "properties", "status", "timestamp")).toBe("2026-09-10T06:45:20.700Z");
  });

  test("PATCH of tags alone is 200 and done at once (recorded 2019)", async () => {
    await createReady();
    const { status, json, headers } = await world.arm("PATCH", replica, { tags: { a: "b" } });
    expect(status).toBe(200);
    expect(member(json, "properties", "provisioningState")).toBe("Succeeded");
    expect(headers["azure-asyncoperation"]).toBeUndefined();
  });

  test("PATCH sets the whole map of tags, and leaves routing when it does not name it", async () => {
    await createReady();
    await world.arm("PATCH", replica, change);
    world.pass(1);
    const { json } = await world.arm("PATCH", replica, { tags: { other: "one" } });
    expect(json).toMatchObject({ tags: { other: "one" }, properties: { regionEndpointEnabled: false } });
    expect(member(json, "tags", "tier")).toBeUndefined();
  });

  test.each([
    ["location", { location: "uksouth" }],
    ["zoneRedundancy", { properties: { zoneRedundancy: "Enabled" } }],
    ["a flag that is no boolean", { properties: { regionEndpointEnabled: "false" } }],
  ])("PATCH with %s is refused", async (_, body) => {
    await createReady();
    expect((await world.arm("PATCH", replica, body)).status).toBe(400);
  });
});

describe("recorded truth: deleting a replication (PS17, PS23, CLI-REC)", () => {
  test("DELETE is 202 with the JSON literal null, Location and Retry-After: 10, and no Azure-AsyncOperation", async () => {
    await createReady();
    const { status, text, headers } = await world.arm("DELETE", replica);
    expect([status, text]).toEqual([202, "null"]);
    expect(headers["retry-after"]).toBe("10");
    expect(headers.location).toBeDefined();
    expect(headers["azure-asyncoperation"]).toBeUndefined();
  });

  test("Location lies at subscription scope, in the replica's region", async () => {
    await createReady();
    const location = header(await world.arm("DELETE", replica), "location");
    const prefix = `/subscriptions/${SUBSCRIPTION}/providers/Microsoft.ContainerRegistry/locations/japaneast/operationResults/replications-`;
    expect(new URL(location).pathname.startsWith(prefix)).toBe(true);
  });

  test("the poll is 202 with an empty body and a new Location, finally 200 and empty, and 200 again", async () => {
    await createReady();
    const location = header(await world.arm("DELETE", replica), "location");
    world.pass(1);
    const running = await world.arm("GET", location);
    world.pass(9);
    const done = await world.arm("GET", header(running, "location"));
    const again = await world.arm("GET", location);
    expect(header(running, "location")).not.toBe(location);
    expect([running, done, again].map(({ status, text }) => [status, text])).toEqual([
      [202, ""],
      [200, ""],
      [200, ""],
    ]);
  });

  test("the poll is 403 AuthorizationFailed for an identity with rights on the registry only; the delete goes through", async () => {
    await world.simulator.close();
    world = await startRecordedWorld({ permissions: { registry: ["*"] } });
    await createReady();
    const poll = await world.arm("GET", header(await world.arm("DELETE", replica), "location"));
    expect(poll.status).toBe(403);
    expect(member(poll.json, "error", "code")).toBe("AuthorizationFailed");
    expect(member(poll.json, "error", "message")).toContain(
      "Microsoft.ContainerRegistry/locations/operationResults/read",
    );
    world.pass(10);
    expect((await world.arm("GET", replica)).status).toBe(404);
  });

  test("until it is gone the replica is Deleting; then GET is 404 ResourceNotFound", async () => {
    await createReady();
    await world.arm("DELETE", replica);
    expect(await stateOf()).toEqual(["Deleting", "Ready"]);
    world.pass(10);
    const gone = await world.arm("GET", replica);
    expect([gone.status, member(gone.json, "error", "code")]).toEqual([404, "ResourceNotFound"]);
  });

  test("a replica that is Syncing is deleted without complaint", async () => {
    await world.arm("PUT", replica, wish);
    world.pass(PROVISIONED);
    expect((await world.arm("DELETE", replica)).status).toBe(202);
  });

  test("deleting what is not there is 204", async () => {
    expect((await world.arm("DELETE", replica)).status).toBe(204);
  });

  test("the same region can be created again right after the delete's 200", async () => {
    await createReady();
    await world.arm("DELETE", replica);
    world.pass(10);
    await createReady();
    expect(await stateOf()).toEqual(["Succeeded", "Ready"]);
  });

  test("or, in a world that says so, that create is accepted and its operation fails (azure-rest-api-specs#18934)", async () => {
    await world.simulator.close();
    world = await startRecordedWorld({ permissions: { subscription: ["*"] }, recreateFailsWithin: 20_000 });
    await createReady();
    await world.arm("DELETE", replica);
    world.pass(11);
    const again = await world.arm("PUT", replica, wish);
    world.pass(PROVISIONED);
    expect(again.status).toBe(201);
    const operation = await world.arm("GET", header(again, "azure-asyncoperation"));
    expect(operation.json).toMatchObject({ status: "Failed", error: { code: expect.any(String) } });
    expect((await stateOf())[0]).toBe("Failed");
  });
});

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
    await createReady();
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
    const write = await world.arm("PUT", replica, wish);
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
