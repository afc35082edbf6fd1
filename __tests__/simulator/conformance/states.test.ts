import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import {
  createReady,
  header,
  JAPAN,
  member,
  PROVISIONED,
  type RecordedWorld,
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

  test("or, in a world that says so, Creating goes with a status and a message, as the swagger's examples have it", async () => {
    await world.simulator.close();
    const message = "The replication is provisioning.";
    const phases = [{ after: 0, provisioningState: "Creating", displayStatus: "Provisioning", message }];
    world = await startRecordedWorld({ schedules: { japaneast: { phases } } });
    const { json } = await world.arm("PUT", JAPAN, { location: "japaneast" });
    expect(member(json, "properties", "status")).toMatchObject({ displayStatus: "Provisioning", message });
  });

  test.each<[string, number, string, number]>([
    ["PS17, centralus", 15.5, "Ready", 20],
    ["PS17, westus2", 6.8, "Syncing", 10],
    ["CLI-REC 2021, centralus", 9.1, "Ready", 10],
    ["PS25, westus", 16.2, "Ready", 20],
    ["PS25, eastus2", 11, "Ready", 20],
    ["PS25, westus2", 8.6, "Syncing", 10],
    ["PS25, westus3", 8.2, "Syncing", 13],
    ["CLI-REC 2026, centralus", 12.8, "Ready", 13],
  ])(
    "the course of %s: stamped %s s after the PUT as %s, the operation done by %s s",
    async (_, seconds, word, poll) => {
      await world.simulator.close();
      const provisioned = seconds * 1000;
      const syncing = word === "Ready" ? 0 : 60_000;
      world = await startRecordedWorld({ schedules: { japaneast: { provisioned, syncing } } });
      const url = header(await world.arm("PUT", JAPAN, { location: "japaneast" }), "azure-asyncoperation");
      world.pass(seconds - 0.1);
      expect((await world.arm("GET", url)).json).toEqual({ status: "Creating" });
      world.pass(poll - seconds + 0.1);
      expect((await world.arm("GET", url)).json).toEqual({ status: "Succeeded" });
      const { json } = await world.arm("GET", JAPAN);
      expect(member(json, "properties")).toMatchObject({
        provisioningState: "Succeeded",
        status: {
          displayStatus: word,
          timestamp: new Date(Date.UTC(2026, 8, 10, 6, 44, 50) + provisioned).toISOString(),
        },
      });
    },
  );

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
