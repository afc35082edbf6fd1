import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { SUBSCRIPTION } from "../index.js";
import {
  header,
  member,
  PROVISIONED,
  REGISTRY_PATH,
  type RecordedWorld,
  rowsOf,
  startRecordedWorld,
} from "../recorded-world.js";

let world: RecordedWorld;
beforeEach(async () => {
  world = await startRecordedWorld();
});
afterEach(() => world.simulator.close());

const FABRIKAM = REGISTRY_PATH.replace("contoso", "fabrikam");
const PREMIUM = { location: "westus", sku: { name: "Premium" } };

describe("recorded truth: creating and deleting a registry (PS17, CLI-REC)", () => {
  test.each(["2017-10-01", "2026-09-01-preview"])(
    "PUT in version %s is 200 and Succeeded at once",
    async (version) => {
      const { status, json } = await world.arm("PUT", `${FABRIKAM}?api-version=${version}`, PREMIUM);
      expect([status, member(json, "properties", "provisioningState")]).toEqual([200, "Succeeded"]);
    },
  );

  test("PUT in a version of 2021 is 201 and Creating, with an operation that says when it is done", async () => {
    const put = await world.arm("PUT", `${FABRIKAM}?api-version=2021-08-01-preview`, PREMIUM);
    const url = header(put, "azure-asyncoperation");
    const running = await world.arm("GET", url);
    world.pass(PROVISIONED);
    const done = await world.arm("GET", url);
    const registry = await world.arm("GET", FABRIKAM);
    expect([put.status, member(put.json, "properties", "provisioningState")]).toEqual([201, "Creating"]);
    expect([running.json, done.json]).toEqual([{ status: "Creating" }, { status: "Succeeded" }]);
    expect(member(registry.json, "properties", "provisioningState")).toBe("Succeeded");
  });

  test("a new registry has no rows, not even that of its home region", async () => {
    await world.arm("PUT", FABRIKAM, PREMIUM);
    world.pass(60);
    expect(rowsOf(await world.arm("GET", `${FABRIKAM}/replications`))).toEqual([]);
  });

  test("DELETE is 202 with the registry, Deleting, and a Location in the home region", async () => {
    const { status, json, headers } = await world.arm("DELETE", REGISTRY_PATH);
    expect([status, member(json, "properties", "provisioningState")]).toEqual([202, "Deleting"]);
    const prefix = `/subscriptions/${SUBSCRIPTION}/providers/Microsoft.ContainerRegistry/locations/westeurope/operationResults/delete-contoso-`;
    expect(new URL(String(headers.location)).pathname.startsWith(prefix)).toBe(true);
  });

  test("its poll is 202, finally 200, and then the registry is not there", async () => {
    const location = header(await world.arm("DELETE", REGISTRY_PATH), "location");
    const running = await world.arm("GET", location);
    world.pass(10);
    const done = await world.arm("GET", location);
    expect([running.status, done.status]).toEqual([202, 200]);
    expect((await world.arm("GET", REGISTRY_PATH)).status).toBe(404);
  });
});
