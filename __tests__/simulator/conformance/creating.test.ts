import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import {
  createReady,
  header,
  JAPAN,
  member,
  PROVISIONED,
  REGISTRY_PATH,
  type RecordedWorld,
  startRecordedWorld,
  stateOf,
} from "../recorded-world.js";

let world: RecordedWorld;
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
    const created = await world.arm("PUT", JAPAN, body);
    expect(created.status).toBe(201);
    expect(member(created.json, "id")).toBe(`${REGISTRY_PATH}/${JAPAN}`);
    expect(member(created.json, "type")).toBe("Microsoft.ContainerRegistry/registries/replications");
  });

  test("the answer has Azure-AsyncOperation and Retry-After: 10, and no Location", async () => {
    const { headers } = await world.arm("PUT", JAPAN, { location: "japaneast" });
    expect(headers["azure-asyncoperation"]).toContain(
      `${REGISTRY_PATH}/${JAPAN}/operationStatuses/replications-`,
    );
    expect(headers["retry-after"]).toBe("10");
    expect(headers.location).toBeUndefined();
  });

  test("the body says Creating, with a timestamp but neither displayStatus nor message", async () => {
    const { json } = await world.arm("PUT", JAPAN, { location: "japaneast" });
    expect(member(json, "properties")).toEqual({
      provisioningState: "Creating",
      status: { timestamp: expect.stringMatching(/^2026-09-10T06:44:50/) },
      regionEndpointEnabled: true,
      zoneRedundancy: "Disabled",
    });
    expect(member(json, "systemData", "createdByType")).toBe("Application");
  });

  test("an api-version of 2017 leaves regionEndpointEnabled, zoneRedundancy and systemData out", async () => {
    const { json } = await world.arm("PUT", `${JAPAN}?api-version=2017-10-01`, { location: "japaneast" });
    expect(Object.keys(member(json, "properties") ?? {})).toEqual(["provisioningState", "status"]);
    expect(member(json, "systemData")).toBeUndefined();
  });

  test("the operation URL carries the signed parameters t, c, s and h, and is about 3.8 kB long", async () => {
    const url = new URL(
      header(await world.arm("PUT", JAPAN, { location: "japaneast" }), "azure-asyncoperation"),
    );
    expect([...url.searchParams.keys()]).toEqual(["api-version", "t", "c", "s", "h"]);
    expect(url.href.length).toBeGreaterThan(3_700);
    expect(url.href.length).toBeLessThan(4_096);
  });

  test("the operation URL works as it was given only", async () => {
    const url = header(await world.arm("PUT", JAPAN, { location: "japaneast" }), "azure-asyncoperation");
    expect((await world.arm("GET", url)).status).toBe(200);
    expect((await world.arm("GET", url.replace(/&s=[^&]+/, ""))).status).toBe(400);
  });

  test("the operation says Creating and then Succeeded, nothing else, 200 both times", async () => {
    const url = header(await world.arm("PUT", JAPAN, { location: "japaneast" }), "azure-asyncoperation");
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

  test("a create that fails is 200 with status Failed and an error of code and message (ARM's contract)", async () => {
    await world.simulator.close();
    const error = { code: "SubnetIsFull", message: "No address is left." };
    world = await startRecordedWorld({ schedules: { japaneast: { ending: "failed", error } } });
    const url = header(await world.arm("PUT", JAPAN, { location: "japaneast" }), "azure-asyncoperation");
    world.pass(PROVISIONED);
    const failed = await world.arm("GET", url);
    expect([failed.status, failed.json]).toEqual([200, { status: "Failed", error }]);
    expect((await stateOf(world))[0]).toBe("Failed");
  });

  test("each answer of the operation, the last too, repeats Retry-After and a freshly signed URL", async () => {
    const first = header(await world.arm("PUT", JAPAN, { location: "japaneast" }), "azure-asyncoperation");
    world.pass(PROVISIONED);
    const last = await world.arm("GET", first);
    expect(last.headers["retry-after"]).toBe("10");
    expect(header(last, "azure-asyncoperation")).not.toBe(first);
    expect((await world.arm("GET", header(last, "azure-asyncoperation"))).json).toEqual({
      status: "Succeeded",
    });
  });

  test("a PUT on a replica that exists is answered 200 and sets what it says", async () => {
    await createReady(world);
    const again = await world.arm("PUT", JAPAN, {
      location: "japaneast",
      properties: { regionEndpointEnabled: false },
    });
    expect(again.status).toBe(200);
    expect(member(again.json, "properties", "regionEndpointEnabled")).toBe(false);
  });

  test("a PUT that leaves the routing flag out switches it back on", async () => {
    await world.arm("PUT", JAPAN, { location: "japaneast", properties: { regionEndpointEnabled: false } });
    world.pass(PROVISIONED);
    const again = await world.arm("PUT", JAPAN, { location: "japaneast" });
    expect(member(again.json, "properties", "regionEndpointEnabled")).toBe(true);
  });

  test("a replica need not be named as its region", async () => {
    expect((await world.arm("PUT", "replications/kyuhvq", { location: "japaneast" })).status).toBe(201);
    expect(member((await world.arm("GET", "replications/kyuhvq")).json, "location")).toBe("japaneast");
  });

  test.each(["geo1", "japan-east", "x".repeat(51)])("the name %s is refused", async (name) => {
    expect((await world.arm("PUT", `replications/${name}`, { location: "japaneast" })).status).toBe(400);
  });
});
