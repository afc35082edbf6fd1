import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { sendToArm } from "./client.js";
import { startSimulator } from "./index.js";
import { member } from "./recorded-world.js";

let folder: string;
const before = process.env.SIMULATOR_TRAFFIC;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "acr-traffic-"));
  process.env.SIMULATOR_TRAFFIC = join(folder, "traffic.jsonl");
});
afterEach(async () => {
  if (before === undefined) delete process.env.SIMULATOR_TRAFFIC;
  else process.env.SIMULATOR_TRAFFIC = before;
  await rm(folder, { recursive: true });
});

async function lines(): Promise<readonly unknown[]> {
  const text = await readFile(join(folder, "traffic.jsonl"), "utf8");
  return text
    .trim()
    .split("\n")
    .map((line): unknown => JSON.parse(line));
}

describe("the file of all traffic", () => {
  test("has a line for each request of every simulator, with its answer and without its token", async () => {
    for (let world = 0; world < 2; world += 1) {
      const simulator = await startSimulator();
      await sendToArm(simulator, "/subscriptions");
      expect(JSON.stringify(await lines())).not.toContain(simulator.accessToken());
      await simulator.close();
    }
    const asked = {
      method: "GET",
      path: "/subscriptions",
      query: { "api-version": "2025-11-01" },
      status: 200,
    };
    expect(await lines()).toEqual([expect.objectContaining(asked), expect.objectContaining(asked)]);
    expect(member(await lines(), 0, "responseBody", "value", 0, "displayName")).toBe("Contoso production");
  });

  test("says of a request that was never answered which fault befell it", async () => {
    const faults = [{ effect: { kind: "reset-before" as const } }];
    const simulator = await startSimulator({ faults });
    await expect(sendToArm(simulator, "/subscriptions")).rejects.toThrow();
    await simulator.close();
    const [line] = await lines();
    expect([member(line, "fault"), member(line, "status")]).toEqual(["reset-before", undefined]);
  });
});
