import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import {
  createReady,
  JAPAN,
  member,
  type RecordedWorld,
  rowsOf,
  startRecordedWorld,
} from "../recorded-world.js";
import { holdToFacts } from "./hold-to-facts.js";

let world: RecordedWorld;
beforeEach(async () => {
  world = await startRecordedWorld();
});
afterEach(() => world.simulator.close());

holdToFacts("listing replications", {
  LIST: async (recorded) => {
    await createReady(world);
    const { status, json } = await world.arm("GET", "replications");
    expect(status).toBe(recorded.status);
    expect(Object.keys(json ?? {})).toEqual(recorded.keys);
  },

  row: async () => {
    await createReady(world);
    const rows = rowsOf(await world.arm("GET", "replications"));
    expect(rows[0]).toEqual((await world.arm("GET", JAPAN)).json);
  },

  "never replicated": async (recorded) => {
    expect((await world.arm("GET", "replications")).json).toEqual(recorded);
  },

  "home row appears": async ({ from, to }) => {
    await world.arm("PUT", JAPAN, { location: "japaneast" });
    const names = async () =>
      rowsOf(await world.arm("GET", "replications")).map((row) => member(row, "name"));
    world.pass(from - 0.1);
    expect(await names()).toEqual(["japaneast"]);
    world.pass(to - from + 0.1);
    expect(await names()).toEqual(["japaneast", "westeurope"]);
  },

  "order of rows": async () => {
    await createReady(world, "japaneast");
    await createReady(world, "uksouth");
    const rows = rowsOf(await world.arm("GET", "replications")).map((row) => member(row, "name"));
    expect(rows).toEqual(["japaneast", "westeurope", "uksouth"]);
  },

  "home row": async ({ provisioningState, displayStatus, routing }) => {
    await createReady(world);
    const { json } = await world.arm("GET", "replications/westeurope");
    expect(json).toMatchObject({
      name: "westeurope",
      location: "westeurope",
      properties: { provisioningState, status: { displayStatus }, regionEndpointEnabled: routing },
    });
  },

  "tags of the home row": async (recorded) => {
    await world.simulator.close();
    world = await startRecordedWorld({ registry: { tags: recorded.registry } });
    await createReady(world);
    const rows = rowsOf(await world.arm("GET", "replications"));
    const tags = Object.fromEntries(rows.map((row) => [member(row, "name"), member(row, "tags")]));
    expect(tags).toEqual({ japaneast: recorded.replica, westeurope: recorded.home });
  },

  "who made the home row": async (recorded) => {
    await createReady(world);
    const { json } = await world.arm("GET", "replications/westeurope");
    expect(member(json, "systemData")).toMatchObject(recorded);
  },

  "nothing says home": async () => {
    await createReady(world);
    const rows = rowsOf(await world.arm("GET", "replications"));
    const shapes = rows.map((row) => [row, member(row, "properties")].map((part) => Object.keys(part ?? {})));
    expect(shapes[1]).toEqual(shapes[0]);
  },
});

describe("listing replications, in a world that says so", () => {
  test("it comes in pages with a nextLink, as the model has it", async () => {
    await world.simulator.close();
    world = await startRecordedWorld({ list: { pageSize: 1 } });
    await createReady(world);
    const first = await world.arm("GET", "replications");
    const second = await world.arm("GET", String(member(first.json, "nextLink")));
    const names = [first, second].flatMap(rowsOf).map((row) => member(row, "name"));
    expect([names, member(second.json, "nextLink")]).toEqual([["japaneast", "westeurope"], undefined]);
  });

  test("its order changes (Terraform)", async () => {
    await world.simulator.close();
    const regions = ["japaneast", "uksouth", "eastus", "brazilsouth", "koreacentral", "francecentral"];
    const replicas = regions.map((region) => ({ region }));
    world = await startRecordedWorld({ list: { order: "shuffled" }, registry: { replicas } });
    const orders = new Set<string>();
    for (let look = 0; look < 10; look += 1) {
      const rows = rowsOf(await world.arm("GET", "replications"));
      orders.add(rows.map((row) => member(row, "name")).join());
    }
    expect(orders.size).toBeGreaterThan(1);
  });

  test("it disagrees with GET about state and routing (ARO)", async () => {
    await world.simulator.close();
    const inList = { provisioningState: "Failed", routing: false };
    world = await startRecordedWorld({ registry: { replicas: [{ region: "japaneast", inList }] } });
    const told = (replica: unknown) => [
      member(replica, "properties", "provisioningState"),
      member(replica, "properties", "regionEndpointEnabled"),
    ];
    const [row] = rowsOf(await world.arm("GET", "replications"));
    expect(told(row)).toEqual(["Failed", false]);
    expect(told((await world.arm("GET", JAPAN)).json)).toEqual(["Succeeded", true]);
  });

  test("LIST lacks a replica whose GET is refused or answered by a proxy", async () => {
    await world.simulator.close();
    const page = { status: 404, headers: { "Content-Type": "text/html" }, body: "<html>not found</html>" };
    const hidden = { region: "japaneast", inList: { absent: true }, inGet: { answer: page, until: 60_000 } };
    world = await startRecordedWorld({ registry: { replicas: [hidden] } });
    const names = rowsOf(await world.arm("GET", "replications")).map((row) => member(row, "name"));
    const refused = await world.arm("GET", JAPAN);
    world.pass(60);
    expect([names, refused.status, refused.text]).toEqual([["westeurope"], 404, page.body]);
    expect((await world.arm("GET", JAPAN)).status).toBe(200);
  });

  test("a registry that has replicas has its home row from the start", async () => {
    await world.simulator.close();
    world = await startRecordedWorld({ registry: { replicas: [{ region: "japaneast" }] } });
    expect(rowsOf(await world.arm("GET", "replications"))).toHaveLength(2);
  });
});
