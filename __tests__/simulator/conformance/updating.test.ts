import { afterEach, beforeEach, expect } from "@jest/globals";
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
import { holdToFacts } from "./hold-to-facts.js";

let world: RecordedWorld;
beforeEach(async () => {
  world = await startRecordedWorld();
});
afterEach(() => world.simulator.close());

const change = { tags: { tier: "dr" }, properties: { regionEndpointEnabled: false } };

holdToFacts("updating a replication", {
  "PATCH of routing": async (recorded) => {
    await createReady(world);
    const { status, json, headers } = await world.arm("PATCH", JAPAN, change);
    expect(status).toBe(recorded.status);
    expect(member(json, "properties", "provisioningState")).toBe(recorded.provisioningState);
    expect(headers["azure-asyncoperation"]).toContain("/operationStatuses/");
  },

  "status meanwhile": async (recorded) => {
    await createReady(world);
    await world.arm("PATCH", JAPAN, change);
    expect(await stateOf(world)).toEqual(recorded);
  },

  operation: async ({ after }) => {
    await createReady(world);
    const url = header(await world.arm("PATCH", JAPAN, change), "azure-asyncoperation");
    expect((await world.arm("GET", url)).json).toEqual({ status: "Updating" });
    world.pass(after);
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
  },

  "PATCH of tags": async (recorded) => {
    await createReady(world);
    const before = (await world.arm("GET", JAPAN)).json;
    world.pass(60);
    const { status, json, headers } = await world.arm("PATCH", JAPAN, { tags: { a: "b" } });
    expect(status).toBe(recorded.status);
    expect(member(json, "properties")).toEqual(member(before, "properties"));
    expect(headers["azure-asyncoperation"]).toBeUndefined();
  },

  "whole map": async ({ before, sent }) => {
    await createReady(world);
    await world.arm("PATCH", JAPAN, { tags: before });
    await world.arm("PATCH", JAPAN, { tags: sent });
    expect(member((await world.arm("GET", JAPAN)).json, "tags")).toEqual(sent);
  },

  "PATCH while Syncing": async ({ status, later }) => {
    await world.arm("PUT", JAPAN, { location: "japaneast" });
    world.pass(PROVISIONED + later);
    expect(await stateOf(world)).toEqual(["Succeeded", "Syncing"]);
    expect((await world.arm("PATCH", JAPAN, { tags: { a: "b" } })).status).toBe(status);
  },

  "what is not named": async () => {
    await createReady(world);
    await world.arm("PATCH", JAPAN, change);
    world.pass(1);
    const { json } = await world.arm("PATCH", JAPAN, { tags: { other: "one" } });
    expect(json).toMatchObject({ tags: { other: "one" }, properties: { regionEndpointEnabled: false } });
    expect(member(json, "tags", "tier")).toBeUndefined();
  },

  "refused PATCH": async (body) => {
    await createReady(world);
    expect((await world.arm("PATCH", JAPAN, body)).status).toBe(400);
  },
});
