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
  stampOf,
  startRecordedWorld,
  stateOf,
} from "../recorded-world.js";
import { holdToFacts } from "./hold-to-facts.js";

let world: RecordedWorld;
beforeEach(async () => {
  world = await startRecordedWorld();
});
afterEach(() => world.simulator.close());

holdToFacts("states over time", {
  "Succeeded while Syncing": async () => {
    const url = header(await world.arm("PUT", JAPAN, { location: "japaneast" }), "azure-asyncoperation");
    world.pass(PROVISIONED);
    expect((await world.arm("GET", url)).json).toEqual({ status: "Succeeded" });
    expect(await stateOf(world)).toEqual(["Succeeded", "Syncing"]);
  },

  order: async (recorded) => {
    await world.arm("PUT", JAPAN, { location: "japaneast" });
    const seen = [await stateOf(world)];
    world.pass(PROVISIONED);
    seen.push(await stateOf(world));
    world.pass(SYNCING);
    seen.push(await stateOf(world));
    expect(seen).toEqual(recorded);
  },

  "Ready at once": async () => {
    await world.simulator.close();
    world = await startRecordedWorld({ schedules: { japaneast: { syncing: 0 } } });
    await world.arm("PUT", JAPAN, { location: "japaneast" });
    world.pass(PROVISIONED);
    expect(await stateOf(world)).toEqual(["Succeeded", "Ready"]);
  },

  course: async ({ seconds, word, doneBy }) => {
    await world.simulator.close();
    const provisioned = seconds * 1000;
    const syncing = word === "Ready" ? 0 : 60_000;
    world = await startRecordedWorld({ schedules: { japaneast: { provisioned, syncing } } });
    const url = header(await world.arm("PUT", JAPAN, { location: "japaneast" }), "azure-asyncoperation");
    world.pass(seconds - 0.1);
    expect((await world.arm("GET", url)).json).toEqual({ status: "Creating" });
    world.pass(doneBy - seconds + 0.1);
    expect((await world.arm("GET", url)).json).toEqual({ status: "Succeeded" });
    const { json } = await world.arm("GET", JAPAN);
    expect(member(json, "properties")).toMatchObject({
      provisioningState: "Succeeded",
      status: {
        displayStatus: word,
        timestamp: stampOf(seconds),
      },
    });
  },

  "Syncing lasts": async ({ syncing }) => {
    await world.simulator.close();
    const schedule = { provisioned: PROVISIONED * 1000, syncing: syncing * 1000 };
    world = await startRecordedWorld({ schedules: { japaneast: schedule } });
    await world.arm("PUT", JAPAN, { location: "japaneast" });
    world.pass(PROVISIONED + syncing - 0.1);
    expect(await stateOf(world)).toEqual(["Succeeded", "Syncing"]);
    world.pass(0.2);
    expect(await stateOf(world)).toEqual(["Succeeded", "Ready"]);
  },

  polls: async ({ provisioned, polls: [one, two] }) => {
    await world.simulator.close();
    world = await startRecordedWorld({
      schedules: { japaneast: { provisioned: provisioned * 1000, syncing: 0 } },
    });
    const url = header(await world.arm("PUT", JAPAN, { location: "japaneast" }), "azure-asyncoperation");
    world.pass(one);
    const first = await world.arm("GET", url);
    world.pass(two - one);
    const second = await world.arm("GET", header(first, "azure-asyncoperation"));
    expect([first.json, second.json]).toEqual([{ status: "Creating" }, { status: "Succeeded" }]);
  },

  "Syncing still": async ({ provisioned, later, path }) => {
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
  },

  "no message": async () => {
    await createReady(world);
    expect(Object.keys(member((await world.arm("GET", JAPAN)).json, "properties", "status") ?? {})).toEqual([
      "displayStatus",
      "timestamp",
    ]);
  },

  timestamp: async () => {
    await createReady(world);
    world.pass(60);
    const { json } = await world.arm("GET", JAPAN);
    expect(member(json, "properties", "status", "timestamp")).toBe("2026-09-10T06:45:18.700Z");
  },
});

describe("states over time, in a world that says so", () => {
  test("Creating goes with a status and a message, as the swagger's examples have it", async () => {
    await world.simulator.close();
    const message = "The replication is provisioning.";
    const phases = [{ after: 0, provisioningState: "Creating", displayStatus: "Provisioning", message }];
    world = await startRecordedWorld({ schedules: { japaneast: { phases } } });
    const { json } = await world.arm("PUT", JAPAN, { location: "japaneast" });
    expect(member(json, "properties", "status")).toMatchObject({ displayStatus: "Provisioning", message });
  });

  test("it is Creating for good (acr#647)", async () => {
    await world.simulator.close();
    world = await startRecordedWorld({ schedules: { japaneast: { ending: "never-provisioned" } } });
    const url = header(await world.arm("PUT", JAPAN, { location: "japaneast" }), "azure-asyncoperation");
    world.pass(24 * 3600);
    expect((await world.arm("GET", url)).json).toEqual({ status: "Creating" });
    expect(await stateOf(world)).toEqual(["Creating", undefined]);
  });

  test("the create is Canceled, the last of the words of the API", async () => {
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

  test("Ready goes with a message, as the swagger's examples have it", async () => {
    await world.simulator.close();
    const message = "The replication is ready.";
    world = await startRecordedWorld({ schedules: { japaneast: { message } } });
    await createReady(world);
    const { json } = await world.arm("GET", JAPAN);
    expect(member(json, "properties", "status")).toMatchObject({ displayStatus: "Ready", message });
  });
});
