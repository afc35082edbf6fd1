import { describe, expect, test } from "@jest/globals";
import type { NewReplica, Replications } from "../../src/apply/ports.js";
import { CLOUDS } from "../../src/azure/clouds.js";
import { createReplications } from "../../src/azure/replications.js";
import { RequestFailed } from "../../src/registry/failure.js";
import { region, registry } from "../builders/registry.js";
import { fakeArm, REGISTRY_URL, replicaBody } from "./builders/arm.js";
import { plainFailure, SUBSCRIPTION, textOf } from "./builders/context.js";
import {
  type FakeTransport,
  fakeTransport,
  inTurn,
  type Reply,
  type SentRequest,
} from "./builders/fake-http.js";

const never = new AbortController().signal;
const LIST = `${REGISTRY_URL}/replications?api-version=2025-11-01`;
const ONE = `${REGISTRY_URL}/replications/japaneast?api-version=2025-11-01`;
const JAPAN: NewReplica = {
  name: "japaneast",
  region: region("japaneast"),
  routing: "disabled",
  tags: { "acr-geo-owner": "us" },
};

function replications(transport: FakeTransport) {
  const id = { subscriptionId: SUBSCRIPTION, resourceGroup: "rg-shop", name: "contoso" };
  return createReplications(fakeArm(transport), registry({ id }), CLOUDS.AzureCloud, transport.retries);
}

function over(...replies: readonly Reply[]) {
  const transport = fakeTransport(inTurn(...replies));
  return { transport, replicas: replications(transport) };
}

function ok(body: unknown, status = 200): Reply {
  return { status, body };
}

async function failureOf(work: Promise<unknown>) {
  const error: unknown = await work.catch((problem: unknown) => problem);
  if (!(error instanceof RequestFailed)) throw error;
  return plainFailure(error.failure);
}

const MISSING: Reply = { status: 404, body: { error: { code: "ResourceNotFound" } } };
const CREATING = { properties: { provisioningState: "Creating" } };

function steps(transport: FakeTransport): readonly string[] {
  return transport.sent.map(({ method }) => method);
}

describe("list", () => {
  test("is one GET, signed for ARM", async () => {
    const { transport, replicas } = over(ok({ value: [replicaBody("japaneast")] }));
    expect(await replicas.list(never)).toMatchObject({
      replicas: [{ name: "japaneast", region: "japaneast" }],
      unreadable: [],
    });
    expect(transport.sent).toMatchObject([
      { url: LIST, headers: { authorization: "Bearer token for https://management.azure.com/.default" } },
    ]);
  });

  test("follows pages", async () => {
    const next = `${LIST}&$skiptoken=2`;
    const { transport, replicas } = over(
      ok({ value: [replicaBody("japaneast")], nextLink: next }),
      ok({ value: [replicaBody("eastus")] }),
    );
    expect((await replicas.list(never)).replicas).toHaveLength(2);
    expect(transport.sent[1]?.url).toContain("skiptoken=2");
  });

  test("follows no page to another host, and sends no token there", async () => {
    const { transport, replicas } = over(ok({ value: [], nextLink: "https://evil.example.com/page" }));
    expect(await failureOf(replicas.list(never))).toMatchObject({
      activity: "list-replicas",
      code: "ForeignHost",
    });
    expect(transport.sent).toHaveLength(1);
  });

  test("whose pages do not end is a failure, not half a list", async () => {
    const { replicas } = over(ok({ value: [replicaBody("japaneast")], nextLink: LIST }));
    expect(await failureOf(replicas.list(never))).toMatchObject({ kind: "malformed" });
  });

  test.each([
    ["a location", { location: "" }],
    ["a location that is one", { location: "::error::" }],
    ["a state", { properties: {} }],
    [
      "a name but in its ID",
      { name: undefined, id: `${REGISTRY_URL}/replications/japaneast`, location: null },
    ],
  ])("reads a row without %s by its name", async (_what, change) => {
    const { transport, replicas } = over(
      ok({ value: [{ ...replicaBody("japaneast"), ...change }, replicaBody("eastus")] }),
      ok(replicaBody("japaneast")),
    );
    expect(await replicas.list(never)).toMatchObject({
      replicas: [{ region: "japaneast" }, { region: "eastus" }],
      unreadable: [],
    });
    expect(transport.sent.map(({ url }) => url)).toEqual([LIST, ONE]);
  });

  test("leaves a row out that ARM says is not there", async () => {
    const { replicas } = over(ok({ value: [{ ...replicaBody("japaneast"), location: "" }] }), MISSING);
    expect(await replicas.list(never)).toEqual({ replicas: [], unreadable: [] });
  });

  test.each<[string, Reply]>([
    ["has no location either", ok({ ...replicaBody("japaneast"), location: "" })],
    ["is refused", { status: 403, body: { error: { code: "AuthorizationFailed" } } }],
    ["is answered by a page with 404", { status: 404, body: "<html>" }],
    ["is answered with an empty 404", { status: 404 }],
    ["is never answered", { fails: "ECONNREFUSED" }],
    ["is answered with another replica", ok(replicaBody("eastus"))],
  ])("of a row whose GET %s says neither that it is there nor that it is not", async (_what, reply) => {
    const transport = fakeTransport(({ url }) =>
      url === LIST
        ? ok({ value: [{ ...replicaBody("japaneast"), location: "" }, replicaBody("eastus")] })
        : reply,
    );
    const listing = await replications(transport).list(never);
    expect(listing.replicas).toMatchObject([{ region: "eastus" }]);
    expect(listing.unreadable).toMatchObject([
      { name: "japaneast", region: null, failure: { activity: "read-replica" } },
    ]);
  });

  test.each(["..", ".", "a b", "%2e%2e", "japaneast?x=1", "#"])(
    "shows a replica named %j as it is, and never asks for it: it could make the address another one",
    async (name) => {
      const row = { ...replicaBody("japaneast"), name };
      const { transport, replicas } = over(
        ok({ value: [row, { ...row, name: `x/${name}`, location: null }] }),
      );
      expect(await replicas.list(never)).toMatchObject({
        replicas: [],
        unreadable: [{ name, region: null, failure: { code: "NoReplicaName" } }],
      });
      expect(await over(ok({ value: [row] })).replicas.list(never)).toMatchObject({ replicas: [{ name }] });
      expect(transport.sent).toHaveLength(1);
    },
  );

  test.each([
    ["no list", {}],
    ["a list of something else", { value: "japaneast" }],
    ["a row without any name", { value: [{ location: "eastus" }] }],
    ["no JSON", "<html>"],
    ["a next link that is no address", { value: [], nextLink: "page two" }],
  ])("%s is malformed, not an empty registry", async (_what, body) => {
    const { replicas } = over(ok(body));
    expect(await failureOf(replicas.list(never))).toMatchObject({ kind: "malformed" });
  });

  test("stops when the signal does", async () => {
    const stop = new AbortController();
    const transport = fakeTransport(() => {
      stop.abort();
      return "hangs";
    });
    await expect(replications(transport).list(stop.signal)).rejects.toMatchObject({ name: "AbortError" });
  });
});

describe("get", () => {
  test("gives the replica", async () => {
    const { transport, replicas } = over(ok(replicaBody("japaneast")));
    expect(await replicas.get("japaneast", never)).toMatchObject({ region: "japaneast" });
    expect(transport.sent[0]?.url).toBe(ONE);
  });

  test("gives null for one that is not there", async () => {
    const { replicas } = over({ status: 404, body: { error: { code: "ResourceNotFound" } } });
    expect(await replicas.get("japaneast", never)).toBeNull();
  });

  test.each(["ParentResourceNotFound", "ResourceGroupNotFound", "SubscriptionNotFound"])(
    "a registry that has gone (%s) is a failure",
    async (code) => {
      const { replicas } = over({ status: 404, body: { error: { code } } });
      expect(await failureOf(replicas.get("japaneast", never))).toMatchObject({ kind: "rejected", code });
    },
  );

  test("a 404 of the registry itself is a failure too", async () => {
    const message =
      "The Resource 'Microsoft.ContainerRegistry/registries/contoso' under resource group 'rg-shop' was not found.";
    const { replicas } = over({ status: 404, body: { error: { code: "ResourceNotFound", message } } });
    expect(await failureOf(replicas.get("japaneast", never))).toMatchObject({ kind: "rejected" });
  });

  test.each<[string, Reply, string]>([
    ["a page with 404", { status: 404, body: "<html>not found</html>" }, "malformed"],
    ["an empty 404", { status: 404 }, "malformed"],
    [
      "a 404 in JSON that has no code",
      { status: 404, body: { title: "Not Found", status: 404 } },
      "malformed",
    ],
    [
      "a 404 in another service's words",
      { status: 404, body: { errors: [{ code: "NAME_UNKNOWN" }] } },
      "rejected",
    ],
    ["a 404 whose code is not in ARM's envelope", { status: 404, body: { code: "NotFound" } }, "rejected"],
    ["403", { status: 403, body: { error: { code: "AuthorizationFailed" } } }, "denied"],
    ["503", { status: 503 }, "server"],
    ["a body without a location", ok({ ...replicaBody("japaneast"), location: undefined }), "malformed"],
    ["a body of another replica", ok(replicaBody("eastus")), "malformed"],
    ["a page with 200", ok("<html>"), "malformed"],
  ])("%s says neither that it is there nor that it is not", async (_what, reply, kind) => {
    const { replicas } = over(reply);
    expect(await failureOf(replicas.get("japaneast", never))).toMatchObject({ kind });
  });

  test("gives null for a 404 without the envelope that bears an ID of ARM's", async () => {
    const { replicas } = over({
      status: 404,
      body: { code: "NotFound" },
      headers: { "x-ms-request-id": "1" },
    });
    expect(await replicas.get("japaneast", never)).toBeNull();
  });
});

describe("create", () => {
  test("sends location, routing and tags, and waits for nothing", async () => {
    const { transport, replicas } = over({
      status: 201,
      body: { ...replicaBody("japaneast"), properties: { provisioningState: "Creating" } },
      headers: { "Azure-AsyncOperation": `${ONE}&t=1`, "Retry-After": "10" },
    });
    const { created, replica } = await replicas.create(JAPAN, never);
    expect(created).toBe(true);
    expect(replica.provisioningState.is("Creating")).toBe(true);
    expect(transport.sent).toHaveLength(1);
    expect(transport.sent[0]).toMatchObject({ method: "PUT", url: ONE });
    expect(JSON.parse(transport.sent[0]?.body ?? "")).toEqual({
      location: "japaneast",
      tags: { "acr-geo-owner": "us" },
      properties: { regionEndpointEnabled: false },
    });
    expect(transport.clock.now()).toBe(0);
  });

  test("answered 200 met a replica that was there already", async () => {
    const { replicas } = over(ok(replicaBody("japaneast", { tags: { "acr-geo-owner": "us" } })));
    expect(await replicas.create(JAPAN, never)).toMatchObject({ created: false, wroteOver: true });
  });

  test("refused is explained for its region", async () => {
    const { replicas } = over({
      status: 409,
      body: { error: { code: "ScopeLocked", message: "locked: '/x'." } },
    });
    expect(await failureOf(replicas.create(JAPAN, never))).toMatchObject({
      activity: "create",
      region: "japaneast",
      code: "ScopeLocked",
    });
  });

  test("waits while another operation is under way", async () => {
    const busy: Reply = { status: 409, body: { error: { code: "AnotherOperationInProgress" } } };
    const none = ok({ value: [] });
    const { transport, replicas } = over(
      busy,
      none,
      MISSING,
      busy,
      none,
      MISSING,
      ok(replicaBody("japaneast"), 201),
    );
    expect(await replicas.create(JAPAN, never)).toMatchObject({ created: true });
    expect(steps(transport)).toEqual(["PUT", "GET", "GET", "PUT", "GET", "GET", "PUT"]);
  });

  test.each(["RegistryStatusConflict", "OperationInProgress", "Conflict", "NotJustNow", null])(
    "waits %s out while Azure is at work on any replica of the registry, then for about a minute",
    async (code) => {
      let workUntil = 600_000;
      const transport = fakeTransport(({ method, url }) => {
        if (method === "PUT") return { status: 409, body: code === null ? "" : { error: { code } } };
        if (url !== LIST) return MISSING;
        const isAtWork = transport.clock.now() < workUntil;
        return ok({ value: [{ ...replicaBody("eastus"), ...(isAtWork ? CREATING : {}) }] });
      });
      const asked = replications(transport);
      expect(await failureOf(asked.create(JAPAN, never))).toMatchObject({ kind: "busy", activity: "create" });
      expect(transport.clock.now()).toBeGreaterThan(655_000);
      expect(transport.clock.now()).toBeLessThan(670_000);
      workUntil = 0;
      const begun = transport.clock.now();
      expect(await failureOf(asked.create(JAPAN, never))).toMatchObject({ kind: "busy" });
      expect(transport.clock.now() - begun).toBeLessThan(65_000);
    },
  );

  test("ends at the deadline while Azure is at work", async () => {
    const transport = fakeTransport(
      ({ method, url }) =>
        method === "PUT"
          ? { status: 409 }
          : url === LIST
            ? ok({ value: [{ ...replicaBody("eastus"), ...CREATING }] })
            : MISSING,
      { timeLeft: 300_000 },
    );
    expect(await failureOf(replications(transport).create(JAPAN, never))).toMatchObject({ kind: "busy" });
    expect(transport.clock.now()).toBeGreaterThan(295_000);
    expect(transport.clock.now()).toBeLessThanOrEqual(300_000);
  });

  test.each<[string, Reply]>([
    ["429", { status: 429, headers: { "Retry-After": "20" } }],
    ["503", { status: 503 }],
    ["a refused connection", { fails: "ECONNREFUSED" }],
  ])("does not go over what somebody else made while %s held it up", async (_what, reply) => {
    const { transport, replicas } = over(reply, ok(replicaBody("japaneast", { tags: JAPAN.tags })));
    expect(await replicas.create(JAPAN, never)).toMatchObject({ created: false, wroteOver: false });
    expect(steps(transport)).toEqual(["PUT", "GET"]);
  });

  test("is not sent late where another request closed the host: it looks first", async () => {
    const { transport, replicas } = over(ok(replicaBody("japaneast", { tags: { "acr-geo-owner": "them" } })));
    transport.retries.gate.close("management.azure.com", 20_000);
    expect(await replicas.create(JAPAN, never)).toMatchObject({ created: false, wroteOver: false });
    expect(steps(transport)).toEqual(["GET"]);
    expect(transport.clock.now()).toBe(20_000);
  });

  test.each(["null", "[]", "{}", '{"name":"japaneast"}', "<html>", ""])(
    "an answer of %j is as good as lost: a GET tells whether it was taken",
    async (body) => {
      const { transport, replicas } = over(
        { status: 201, body },
        ok(replicaBody("japaneast", { tags: JAPAN.tags })),
      );
      expect(await replicas.create(JAPAN, never)).toMatchObject({ created: true });
      expect(steps(transport)).toEqual(["PUT", "GET"]);
    },
  );

  test("an answer that cannot be read is malformed where a GET cannot tell either", async () => {
    const { replicas } = over({ status: 201, body: "<html>" });
    expect(await failureOf(replicas.create(JAPAN, never))).toMatchObject({
      kind: "malformed",
      activity: "create",
    });
  });
});

describe("create, when the answer to the PUT is lost", () => {
  const LOST: Reply = { fails: "ECONNRESET" };

  test.each<[string, Reply]>([
    ["the connection broke", LOST],
    ["the answer broke off", { fails: "PARSE_ERROR" }],
    ["a gateway gave up", { status: 504 }],
    ["the server failed", { status: 500 }],
    ["nothing came", "hangs"],
  ])("looks before it sends again (%s)", async (_what, reply) => {
    const { transport, replicas } = over(reply, ok(replicaBody("japaneast", { tags: JAPAN.tags })));
    expect(await replicas.create(JAPAN, never)).toMatchObject({ created: true });
    expect(steps(transport)).toEqual(["PUT", "GET"]);
  });

  test("a replica with other tags is somebody else's", async () => {
    const { replicas } = over(LOST, ok(replicaBody("japaneast", { tags: { "acr-geo-owner": "them" } })));
    expect(await replicas.create(JAPAN, never)).toMatchObject({ created: false });
  });

  test("sends again when nothing is there", async () => {
    const { transport, replicas } = over(LOST, MISSING, ok(replicaBody("japaneast"), 201));
    expect(await replicas.create(JAPAN, never)).toMatchObject({ created: true });
    expect(steps(transport)).toEqual(["PUT", "GET", "PUT"]);
  });

  test("a second PUT that finds the first one's work is our create", async () => {
    const { replicas } = over(LOST, MISSING, ok(replicaBody("japaneast", { tags: JAPAN.tags })));
    expect(await replicas.create(JAPAN, never)).toMatchObject({ created: true });
  });

  test("gives up after about a minute, with the failure that came last", async () => {
    const transport = fakeTransport(({ method }) =>
      method === "PUT" ? { status: 500, body: "down" } : MISSING,
    );
    const failure = await failureOf(replications(transport).create(JAPAN, never));
    expect(failure).toMatchObject({ kind: "server", activity: "create", message: "down" });
    expect(transport.clock.now()).toBeLessThan(65_000);
  });

  test("a connection that was refused is simply tried again", async () => {
    const { transport, replicas } = over(
      { fails: "ECONNREFUSED" },
      MISSING,
      ok(replicaBody("japaneast"), 201),
    );
    expect(await replicas.create(JAPAN, never)).toMatchObject({ created: true });
    expect(steps(transport)).toEqual(["PUT", "GET", "PUT"]);
  });
});

describe("update", () => {
  test.each([
    ["routing", { routing: "enabled" as const }, { properties: { regionEndpointEnabled: true } }],
    ["tags", { tags: { a: "b" } }, { tags: { a: "b" } }],
  ])("sends %s and nothing else", async (_what, edit, body) => {
    const { transport, replicas } = over(ok(replicaBody("japaneast"), 201));
    await replicas.update("japaneast", edit, never);
    expect(JSON.parse(transport.sent[0]?.body ?? "")).toEqual(body);
    expect(steps(transport)).toEqual(["PATCH"]);
  });

  test.each<[string, Reply]>([
    ["is always lost", { fails: "ECONNRESET" }],
    ["cannot be read", ok("<html>")],
  ])("whose answer %s was accepted when the replica shows it", async (_what, reply) => {
    const transport = fakeTransport(({ method }) =>
      method === "PATCH" ? reply : ok(replicaBody("japaneast", { tags: { a: "b" } })),
    );
    const replicas = replications(transport);
    expect(await replicas.update("japaneast", { tags: { a: "b" } }, never)).toMatchObject({
      tags: { a: "b" },
    });
    expect(await failureOf(replicas.update("japaneast", { tags: { a: "c" } }, never))).toMatchObject({
      activity: "update",
    });
  });

  test.each<[string, Reply, string]>([
    ["by ARM's own 404", MISSING, "not-found"],
    ["by a page with 404", { status: 404, body: "<html>" }, "malformed"],
  ])("refused %s is a failure, and only ARM's says that the replica has gone", async (_what, reply, kind) => {
    const { replicas } = over(reply);
    expect(await failureOf(replicas.update("japaneast", { tags: { a: "b" } }, never))).toMatchObject({
      kind,
    });
  });
});

describe.each<[string, (to: Replications) => Promise<unknown>]>([
  ["update", (to) => to.update("japaneast", { tags: { a: "b" } }, never)],
  ["delete", (to) => to.delete("japaneast", region("japaneast"), never)],
])("an %s was decided on what was just read, so it is not sent again later", (_activity, write) => {
  const standing = ok(replicaBody("japaneast"));

  test.each<[string, Reply, string]>([
    ["429", { status: 429, headers: { "Retry-After": "20" } }, "throttled"],
    ["503", { status: 503 }, "server"],
    ["500", { status: 500 }, "server"],
    ["another operation", { status: 409, body: { error: { code: "AnotherOperationInProgress" } } }, "busy"],
    ["409 with Retry-After", { status: 409, headers: { "Retry-After": "5" } }, "busy"],
    ["409 Conflict", { status: 409, body: { error: { code: "Conflict" } } }, "busy"],
    ["a 409 never heard of", { status: 409, body: { error: { code: "NotJustNow" } } }, "busy"],
    ["a 409 without a code", { status: 409 }, "busy"],
    [
      "a lock",
      { status: 409, body: { error: { code: "ScopeLocked" } }, headers: { "Retry-After": "5" } },
      "conflict",
    ],
    ["a refused connection", { fails: "ECONNREFUSED" }, "unreachable"],
    ["a lost connection", { fails: "ECONNRESET" }, "unreachable"],
  ])("after %s", async (_what, reply, kind) => {
    const transport = fakeTransport(({ method }) => (method === "GET" ? standing : reply));
    expect(await failureOf(write(replications(transport)))).toMatchObject({ kind });
    expect(steps(transport).filter((method) => method !== "GET")).toHaveLength(1);
  });

  test("where another request closed the host: it is not sent at all", async () => {
    const { transport, replicas } = over(standing);
    transport.retries.gate.close("management.azure.com", 20_000);
    expect(await failureOf(write(replicas))).toMatchObject({ kind: "throttled" });
    expect([steps(transport), transport.clock.now()]).toEqual([[], 0]);
  });
});

describe("delete", () => {
  const location = `https://management.azure.com/subscriptions/${SUBSCRIPTION}/providers/Microsoft.ContainerRegistry/locations/japaneast/operationResults/1`;

  test.each<[string, Reply]>([
    [
      "202 with the word null (recorded in 2017 and 2023)",
      { status: 202, body: "null", headers: { Location: location } },
    ],
    ["202 with nothing (recorded in 2026)", { status: 202, headers: { Location: location } }],
    ["204", { status: 204 }],
    ["200", { status: 200 }],
    ["404: it is not there", { status: 404, body: { error: { code: "ResourceNotFound" } } }],
  ])("is accepted with %s, and nothing is polled", async (_what, reply) => {
    const { transport, replicas } = over(reply);
    await replicas.delete("japaneast", region("japaneast"), never);
    expect(steps(transport)).toEqual(["DELETE"]);
  });

  test.each<[string, Reply]>([
    ["200 with a page", ok("<html>blocked</html>")],
    ["202 with a page", { status: 202, body: "<html>" }],
    ["200 with an object", ok({ status: "blocked" })],
    ["a page with 404", { status: 404, body: "<html>" }],
  ])("answered %s is not accepted while the replica stands", async (_what, reply) => {
    const transport = fakeTransport(({ method }) =>
      method === "DELETE" ? reply : ok(replicaBody("japaneast")),
    );
    const deleting = replications(transport).delete("japaneast", region("japaneast"), never);
    expect(await failureOf(deleting)).toMatchObject({ kind: "malformed", activity: "delete" });
  });

  test.each(["westeurope", "WestEurope"])("of %s, home's name, is never sent", async (name) => {
    const { transport, replicas } = over({ status: 202 });
    const deleting = replicas.delete(name, region("japaneast"), never);
    expect(await failureOf(deleting)).toMatchObject({ code: "HomeIsNeverDeleted" });
    expect(transport.sent).toEqual([]);
  });

  test("of a name that is none is never sent, nor is any other request", async () => {
    const { transport, replicas } = over({ status: 202 });
    const there = region("japaneast");
    for (const request of [
      replicas.get("..", never),
      replicas.update("..", { tags: {} }, never),
      replicas.delete("..", there, never),
      replicas.create({ ...JAPAN, name: ".." }, never),
    ]) {
      expect(await failureOf(request)).toMatchObject({ code: "NoReplicaName" });
    }
    expect(transport.sent).toEqual([]);
  });

  test.each<[string, Reply]>([
    ["there is no replica", { status: 404, body: { error: { code: "ResourceNotFound" } } }],
    [
      "it is being deleted",
      ok({ ...replicaBody("japaneast"), properties: { provisioningState: "Deleting" } }),
    ],
  ])("whose answers are all lost was accepted when %s", async (_what, seen) => {
    const transport = fakeTransport(({ method }) => (method === "DELETE" ? { fails: "ECONNRESET" } : seen));
    await replications(transport).delete("japaneast", region("japaneast"), never);
    expect(steps(transport).at(-1)).toBe("GET");
  });

  test("whose answers are all lost is a failure while the replica stands", async () => {
    const transport = fakeTransport(({ method }) =>
      method === "DELETE" ? { fails: "ECONNRESET" } : ok(replicaBody("japaneast")),
    );
    const deleting = replications(transport).delete("japaneast", region("japaneast"), never);
    expect(await failureOf(deleting)).toMatchObject({ kind: "unreachable", activity: "delete" });
  });

  test("refused is explained for its region", async () => {
    const { replicas } = over({ status: 403, body: { error: { code: "AuthorizationFailed" } } });
    expect(await failureOf(replicas.delete("geo01", region("japaneast"), never))).toMatchObject({
      activity: "delete",
      region: "japaneast",
      kind: "denied",
    });
  });
});

describe("why an operation failed", () => {
  const url = `${REGISTRY_URL}/replications/japaneast/operationStatuses/1?api-version=2025-11-01&t=1&c=cert&s=sig&h=h`;

  async function askAfterCreate(reply: (request: SentRequest) => Reply) {
    const transport = fakeTransport((request) =>
      request.method === "PUT"
        ? {
            status: 201,
            body: replicaBody("japaneast"),
            headers: { "Azure-AsyncOperation": url, "x-ms-correlation-request-id": "of the create" },
          }
        : reply(request),
    );
    const replicas = replications(transport);
    await replicas.create(JAPAN, never);
    return { transport, failure: await replicas.failure("japaneast", never) };
  }

  test("is read from the operation URL, as given", async () => {
    const { transport, failure } = await askAfterCreate(() =>
      ok({ status: "Failed", error: { code: "Boom", message: "M" } }),
    );
    expect(transport.sent[1]?.url).toBe(url);
    expect(failure?.message?.unescaped()).toBe("M");
  });

  test("has the reason in details of details, which are read as well", async () => {
    const reason = { code: "SubnetIsFull", message: "Subnet snet-pe has no available addresses." };
    const error = {
      code: "Failed",
      message: "See details.",
      details: [{ code: "Outer", details: [reason] }],
    };
    const { failure } = await askAfterCreate(() => ok({ status: "Failed", error }));
    expect(failure?.message?.unescaped()).toBe(
      "See details. Outer: SubnetIsFull: Subnet snet-pe has no available addresses.",
    );
    expect(textOf(failure?.remedy ?? [])).toContain("no free address");
  });

  test("may stand beside the error's place, but what tells of the operation itself is no reason", async () => {
    const body = {
      id: "/x",
      name: "y",
      status: "Failed",
      percentComplete: 40,
      properties: { message: "Why" },
    };
    const { failure } = await askAfterCreate(() => ok(body));
    expect(failure?.message?.unescaped()).toBe("properties: Why");
  });

  test.each<[string, Reply]>([
    ["no error in the body", ok({ status: "Failed" })],
    ["no JSON", ok("<html>")],
    ["a refusal", { status: 403 }],
    ["a lost connection", { fails: "ECONNREFUSED" }],
  ])("is unknown with %s, but for the correlation ID of the write", async (_what, reply) => {
    const { failure } = await askAfterCreate(() => reply);
    expect(failure).toMatchObject({ code: null, message: null, remedy: [] });
    expect(failure?.correlationId?.unescaped()).toBe("of the create");
  });

  test("on another host is not believed: the write is a failure, and nothing is asked there", async () => {
    const transport = fakeTransport(() => ({
      status: 201,
      body: replicaBody("japaneast"),
      headers: { "Azure-AsyncOperation": "https://evil.example.com/operation" },
    }));
    const failure = await failureOf(replications(transport).create(JAPAN, never));
    expect(failure).toMatchObject({ kind: "rejected", code: "ForeignHost", region: "japaneast" });
    expect(failure.remedy).toContain("management.azure.com answered with a link to https://evil.example.com");
    expect(transport.sent).toHaveLength(1);
  });

  test("is unknown for a replica that this run did not write", async () => {
    const { replicas, transport } = over(ok({}));
    expect(await replicas.failure("eastus", never)).toBeNull();
    expect(transport.sent).toHaveLength(0);
  });
});

describe("a cloud that lags behind", () => {
  const lagging = (request: SentRequest): Reply => {
    const version = new URL(request.url).searchParams.get("api-version");
    if (version === "2023-07-01") return ok({ value: [replicaBody("japaneast")] });
    const message = `No registered resource provider found for location '' and API version '${version}' for type 'registries/replications'. The supported api-versions are '2019-05-01, 2021-09-01, 2023-07-01, 2024-01-01-preview'. The supported locations are ''.`;
    return { status: 400, body: { error: { code: "NoRegisteredProviderFound", message } } };
  };

  test("is served with the newest version that it names and the action knows, found out once", async () => {
    const transport = fakeTransport(lagging);
    const replicas = replications(transport);
    expect((await replicas.list(never)).replicas).toHaveLength(1);
    expect((await replicas.list(never)).replicas).toHaveLength(1);
    const versions = transport.sent.map(({ url }) => new URL(url).searchParams.get("api-version"));
    expect(versions).toEqual(["2025-11-01", "2023-07-01", "2023-07-01"]);
  });

  test("is served with the newest that it names, stable ones first, where the action knows none of them any more", async () => {
    const message =
      "The api-version '2025-11-01' is invalid. The supported versions are '2028-02-01-preview, 2027-05-01, 2027-11-01'.";
    const transport = fakeTransport(({ url }) =>
      new URL(url).searchParams.get("api-version") === "2027-11-01"
        ? ok({ value: [replicaBody("japaneast")] })
        : { status: 400, body: { error: { code: "InvalidApiVersionParameter", message } } },
    );
    expect((await replications(transport).list(never)).replicas).toHaveLength(1);
    const versions = transport.sent.map(({ url }) => new URL(url).searchParams.get("api-version"));
    expect(versions).toEqual(["2025-11-01", "2027-11-01"]);
  });

  test("that has the version does not know the region: the answer passes", async () => {
    const message =
      "No registered resource provider found for location 'x' and API version '2025-11-01' for type 'registries/replications'. The supported api-versions are '2023-07-01, 2025-11-01'. The supported locations are 'japanwest, japaneast2'.";
    const { transport, replicas } = over({
      status: 400,
      body: { error: { code: "NoRegisteredProviderFound", message } },
    });
    const failure = await failureOf(replicas.create(JAPAN, never));
    expect(failure.remedy).toContain("japanwest");
    expect(transport.sent).toHaveLength(1);
  });
});
