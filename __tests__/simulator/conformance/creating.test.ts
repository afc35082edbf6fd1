import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { sendToArm } from "../client.js";
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

  test("the operation is named after the caller's own request ID (PS25, NET22, NET26)", async () => {
    const id = "0b8f3a5c-52f1-4d7b-9d0c-6a1f1f6f7e11";
    const url = `${REGISTRY_PATH}/${JAPAN}?api-version=2025-11-01`;
    const { headers } = await sendToArm(world.simulator, url, {
      method: "PUT",
      headers: { "x-ms-client-request-id": id },
      body: { location: "japaneast" },
    });
    expect(headers["azure-asyncoperation"]).toContain(`/operationStatuses/replications-${id}?`);
  });

  test("of two writes that bear one request ID, the operation URL tells of the later", async () => {
    const headers = { "x-ms-client-request-id": "0b8f3a5c-52f1-4d7b-9d0c-6a1f1f6f7e11" };
    const put = (region: string) =>
      sendToArm(world.simulator, `${REGISTRY_PATH}/replications/${region}?api-version=2025-11-01`, {
        method: "PUT",
        headers,
        body: { location: region },
      });
    const first = header(await put("japaneast"), "azure-asyncoperation");
    world.pass(PROVISIONED);
    await put("uksouth");
    expect((await world.arm("GET", first)).json).toEqual({ status: "Creating" });
  });

  test.each(["RegistryStatusConflict", "OperationInProgress", "NotJustNow", null])(
    "or, in a world that says so, it is refused with 409 %s while another one is being created",
    async (code) => {
      await world.simulator.close();
      world = await startRecordedWorld({ oneCreateAtATime: code });
      await world.arm("PUT", JAPAN, { location: "japaneast" });
      const put = () => world.arm("PUT", "replications/uksouth", { location: "uksouth" });
      const refused = await put();
      world.pass(PROVISIONED);
      expect([refused.status, member(refused.json, "error", "code") ?? null]).toEqual([409, code]);
      expect((await put()).status).toBe(201);
    },
  );

  test("or, where the registry's name was used before, it is 200, Ready for days, and LIST lacks it at first (PY19)", async () => {
    await world.simulator.close();
    world = await startRecordedWorld({ registry: { remembered: [{ region: "japaneast" }] } });
    expect((await world.arm("GET", JAPAN)).status).toBe(404);
    const { status, json } = await world.arm("PUT", JAPAN, { location: "japaneast", tags: { a: "b" } });
    expect(status).toBe(200);
    expect(json).toMatchObject({
      tags: { a: "b" },
      properties: {
        provisioningState: "Succeeded",
        status: { displayStatus: "Ready", timestamp: "2026-09-06T06:44:50.000Z" },
      },
    });
    expect((await world.arm("GET", "replications")).json).toEqual({ value: [] });
    expect((await world.arm("GET", JAPAN)).status).toBe(200);
  });
});
