import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import {
  createReady,
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

  test("a poll 10 s after the PUT says Creating, the next at 20 s Succeeded (PS17, centralus)", async () => {
    await world.simulator.close();
    world = await startRecordedWorld({ schedules: { japaneast: { provisioned: 15_500, syncing: 0 } } });
    const url = header(await world.arm("PUT", JAPAN, { location: "japaneast" }), "azure-asyncoperation");
    world.pass(10);
    const first = await world.arm("GET", url);
    world.pass(10);
    const second = await world.arm("GET", header(first, "azure-asyncoperation"));
    expect([first.json, second.json]).toEqual([{ status: "Creating" }, { status: "Succeeded" }]);
  });

  test.each<[string, number, number, string]>([
    ["LIST 4 s after GET saw it so (PS17, westus2)", 6.8, 4, "replications"],
    ["GET 6 s after the stamp (PS25, westus3)", 8.2, 6, JAPAN],
  ])("a replica is Syncing still, with the same stamp, in %s", async (_, provisioned, later, path) => {
    await world.simulator.close();
    const schedule = { provisioned: provisioned * 1000, syncing: 60_000 };
    world = await startRecordedWorld({ schedules: { japaneast: schedule } });
    await world.arm("PUT", JAPAN, { location: "japaneast" });
    world.pass(provisioned);
    const before = member((await world.arm("GET", JAPAN)).json, "properties", "status");
    world.pass(later);
    const reply = await world.arm("GET", path);
    const after = path === JAPAN ? reply.json : rowsOf(reply)[0];
    expect(member(after, "properties", "status")).toEqual(before);
    expect(before).toMatchObject({ displayStatus: "Syncing" });
  });

  test("or, in a world that says so, it is Creating for good (acr#647)", async () => {
    await world.simulator.close();
    world = await startRecordedWorld({ schedules: { japaneast: { ending: "never-provisioned" } } });
    const url = header(await world.arm("PUT", JAPAN, { location: "japaneast" }), "azure-asyncoperation");
    world.pass(24 * 3600);
    expect((await world.arm("GET", url)).json).toEqual({ status: "Creating" });
    expect(await stateOf(world)).toEqual(["Creating", undefined]);
  });

  test("or, in a world that says so, the create is Canceled, the last of the words of the API", async () => {
    await world.simulator.close();
    const phases = [
      { after: 0, provisioningState: "Creating" },
      { after: 9_000, provisioningState: "Canceled" },
    ];
    world = await startRecordedWorld({ schedules: { japaneast: { phases } } });
    const url = header(await world.arm("PUT", JAPAN, { location: "japaneast" }), "azure-asyncoperation");
    world.pass(9);
    expect((await world.arm("GET", url)).json).toEqual({ status: "Canceled" });
    expect((await stateOf(world))[0]).toBe("Canceled");
  });

  test("or, in a world that says so, Ready goes with a message, as the swagger's examples have it", async () => {
    await world.simulator.close();
    const message = "The replication is ready.";
    world = await startRecordedWorld({ schedules: { japaneast: { message } } });
    await createReady(world);
    const { json } = await world.arm("GET", JAPAN);
    expect(member(json, "properties", "status")).toMatchObject({ displayStatus: "Ready", message });
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
