import { describe, expect, test } from "@jest/globals";
import { FenceCrossed, httpsOnly } from "../../src/azure/http/host-fence.js";
import { HostClosed } from "../../src/azure/http/host-gate.js";
import { createPipeline, sendThrough } from "../../src/azure/http/pipeline.js";
import { tokenPolicy } from "../../src/azure/http/token-policy.js";
import { scopeTokens } from "./builders/context.js";
import { type FakeTransport, fakeTransport, inTurn, type Reply } from "./builders/fake-http.js";

const ARM = "https://management.azure.com";
const never = new AbortController().signal;

function get(transport: FakeTransport, url = `${ARM}/thing`, signal = never) {
  const pipeline = createPipeline(transport, {
    fence: httpsOnly((host) => host === "management.azure.com"),
    proxied: false,
    retries: true,
    signs: tokenPolicy(scopeTokens, "scope"),
  });
  return sendThrough(pipeline, transport.client, { method: "GET", url }, signal);
}

function wire(...replies: readonly Reply[]): FakeTransport {
  return fakeTransport(inTurn(...replies));
}

describe("retries", () => {
  test("trouble is waited out", async () => {
    const transport = wire({ status: 500 }, { fails: "ECONNRESET" }, { status: 200, body: "{}" });
    expect((await get(transport)).status).toBe(200);
    expect(transport.clock.now()).toBe(3_000);
  });

  test("trouble that lasts is given back as it was", async () => {
    const transport = wire({ status: 502, body: "down" });
    expect(await get(transport)).toMatchObject({ status: 502, text: "down" });
    expect(transport.sent).toHaveLength(7);
  });

  test.each([
    ["seconds", { "Retry-After": "20" }],
    ["milliseconds", { "x-ms-retry-after-ms": "20000" }],
    [
      "a date, measured by the server's own clock",
      { "Retry-After": "Tue, 01 Sep 2026 13:00:20 GMT", Date: "Tue, 01 Sep 2026 13:00:00 GMT" },
    ],
    [
      "a date, measured by ours where the server has none",
      { "Retry-After": "Tue, 01 Sep 2026 12:00:20 GMT" },
    ],
  ])("Retry-After may be %s", async (_form, headers) => {
    const transport = wire({ status: 429, headers }, { status: 200 });
    await get(transport);
    expect(transport.clock.now()).toBe(20_000);
  });

  test("throttling goes on until the deadline, and then what was said is given back", async () => {
    const throttled = { status: 429, headers: { "Retry-After": "60" } };
    const transport = fakeTransport(() => throttled, { timeLeft: 200_000 });
    expect((await get(transport)).status).toBe(429);
    expect(transport.sent).toHaveLength(4);
    expect(transport.clock.now()).toBe(180_000);
  });

  test("a host that throttles one request is left alone by all", async () => {
    const transport = wire({ status: 429, headers: { "Retry-After": "30" } }, { status: 200 });
    const first = get(transport);
    await new Promise(setImmediate);
    const second = get(transport, `${ARM}/other`);
    await Promise.all([first, second]);
    expect(transport.sent).toHaveLength(3);
    expect(transport.clock.now()).toBe(30_000);
  });

  test("a host that is closed past the deadline is not waited for", async () => {
    const transport = fakeTransport(() => ({ status: 200 }), { timeLeft: 10_000 });
    transport.retries.gate.close("management.azure.com", 20_000);
    await expect(get(transport)).rejects.toThrow(HostClosed);
    expect(transport.sent).toHaveLength(0);
  });

  test("Retry-After on other answers closes no host", async () => {
    const transport = wire({ status: 201, headers: { "Retry-After": "10" } });
    await get(transport);
    await get(transport);
    expect(transport.clock.now()).toBe(0);
  });

  test("the signal ends a wait at once", async () => {
    const stop = new AbortController();
    const transport = fakeTransport(() => {
      setImmediate(() => stop.abort());
      return { status: 429, headers: { "Retry-After": "3000" } };
    });
    await expect(get(transport, undefined, stop.signal)).rejects.toMatchObject({ name: "AbortError" });
    expect(transport.clock.now()).toBe(0);
  });

  test("the signal ends a request that is under way", async () => {
    const stop = new AbortController();
    const transport = fakeTransport(() => {
      stop.abort();
      return "hangs";
    });
    const failed = get(transport, undefined, stop.signal);
    await expect(failed).rejects.toMatchObject({ name: "AbortError" });
    expect(transport.sent).toHaveLength(1);
  });

  test("a try without an answer ends after thirty seconds and counts as a lost connection", async () => {
    const transport = wire("hangs", { status: 200 });
    expect((await get(transport)).status).toBe(200);
    expect(transport.clock.now()).toBe(31_000);
  });

  test("a server that never answers is given up after about a minute", async () => {
    const transport = wire("hangs");
    await expect(get(transport)).rejects.toMatchObject({ code: "ETIMEDOUT" });
    expect(transport.clock.now()).toBeLessThan(95_000);
  });
});

describe("the host fence", () => {
  test.each([
    ["another host", "https://management.example.com/thing"],
    ["a host that begins alike", "https://management.azure.com.example.com/thing"],
    ["a host that ends alike", "https://evil-management.azure.com/thing"],
    ["plain http", "http://management.azure.com/thing"],
    ["another port", "https://management.azure.com:8443/thing"],
    ["a name and password in the address", "https://user:pw@management.azure.com/thing"],
  ])("%s gets nothing", async (_what, url) => {
    const transport = wire({ status: 200 });
    await expect(get(transport, url)).rejects.toThrow(FenceCrossed);
    expect(transport.sent).toHaveLength(0);
  });

  test.each([301, 302, 303, 307, 308])("a redirect (%i) is not followed", async (status) => {
    const transport = wire({ status, headers: { Location: "https://elsewhere.example.com/x?secret=1" } });
    await expect(get(transport)).rejects.toMatchObject({
      target: "https://elsewhere.example.com",
      pointer: { host: "management.azure.com", means: "redirect" },
    });
    expect(transport.sent).toHaveLength(1);
  });

  test.each([
    ["Azure-AsyncOperation", "https://elsewhere.example.com/operation?s=1", "https://elsewhere.example.com"],
    ["Location", "//elsewhere.example.com/result", "https://elsewhere.example.com"],
    ["Location", "http://management.azure.com/result", "http://management.azure.com"],
    ["Location", "https://management.azure.com:8443/result", "https://management.azure.com:8443"],
    ["Location", "https://[", "an address that cannot be read"],
  ])("an answer whose %s is %s is not believed", async (name, link, target) => {
    const transport = wire({ status: 202, headers: { [name]: link } });
    await expect(get(transport)).rejects.toMatchObject({
      target,
      pointer: { host: "management.azure.com", means: "link" },
    });
  });

  test("an answer that links to its own host is passed on, whole address or not", async () => {
    const links = { "Azure-AsyncOperation": "https://management.azure.com/o?s=1", Location: "/result" };
    expect((await get(wire({ status: 202, headers: links }))).status).toBe(202);
  });

  test("is passed before a token is put on", async () => {
    const transport = wire({ status: 200 });
    await get(transport);
    expect(transport.sent[0]?.headers).toMatchObject({ authorization: "Bearer token for scope" });
  });
});

describe("a token refused with 401", () => {
  function getWith(transport: FakeTransport, replacement: string) {
    const tokens = { get: async () => "old", replace: async () => replacement };
    const pipeline = createPipeline(transport, {
      fence: () => true,
      proxied: false,
      retries: true,
      signs: tokenPolicy(tokens, "scope"),
    });
    return sendThrough(pipeline, transport.client, { method: "GET", url: `${ARM}/thing` }, never);
  }

  test("is replaced once", async () => {
    const transport = wire({ status: 401 }, { status: 200 });
    expect((await getWith(transport, "new")).status).toBe(200);
    expect(transport.sent.map(({ headers }) => headers.authorization)).toEqual(["Bearer old", "Bearer new"]);
  });

  test("is sent again under a request ID of its own, since Azure names operations after it", async () => {
    const transport = wire({ status: 401 }, { status: 500 }, { status: 200 });
    await getWith(transport, "new");
    const ids = transport.sent.map(({ headers }) => headers["x-ms-client-request-id"]);
    expect(ids).toEqual(ids.map(() => expect.stringMatching(/^[0-9a-f-]{36}$/)));
    expect([ids.length, new Set(ids).size]).toEqual([3, 3]);
  });

  test("is given back when there is no other", async () => {
    const transport = wire({ status: 401 });
    expect((await getWith(transport, "old")).status).toBe(401);
    expect(transport.sent).toHaveLength(1);
  });
});

describe("the trace", () => {
  const url = `${ARM}/operations/1?api-version=2025-11-01&t=1&c=certificate&s=signature&h=hash`;

  test("has one line per try, without what signs an address", async () => {
    const transport = wire({ status: 500 }, { status: 200, headers: { "x-ms-request-id": "abc" } });
    await get(transport, url);
    const sent = transport.sent[0]?.headers["x-ms-client-request-id"];
    expect(transport.traced).toEqual([
      `GET ${ARM}/operations/1?api-version=2025-11-01: 500 in 0 ms, client request ${sent}`,
      `GET ${ARM}/operations/1?api-version=2025-11-01: 200 in 0 ms, request abc`,
    ]);
  });

  test("says what became of a try without an answer", async () => {
    const transport = wire({ fails: "ECONNREFUSED" }, { status: 200 });
    await get(transport, url);
    expect(transport.traced[0]).toMatch(/: ECONNREFUSED in 0 ms, client request [0-9a-f-]{36}$/);
  });

  test("never holds a token", async () => {
    const transport = wire({ status: 200 });
    await get(transport, url);
    expect(transport.traced.join("\n")).not.toContain("token for");
  });
});

describe("requests under way", () => {
  test("are sixteen at most", async () => {
    let underWay = 0;
    let most = 0;
    const transport = fakeTransport(() => ({ status: 200 }));
    const client = {
      sendRequest: async (request: Parameters<typeof transport.client.sendRequest>[0]) => {
        most = Math.max(most, ++underWay);
        for (let turn = 0; turn < 100; turn++) await null;
        underWay--;
        return await transport.client.sendRequest(request);
      },
    };
    await Promise.all(Array.from({ length: 50 }, () => get({ ...transport, client })));
    expect(most).toBe(16);
    expect(transport.sent).toHaveLength(50);
  });

  test("leave a place for the request that fetches the token which all of them wait for", async () => {
    const transport = fakeTransport(({ headers }) => ({
      status: headers.authorization === "Bearer refused" ? 401 : 200,
    }));
    const shape = { fence: () => true, proxied: false, retries: true };
    const entra = createPipeline(transport, { ...shape, signs: null });
    let fetched: Promise<string> | undefined;
    const fetch = async () => {
      await sendThrough(entra, transport.client, { method: "POST", url: "https://login.example.com" }, never);
      return "fresh";
    };
    const tokens = {
      get: async () => "refused",
      replace: () => {
        fetched ??= fetch();
        return fetched;
      },
    };
    const arm = createPipeline(transport, { ...shape, signs: tokenPolicy(tokens, "scope") });
    const send = () => sendThrough(arm, transport.client, { method: "GET", url: `${ARM}/thing` }, never);
    const answers = await Promise.all(Array.from({ length: 20 }, send));
    expect(answers.map(({ status }) => status)).toEqual(Array(20).fill(200));
  });
});
