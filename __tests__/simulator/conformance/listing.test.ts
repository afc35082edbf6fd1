import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { REGISTRY_SERVICE } from "../index.js";
import {
  createReady,
  HOME_ROW,
  JAPAN,
  member,
  type RecordedWorld,
  rowsOf,
  startRecordedWorld,
} from "../recorded-world.js";

let world: RecordedWorld;
beforeEach(async () => {
  world = await startRecordedWorld();
});
afterEach(() => world.simulator.close());

describe("recorded truth: listing replications", () => {
  test("LIST is 200 with value and no nextLink", async () => {
    await createReady(world);
    const { status, json } = await world.arm("GET", "replications");
    expect(status).toBe(200);
    expect(Object.keys(json ?? {})).toEqual(["value"]);
  });

  test("a row is what GET shows", async () => {
    await createReady(world);
    const rows = rowsOf(await world.arm("GET", "replications"));
    expect(rows[0]).toEqual((await world.arm("GET", JAPAN)).json);
  });

  test("or, in a world that says so, it comes in pages with a nextLink, as the model has it", async () => {
    await world.simulator.close();
    world = await startRecordedWorld({ list: { pageSize: 1 } });
    await createReady(world);
    const first = await world.arm("GET", "replications");
    const second = await world.arm("GET", String(member(first.json, "nextLink")));
    const names = [first, second].flatMap(rowsOf).map((row) => member(row, "name"));
    expect([names, member(second.json, "nextLink")]).toEqual([["japaneast", "westeurope"], undefined]);
  });

  test("or, in a world that says so, its order changes (Terraform)", async () => {
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

  test("or, in a world that says so, it disagrees with GET about state and routing (ARO)", async () => {
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

  test.each<[string, boolean | undefined]>([
    ["that is made with the first replica", undefined],
    ["that is there from the start", true],
  ])(
    "the home row %s has the registry's tags, and a replica that is created without tags has none",
    async (_, homeRow) => {
      await world.simulator.close();
      const registry = { tags: { key: "value" }, ...(homeRow === undefined ? {} : { homeRow }) };
      world = await startRecordedWorld({ registry });
      await createReady(world);
      const rows = rowsOf(await world.arm("GET", "replications"));
      const tags = Object.fromEntries(rows.map((row) => [member(row, "name"), member(row, "tags")]));
      expect(tags).toEqual({ japaneast: {}, westeurope: { key: "value" } });
    },
  );

  test("or, in a world that says so, LIST lacks a replica whose GET is refused or answered by a proxy", async () => {
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

  test("the home row was created by the service's own application", async () => {
    await createReady(world);
    const { json } = await world.arm("GET", "replications/westeurope");
    expect(member(json, "systemData", "createdBy")).toBe(REGISTRY_SERVICE);
    expect(member(json, "systemData", "createdByType")).toBe("Application");
  });

  test("nothing in the home row says that it is home", async () => {
    await createReady(world);
    const rows = rowsOf(await world.arm("GET", "replications"));
    const shapes = rows.map((row) => [row, member(row, "properties")].map((part) => Object.keys(part ?? {})));
    expect(shapes[1]).toEqual(shapes[0]);
  });

  test("a registry that has replicas has its home row from the start", async () => {
    await world.simulator.close();
    world = await startRecordedWorld({ registry: { replicas: [{ region: "japaneast" }] } });
    expect(rowsOf(await world.arm("GET", "replications"))).toHaveLength(2);
  });
});
