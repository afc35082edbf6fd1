import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { REGISTRY_SERVICE } from "../index.js";
import {
  createReady,
  HOME_ROW,
  header,
  JAPAN,
  member,
  PROVISIONED,
  type RecordedWorld,
  rowsOf,
  SYNCING,
  startRecordedWorld,
  stateOf,
} from "../recorded-world.js";

let world: RecordedWorld;
beforeEach(async () => {
  world = await startRecordedWorld();
});
afterEach(() => world.simulator.close());

describe("recorded truth: provisioningState and status over time", () => {
  test("the operation ends and provisioningState is Succeeded while the replica is still Syncing", async () => {
    const url = header(await world.arm("PUT", JAPAN, { location: "japaneast" }), "azure-asyncoperation");
    world.pass(PROVISIONED);
    expect((await world.arm("GET", url)).json).toEqual({ status: "Succeeded" });
    expect(await stateOf(world)).toEqual(["Succeeded", "Syncing"]);
  });

  test("the order is Creating, Succeeded and Syncing, Succeeded and Ready", async () => {
    await world.arm("PUT", JAPAN, { location: "japaneast" });
    const seen = [await stateOf(world)];
    world.pass(PROVISIONED);
    seen.push(await stateOf(world));
    world.pass(SYNCING);
    seen.push(await stateOf(world));
    expect(seen).toEqual([
      ["Creating", undefined],
      ["Succeeded", "Syncing"],
      ["Succeeded", "Ready"],
    ]);
  });

  test("a replica of an empty registry may be Ready without Syncing first", async () => {
    await world.simulator.close();
    world = await startRecordedWorld({ schedules: { japaneast: { syncing: 0 } } });
    await world.arm("PUT", JAPAN, { location: "japaneast" });
    world.pass(PROVISIONED);
    expect(await stateOf(world)).toEqual(["Succeeded", "Ready"]);
  });

  test("message is never there", async () => {
    await createReady(world);
    expect(Object.keys(member((await world.arm("GET", JAPAN)).json, "properties", "status") ?? {})).toEqual([
      "displayStatus",
      "timestamp",
    ]);
  });

  test("the status timestamp is the time at which the status began", async () => {
    await createReady(world);
    world.pass(60);
    const { json } = await world.arm("GET", JAPAN);
    expect(member(json, "properties", "status", "timestamp")).toBe("2026-09-10T06:45:18.700Z");
  });
});

describe("recorded truth: listing replications", () => {
  test("LIST is 200 with value and no nextLink", async () => {
    await createReady(world);
    const { status, json } = await world.arm("GET", "replications");
    expect(status).toBe(200);
    expect(Object.keys(json ?? {})).toEqual(["value"]);
  });

  test("a registry that never had a replica lists no rows", async () => {
    expect(rowsOf(await world.arm("GET", "replications"))).toEqual([]);
  });

  test("the home row appears by itself some seconds after the first PUT, in second place", async () => {
    await world.arm("PUT", JAPAN, { location: "japaneast" });
    const names = async () =>
      rowsOf(await world.arm("GET", "replications")).map((row) => member(row, "name"));
    world.pass(HOME_ROW - 1);
    expect(await names()).toEqual(["japaneast"]);
    world.pass(1);
    expect(await names()).toEqual(["japaneast", "westeurope"]);
  });

  test("rows stand in the order of creation, home second", async () => {
    await createReady(world, "japaneast");
    await createReady(world, "uksouth");
    const rows = rowsOf(await world.arm("GET", "replications")).map((row) => member(row, "name"));
    expect(rows).toEqual(["japaneast", "westeurope", "uksouth"]);
  });

  test("the home row is Succeeded, Ready and routed, without tags, named as its region", async () => {
    await createReady(world);
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
    await createReady(world);
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
