import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import {
  createReady,
  header,
  JAPAN,
  member,
  PROVISIONED,
  type RecordedWorld,
  startRecordedWorld,
  stateOf,
} from "../recorded-world.js";

let world: RecordedWorld;
beforeEach(async () => {
  world = await startRecordedWorld();
});
afterEach(() => world.simulator.close());

describe("recorded truth: updating a replication (CLI-REC)", () => {
  const change = { tags: { tier: "dr" }, properties: { regionEndpointEnabled: false } };

  test("PATCH of routing is 201, Updating, with Azure-AsyncOperation", async () => {
    await createReady(world);
    const { status, json, headers } = await world.arm("PATCH", JAPAN, change);
    expect(status).toBe(201);
    expect(member(json, "properties", "provisioningState")).toBe("Updating");
    expect(headers["azure-asyncoperation"]).toContain("/operationStatuses/");
  });

  test("displayStatus stays Ready while the update runs", async () => {
    await createReady(world);
    await world.arm("PATCH", JAPAN, change);
    expect(await stateOf(world)).toEqual(["Updating", "Ready"]);
  });

  test("the operation is Succeeded about a second later, and GET shows the change with a new timestamp", async () => {
    await createReady(world);
    const url = header(await world.arm("PATCH", JAPAN, change), "azure-asyncoperation");
    expect((await world.arm("GET", url)).json).toEqual({ status: "Updating" });
    world.pass(1);
    expect((await world.arm("GET", url)).json).toEqual({ status: "Succeeded" });
    const { json } = await world.arm("GET", JAPAN);
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

  test("PATCH of tags alone is 200 and done at once, and leaves the timestamp (PY20a, NET22, NET26)", async () => {
    await createReady(world);
    const before = (await world.arm("GET", JAPAN)).json;
    world.pass(60);
    const { status, json, headers } = await world.arm("PATCH", JAPAN, { tags: { a: "b" } });
    expect(status).toBe(200);
    expect(member(json, "properties")).toEqual(member(before, "properties"));
    expect(headers["azure-asyncoperation"]).toBeUndefined();
  });

  test("it replaces the whole map: what it does not name is gone (PY20a, NET22, NET26)", async () => {
    await createReady(world);
    await world.arm("PATCH", JAPAN, { tags: { key1: "value1", key2: "value2" } });
    const tags = { key2: "value2", key3: "value3", key4: "value4" };
    await world.arm("PATCH", JAPAN, { tags });
    expect(member((await world.arm("GET", JAPAN)).json, "tags")).toEqual(tags);
  });

  test("PATCH of one that is Syncing is taken (PY20b)", async () => {
    await world.arm("PUT", JAPAN, { location: "japaneast" });
    world.pass(PROVISIONED + 2);
    expect(await stateOf(world)).toEqual(["Succeeded", "Syncing"]);
    expect((await world.arm("PATCH", JAPAN, { tags: { a: "b" } })).status).toBe(200);
  });

  test("PATCH sets the whole map of tags, and leaves routing when it does not name it", async () => {
    await createReady(world);
    await world.arm("PATCH", JAPAN, change);
    world.pass(1);
    const { json } = await world.arm("PATCH", JAPAN, { tags: { other: "one" } });
    expect(json).toMatchObject({ tags: { other: "one" }, properties: { regionEndpointEnabled: false } });
    expect(member(json, "tags", "tier")).toBeUndefined();
  });

  test.each([
    ["location", { location: "uksouth" }],
    ["zoneRedundancy", { properties: { zoneRedundancy: "Enabled" } }],
    ["a flag that is no boolean", { properties: { regionEndpointEnabled: "false" } }],
  ])("PATCH with %s is refused", async (_, body) => {
    await createReady(world);
    expect((await world.arm("PATCH", JAPAN, body)).status).toBe(400);
  });
});
