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

let world: RecordedWorld;
beforeEach(async () => {
  world = await startRecordedWorld();
});
afterEach(() => world.simulator.close());

describe("recorded truth: deleting a replication (PS17, PS23, CLI-REC)", () => {
  test("DELETE is 202 with the JSON literal null, Location and Retry-After: 10, and no Azure-AsyncOperation", async () => {
    await createReady(world);
    const { status, text, headers } = await world.arm("DELETE", JAPAN);
    expect([status, text]).toEqual([202, "null"]);
    expect(headers["retry-after"]).toBe("10");
    expect(headers.location).toBeDefined();
    expect(headers["azure-asyncoperation"]).toBeUndefined();
  });

  test("DELETE is 202 without a body in a version of 2026 (CLI-REC)", async () => {
    await createReady(world);
    const { status, text } = await world.arm("DELETE", `${JAPAN}?api-version=2026-09-01-preview`);
    expect([status, text]).toEqual([202, ""]);
  });

  test("Location lies at subscription scope, in the replica's region", async () => {
    await createReady(world);
    const location = header(await world.arm("DELETE", JAPAN), "location");
    const prefix = `/subscriptions/${SUBSCRIPTION}/providers/Microsoft.ContainerRegistry/locations/japaneast/operationResults/replications-`;
    expect(new URL(location).pathname.startsWith(prefix)).toBe(true);
  });

  test("Location carries the signed parameters t, c, s and h, and works as it was given only (CLI-REC)", async () => {
    await createReady(world);
    const location = header(await world.arm("DELETE", JAPAN), "location");
    expect([...new URL(location).searchParams.keys()]).toEqual(["api-version", "t", "c", "s", "h"]);
    expect((await world.arm("GET", location)).status).toBe(202);
    expect((await world.arm("GET", location.replace(/&s=[^&]+/, ""))).status).toBe(400);
  });

  test("the poll is 202 with an empty body and a new Location, finally 200 and empty, and 200 again", async () => {
    await createReady(world);
    const location = header(await world.arm("DELETE", JAPAN), "location");
    world.pass(1);
    const running = await world.arm("GET", location);
    world.pass(9);
    const done = await world.arm("GET", header(running, "location"));
    const again = await world.arm("GET", location);
    expect(header(running, "location")).not.toBe(location);
    expect([running, done, again].map(({ status, text }) => [status, text])).toEqual([
      [202, ""],
      [200, ""],
      [200, ""],
    ]);
  });

  test("the poll is 403 AuthorizationFailed for an identity with rights on the registry only; the delete goes through", async () => {
    await world.simulator.close();
    world = await startRecordedWorld({ permissions: { registry: ["*"] } });
    await createReady(world);
    const poll = await world.arm("GET", header(await world.arm("DELETE", JAPAN), "location"));
    expect(poll.status).toBe(403);
    expect(member(poll.json, "error", "code")).toBe("AuthorizationFailed");
    expect(member(poll.json, "error", "message")).toContain(
      "Microsoft.ContainerRegistry/locations/operationResults/read",
    );
    world.pass(10);
    expect((await world.arm("GET", JAPAN)).status).toBe(404);
  });

  test("until it is gone the replica is Deleting; then GET is 404 ResourceNotFound", async () => {
    await createReady(world);
    await world.arm("DELETE", JAPAN);
    expect(await stateOf(world)).toEqual(["Deleting", "Ready"]);
    world.pass(10);
    const gone = await world.arm("GET", JAPAN);
    expect([gone.status, member(gone.json, "error", "code")]).toEqual([404, "ResourceNotFound"]);
  });

  test.each([
    ["within 10 s (PS17, PS23)", 10],
    ["within 16 s (CLI-REC)", 16],
    ["in 45 to 68 s (NET26)", 57],
    ["in about 70 s (CLI-REC)", 70],
  ])("it may be done %s", async (_, seconds) => {
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
  });

  test("or, in a world that says so, GET shows it again for a moment after it was gone (Terraform, Ansible)", async () => {
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

  test("a replica that is Syncing is deleted without complaint", async () => {
    await world.arm("PUT", JAPAN, { location: "japaneast" });
    world.pass(PROVISIONED);
    expect((await world.arm("DELETE", JAPAN)).status).toBe(202);
  });

  test("deleting what is not there is 204", async () => {
    expect((await world.arm("DELETE", JAPAN)).status).toBe(204);
  });

  test("a second DELETE of one that is gone is 204 with an empty body (NET22, NET26)", async () => {
    await createReady(world);
    await world.arm("DELETE", JAPAN);
    world.pass(10);
    const { status, text } = await world.arm("DELETE", JAPAN);
    expect([status, text]).toEqual([204, ""]);
  });

  test("or, in a world that says so, LIST shows it for a while after GET says 404", async () => {
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

  test("the same region can be created again right after the delete's 200", async () => {
    await createReady(world);
    await world.arm("DELETE", JAPAN);
    world.pass(10);
    await createReady(world);
    expect(await stateOf(world)).toEqual(["Succeeded", "Ready"]);
  });

  test("or, in a world that says so, that create is accepted and its operation fails (azure-rest-api-specs#18934)", async () => {
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
