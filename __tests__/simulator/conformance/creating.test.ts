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

holdToFacts("creating a replication", {
  PUT: async ({ body, status }) => {
    const created = await world.arm("PUT", JAPAN, body);
    expect(created.status).toBe(status);
    expect(member(created.json, "id")).toBe(`${REGISTRY_PATH}/${JAPAN}`);
    expect(member(created.json, "type")).toBe("Microsoft.ContainerRegistry/registries/replications");
  },

  "headers of the PUT": async ({ retryAfter }) => {
    const { headers } = await world.arm("PUT", JAPAN, { location: "japaneast" });
    expect(headers["azure-asyncoperation"]).toContain(
      `${REGISTRY_PATH}/${JAPAN}/operationStatuses/replications-`,
    );
    expect(headers["retry-after"]).toBe(retryAfter);
    expect(headers.location).toBeUndefined();
  },

  "body of the PUT": async (recorded) => {
    const { json } = await world.arm("PUT", JAPAN, { location: "japaneast" });
    expect(member(json, "properties")).toEqual({
      ...recorded,
      status: { timestamp: expect.stringMatching(/^2026-09-10T06:44:50/) },
    });
    expect(member(json, "systemData", "createdByType")).toBe("Application");
  },

  "body in 2017": async ({ version, properties }) => {
    const { json } = await world.arm("PUT", `${JAPAN}?api-version=${version}`, { location: "japaneast" });
    expect(Object.keys(member(json, "properties") ?? {})).toEqual(properties);
    expect(member(json, "systemData")).toBeUndefined();
  },

  "operation URL": async ({ parameters, longerThan, shorterThan }) => {
    const url = new URL(
      header(await world.arm("PUT", JAPAN, { location: "japaneast" }), "azure-asyncoperation"),
    );
    expect([...url.searchParams.keys()]).toEqual(parameters);
    expect(url.href.length).toBeGreaterThan(longerThan);
    expect(url.href.length).toBeLessThan(shorterThan);
  },

  "operation URL as given": async () => {
    const url = header(await world.arm("PUT", JAPAN, { location: "japaneast" }), "azure-asyncoperation");
    expect((await world.arm("GET", url)).status).toBe(200);
    expect((await world.arm("GET", url.replace(/&s=[^&]+/, ""))).status).toBe(400);
  },

  operation: async ({ bodies, status }) => {
    const url = header(await world.arm("PUT", JAPAN, { location: "japaneast" }), "azure-asyncoperation");
    const running = await world.arm("GET", url);
    world.pass(PROVISIONED);
    const done = await world.arm("GET", url);
    expect([running.status, done.status]).toEqual([status, status]);
    expect([running.json, done.json]).toEqual(bodies);
  },

  "operation that fails": async () => {
    await world.simulator.close();
    const error = { code: "SubnetIsFull", message: "No address is left." };
    world = await startRecordedWorld({ schedules: { japaneast: { ending: "failed", error } } });
    const url = header(await world.arm("PUT", JAPAN, { location: "japaneast" }), "azure-asyncoperation");
    world.pass(PROVISIONED);
    const failed = await world.arm("GET", url);
    expect([failed.status, failed.json]).toEqual([200, { status: "Failed", error }]);
    expect((await stateOf(world))[0]).toBe("Failed");
  },

  "operation headers": async ({ retryAfter }) => {
    const first = header(await world.arm("PUT", JAPAN, { location: "japaneast" }), "azure-asyncoperation");
    world.pass(PROVISIONED);
    const last = await world.arm("GET", first);
    expect(last.headers["retry-after"]).toBe(retryAfter);
    expect(header(last, "azure-asyncoperation")).not.toBe(first);
    expect((await world.arm("GET", header(last, "azure-asyncoperation"))).json).toEqual({
      status: "Succeeded",
    });
  },

  "PUT again": async ({ status }) => {
    await createReady(world);
    const again = await world.arm("PUT", JAPAN, {
      location: "japaneast",
      properties: { regionEndpointEnabled: false },
    });
    expect(again.status).toBe(status);
    expect(member(again.json, "properties", "regionEndpointEnabled")).toBe(false);
  },

  "PUT without routing": async () => {
    await world.arm("PUT", JAPAN, { location: "japaneast", properties: { regionEndpointEnabled: false } });
    world.pass(PROVISIONED);
    const again = await world.arm("PUT", JAPAN, { location: "japaneast" });
    expect(member(again.json, "properties", "regionEndpointEnabled")).toBe(true);
  },

  "another name": async ({ name }) => {
    expect((await world.arm("PUT", `replications/${name}`, { location: "japaneast" })).status).toBe(201);
    expect(member((await world.arm("GET", `replications/${name}`)).json, "location")).toBe("japaneast");
  },

  "bad name": async ({ name }) => {
    expect((await world.arm("PUT", `replications/${name}`, { location: "japaneast" })).status).toBe(400);
  },

  "operation ID": async () => {
    const id = "0b8f3a5c-52f1-4d7b-9d0c-6a1f1f6f7e11";
    const url = `${REGISTRY_PATH}/${JAPAN}?api-version=2025-11-01`;
    const { headers } = await sendToArm(world.simulator, url, {
      method: "PUT",
      headers: { "x-ms-client-request-id": id },
      body: { location: "japaneast" },
    });
    expect(headers["azure-asyncoperation"]).toContain(`/operationStatuses/replications-${id}?`);
  },

  "shared operation ID": async () => {
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
  },

  "reused name": async (recorded) => {
    await world.simulator.close();
    world = await startRecordedWorld({ registry: { remembered: [{ region: "japaneast" }] } });
    expect((await world.arm("GET", JAPAN)).status).toBe(404);
    const { status, json } = await world.arm("PUT", JAPAN, { location: "japaneast", tags: { a: "b" } });
    expect(status).toBe(recorded.status);
    expect(json).toMatchObject({
      tags: { a: "b" },
      properties: {
        provisioningState: "Succeeded",
        status: { displayStatus: "Ready", timestamp: stampOf(-recorded.olderBySeconds) },
      },
    });
    expect((await world.arm("GET", "replications")).json).toEqual({ value: [] });
    expect((await world.arm("GET", JAPAN)).status).toBe(200);
  },
});

describe("creating a replication, in a world that says so", () => {
  test.each(["RegistryStatusConflict", "OperationInProgress", "NotJustNow", null])(
    "it is refused with 409 %s while another one is being created",
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
});
