import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { SUBSCRIPTION } from "../index.js";
import {
  createReady,
  header,
  JAPAN,
  member,
  PROVISIONED,
  type RecordedWorld,
  rowsOf,
  startRecordedWorld,
  stateOf,
} from "../recorded-world.js";
import { holdToFacts } from "./hold-to-facts.js";

let world: RecordedWorld;
beforeEach(async () => {
  world = await startRecordedWorld();
});
afterEach(() => world.simulator.close());

holdToFacts("deleting a replication", {
  DELETE: async ({ version, ...recorded }) => {
    await createReady(world);
    const { status, text, headers } = await world.arm("DELETE", `${JAPAN}?api-version=${version}`);
    expect({ status, text, retryAfter: headers["retry-after"] }).toEqual(recorded);
    expect(headers.location).toBeDefined();
    expect(headers["azure-asyncoperation"]).toBeUndefined();
  },

  "scope of Location": async () => {
    await createReady(world);
    const location = header(await world.arm("DELETE", JAPAN), "location");
    const prefix = `/subscriptions/${SUBSCRIPTION}/providers/Microsoft.ContainerRegistry/locations/japaneast/operationResults/replications-`;
    expect(new URL(location).pathname.startsWith(prefix)).toBe(true);
  },

  "signed Location": async ({ parameters }) => {
    await createReady(world);
    const location = header(await world.arm("DELETE", JAPAN), "location");
    expect([...new URL(location).searchParams.keys()]).toEqual(parameters);
    expect((await world.arm("GET", location)).status).toBe(202);
    expect((await world.arm("GET", location.replace(/&s=[^&]+/, ""))).status).toBe(400);
  },

  poll: async (recorded) => {
    await createReady(world);
    const location = header(await world.arm("DELETE", JAPAN), "location");
    world.pass(1);
    const running = await world.arm("GET", location);
    world.pass(9);
    const done = await world.arm("GET", header(running, "location"));
    const again = await world.arm("GET", location);
    expect(header(running, "location")).not.toBe(location);
    expect([running, done, again].map(({ status, text }) => [status, text])).toEqual(recorded);
  },

  "poll headers": async ({ retryAfter }) => {
    await createReady(world);
    const location = header(await world.arm("DELETE", JAPAN), "location");
    const poll = await world.arm("GET", location);
    expect([poll.status, poll.headers["retry-after"]]).toEqual([202, retryAfter]);
  },

  "forbidden poll": async ({ status, code, action }) => {
    await world.simulator.close();
    world = await startRecordedWorld({ permissions: { registry: ["*"] } });
    await createReady(world);
    const poll = await world.arm("GET", header(await world.arm("DELETE", JAPAN), "location"));
    expect(poll.status).toBe(status);
    expect(member(poll.json, "error", "code")).toBe(code);
    expect(member(poll.json, "error", "message")).toContain(action);
    world.pass(10);
    expect((await world.arm("GET", JAPAN)).status).toBe(404);
  },

  "until it is gone": async ({ status, code }) => {
    await createReady(world);
    await world.arm("DELETE", JAPAN);
    expect(await stateOf(world)).toEqual(["Deleting", "Ready"]);
    world.pass(10);
    const gone = await world.arm("GET", JAPAN);
    expect([gone.status, member(gone.json, "error", "code")]).toEqual([status, code]);
  },

  duration: async ({ seconds }) => {
    await world.simulator.close();
    const permissions = { subscription: ["*"] };
    world = await startRecordedWorld({ permissions, timing: { delete: seconds * 1000 } });
    await createReady(world);
    const location = header(await world.arm("DELETE", JAPAN), "location");
    world.pass(seconds - 1);
    const running = await world.arm("GET", location);
    world.pass(1);
    const done = await world.arm("GET", location);
    expect([running.status, done.status, (await world.arm("GET", JAPAN)).status]).toEqual([202, 200, 404]);
  },

  "delete of one that is Syncing": async ({ status }) => {
    await world.arm("PUT", JAPAN, { location: "japaneast" });
    world.pass(PROVISIONED);
    expect((await world.arm("DELETE", JAPAN)).status).toBe(status);
  },

  "nothing there": async ({ status }) => {
    expect((await world.arm("DELETE", JAPAN)).status).toBe(status);
  },

  "second DELETE": async (recorded) => {
    await createReady(world);
    await world.arm("DELETE", JAPAN);
    world.pass(10);
    const { status, text } = await world.arm("DELETE", JAPAN);
    expect({ status, text }).toEqual(recorded);
  },

  "created again": async () => {
    await createReady(world);
    await world.arm("DELETE", JAPAN);
    world.pass(10);
    await createReady(world);
    expect(await stateOf(world)).toEqual(["Succeeded", "Ready"]);
  },
});

describe("deleting a replication, in a world that says so", () => {
  test("GET shows it again for a moment after it was gone (Terraform, Ansible)", async () => {
    await world.simulator.close();
    world = await startRecordedWorld({ deleteFlicker: [[2_000, 4_000]] });
    await createReady(world);
    await world.arm("DELETE", JAPAN);
    const seen = [];
    for (const seconds of [10, 2, 2]) {
      world.pass(seconds);
      seen.push((await world.arm("GET", JAPAN)).status);
    }
    expect(seen).toEqual([404, 200, 404]);
  });

  test("LIST shows it for a while after GET says 404", async () => {
    await world.simulator.close();
    world = await startRecordedWorld({ list: { lagAfterDelete: 30_000 } });
    await createReady(world);
    await world.arm("DELETE", JAPAN);
    const seen = [];
    for (const seconds of [10, 29, 1]) {
      world.pass(seconds);
      const names = rowsOf(await world.arm("GET", "replications")).map((row) => member(row, "name"));
      seen.push([(await world.arm("GET", JAPAN)).status, names.includes("japaneast")]);
    }
    expect(seen).toEqual([
      [404, true],
      [404, true],
      [404, false],
    ]);
  });

  test("that create is accepted and its operation fails (azure-rest-api-specs#18934)", async () => {
    await world.simulator.close();
    world = await startRecordedWorld({ permissions: { subscription: ["*"] }, recreateFailsWithin: 20_000 });
    await createReady(world);
    await world.arm("DELETE", JAPAN);
    world.pass(11);
    const again = await world.arm("PUT", JAPAN, { location: "japaneast" });
    world.pass(PROVISIONED);
    expect(again.status).toBe(201);
    const operation = await world.arm("GET", header(again, "azure-asyncoperation"));
    expect(operation.json).toMatchObject({ status: "Failed", error: { code: expect.any(String) } });
    expect((await stateOf(world))[0]).toBe("Failed");
  });
});
