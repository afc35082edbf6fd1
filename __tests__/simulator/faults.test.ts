import { afterEach, describe, expect, test } from "@jest/globals";
import { send, sendToArm } from "./client.js";
import { type Effect, type Fault, firewalled, type Simulator, startSimulator, throttled } from "./index.js";
import { member, REGISTRY_PATH } from "./recorded-world.js";

let simulator: Simulator;
let now = 1_800_000_000_000;
const start = async (...faults: readonly Fault[]) => {
  simulator = await startSimulator({ faults }, () => now);
};
afterEach(() => simulator.close());

const read = () => sendToArm(simulator, REGISTRY_PATH);
const create = () =>
  sendToArm(simulator, `${REGISTRY_PATH}/replications/japaneast`, {
    method: "PUT",
    body: { location: "japaneast" },
  });
const unavailable: Effect = {
  kind: "answer",
  status: 503,
  headers: { "Retry-After": "1" },
  body: { error: { code: "ServerBusy" } },
};

describe("which requests a fault hits", () => {
  const statuses = async (times: number) => {
    const all: number[] = [];
    for (let turn = 0; turn < times; turn += 1) all.push((await read()).status);
    return all;
  };

  test("every one that matches host, method and path", async () => {
    await start({
      host: "management.azure.com",
      method: "PUT",
      path: /\/replications\//,
      effect: unavailable,
    });
    expect((await read()).status).toBe(200);
    expect((await create()).status).toBe(503);
  });

  test("only so many, after so many have passed", async () => {
    await start({ skip: 1, times: 2, effect: unavailable });
    expect(await statuses(5)).toEqual([200, 503, 503, 200, 200]);
  });

  test("those within a span of time from the first match on", async () => {
    await start({ between: [0, 20_000], effect: unavailable });
    expect(await statuses(1)).toEqual([503]);
    now += 20_000;
    expect(await statuses(1)).toEqual([200]);
  });

  test("the first fault that is not used up", async () => {
    await start({ times: 1, effect: unavailable }, { times: 1, effect: { kind: "answer", status: 500 } });
    expect(await statuses(3)).toEqual([503, 500, 200]);
  });

  test("and those after it was injected, until it is taken out again", async () => {
    await start();
    expect(await statuses(1)).toEqual([200]);
    const takeOut = simulator.inject({ effect: unavailable });
    expect(await statuses(1)).toEqual([503]);
    takeOut();
    expect(await statuses(1)).toEqual([200]);
  });
});

describe("what a fault does", () => {
  test.each<[string, unknown, string]>([
    ["text that is no JSON", "<html>Bad gateway</html>", "<html>Bad gateway</html>"],
    ["nothing", "", ""],
    ["JSON of another type", [1], "[1]"],
  ])("answers with %s", async (_, body, text) => {
    await start({ effect: { kind: "answer", status: 200, body } });
    expect((await read()).text).toBe(text);
  });

  test("answers with ten megabytes", async () => {
    await start({ effect: { kind: "answer", status: 200, body: "x".repeat(10_000_000) } });
    expect((await read()).text).toHaveLength(10_000_000);
  });

  test("breaks the connection before the request is taken", async () => {
    await start({ method: "PUT", effect: { kind: "reset-before" } });
    await expect(create()).rejects.toThrow();
    expect(simulator.replicas()).toEqual([]);
  });

  test("breaks it after the request was taken: the replica is there though no answer came", async () => {
    await start({ method: "PUT", effect: { kind: "reset-after" } });
    await expect(create()).rejects.toThrow();
    expect(simulator.replicas().map(({ region }) => region)).toEqual(["japaneast"]);
  });

  test("lets half of the answer arrive", async () => {
    await start({ effect: { kind: "half" } });
    await expect(read()).rejects.toThrow("aborted");
  });

  test("never answers", async () => {
    await start({ effect: { kind: "hang" } });
    const first = await Promise.race([
      read(),
      new Promise((resolve) => setTimeout(resolve, 100, "nothing yet")),
    ]);
    expect(first).toBe("nothing yet");
  });

  test("delays", async () => {
    await start({ effect: { kind: "delay", milliseconds: 80 } });
    const startedAt = performance.now();
    expect((await read()).status).toBe(200);
    expect(performance.now() - startedAt).toBeGreaterThan(79);
  });

  test("delays the answer, and not the work", async () => {
    await start({ method: "PUT", effect: { kind: "delay-after", milliseconds: 80 } });
    const startedAt = performance.now();
    expect((await create()).status).toBe(201);
    expect(performance.now() - startedAt).toBeGreaterThan(79);
    expect(simulator.writes()[0]?.served).toBe(201);
  });

  test("rewrites an answer", async () => {
    const rewrite = (body: unknown) => ({ ...Object(body), location: "mars" });
    await start({ effect: { kind: "rewrite", rewrite } });
    expect(member((await read()).json, "location")).toBe("mars");
  });

  test("lets something happen meanwhile", async () => {
    await start({ method: "PUT", effect: { kind: "meanwhile", after: () => simulator.deleteRegistry() } });
    expect((await create()).status).toBe(201);
    expect((await read()).status).toBe(404);
  });

  test.each<[Effect["kind"], Effect, RegExp]>([
    ["no-such-host", { kind: "no-such-host" }, /answered 502/],
    ["connection-refused", { kind: "connection-refused" }, /answered 503/],
    ["untrusted-certificate", { kind: "untrusted-certificate" }, /certificate|verify/],
    ["handshake-failure", { kind: "handshake-failure" }, /disconnected|hang up|ECONNRESET/],
  ])("%s keeps a connection from coming about, once", async (_, effect, message) => {
    await start({ host: "management.azure.com", times: 1, effect });
    await expect(read()).rejects.toThrow(message);
    expect((await read()).status).toBe(200);
  });

  test("is noted on the recorded request", async () => {
    await start({ times: 1, effect: unavailable });
    await read();
    expect(simulator.requests[0]).toMatchObject({ status: 503, fault: "answer", apiVersion: "2025-11-01" });
  });
});

describe("faults that are known by name", () => {
  test.each([
    [throttled(3), "3"],
    [throttled(new Date(Date.UTC(2026, 10, 22, 12))), "Sun, 22 Nov 2026 12:00:00 GMT"],
    [throttled(), undefined],
  ])("%j is 429 with Retry-After %s", async (effect, retryAfter) => {
    await start({ effect });
    const { status, headers } = await read();
    expect([status, headers["retry-after"]]).toEqual([429, retryAfter]);
  });

  test("a firewall answers 403 DENIED", async () => {
    await start(firewalled("contoso.azurecr.io"));
    const { status, json } = await send(simulator, "https://contoso.azurecr.io/v2/");
    expect([status, member(json, "errors", 0, "code")]).toEqual([403, "DENIED"]);
  });
});

describe("lists that lie and deletes that flicker", () => {
  const rows = async () => {
    const { json } = await sendToArm(simulator, `${REGISTRY_PATH}/replications`);
    return JSON.stringify(member(json, "value"));
  };

  test("LIST may show the state of some time ago", async () => {
    simulator = await startSimulator({ list: { lag: 1_000 } }, () => now);
    await create();
    expect(await rows()).toBe("[]");
    now += 1_000;
    expect(await rows()).toContain("japaneast");
  });

  test("LIST may contradict GET about a replica for a while", async () => {
    const replica = {
      region: "japaneast",
      displayStatus: "Syncing",
      inList: { displayStatus: "Ready", until: 2_000 },
    };
    simulator = await startSimulator({ registry: { replicas: [replica], homeRow: false } }, () => now);
    expect(await rows()).toContain('"displayStatus":"Ready"');
    now += 2_000;
    expect(await rows()).toContain('"displayStatus":"Syncing"');
  });

  test("a GET shows a deleted replica again within a flicker", async () => {
    const timing = { delete: 1_000 };
    const world = {
      registry: { replicas: [{ region: "japaneast" }] },
      timing,
      deleteFlicker: [[500, 900]] as const,
    };
    simulator = await startSimulator(world, () => now);
    const path = `${REGISTRY_PATH}/replications/japaneast`;
    await sendToArm(simulator, path, { method: "DELETE" });
    const seen: number[] = [];
    for (const step of [1_000, 500, 400]) {
      now += step;
      seen.push((await sendToArm(simulator, path)).status);
    }
    expect(seen).toEqual([404, 200, 404]);
  });

  test.each([
    ["failed", ["Failed", undefined]],
    ["never-ready", ["Succeeded", "Syncing"]],
    ["never-provisioned", ["Creating", undefined]],
    ["vanishes", undefined],
  ] as const)("a create may end %s", async (ending, state) => {
    simulator = await startSimulator({ schedules: { japaneast: { ending } } }, () => now);
    await create();
    now += 3_600_000;
    const found = simulator.replicas().find(({ region }) => region === "japaneast");
    expect(found && [found.provisioningState, found.displayStatus]).toEqual(state);
  });

  test("of several schedules each create takes the next", async () => {
    const schedules = { japaneast: [{ ending: "failed" }, {}] as const };
    simulator = await startSimulator({ schedules }, () => now);
    await create();
    now += 1_000;
    expect(simulator.replicas()[0]?.provisioningState).toBe("Failed");
    await sendToArm(simulator, `${REGISTRY_PATH}/replications/japaneast`, { method: "DELETE" });
    now += 1_000;
    await create();
    now += 1_000;
    expect(simulator.replicas()[0]?.provisioningState).toBe("Succeeded");
  });
});
