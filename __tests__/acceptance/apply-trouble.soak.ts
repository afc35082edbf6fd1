import { describe, expect, test } from "@jest/globals";
import { play } from "./harness/index.js";

describe("apply, when a region does not come up", () => {
  test("one failed region leaves the others going, and the report says all of it", async () => {
    const world = { schedules: { brazilsouth: { ending: "failed" as const } } };
    const { run, json, errors } = await play(world, { regions: "japaneast, brazilsouth, northeurope" });
    expect([run.exitCode, run.outputs.outcome]).toEqual([1, "failed"]);
    expect(json("ready-regions")).toEqual(["japaneast", "northeurope"]);
    expect(json("replicas")).toEqual(
      expect.arrayContaining([
        expect.objectContaining({
          region: "brazilsouth",
          ready: false,
          error: { code: "ReplicationFailed", during: "wait" },
        }),
      ]),
    );
    expect(run.annotations.filter(({ level }) => level === "error")).toHaveLength(1);
    expect(errors).toContain("repair: true");
    expect(run.summary).toContain("Brazil South");
  });

  test("at the deadline it ends as timed-out and says what Azure is still doing", async () => {
    const world = { schedules: { japaneast: { ending: "never-ready" as const } } };
    const { run, json, took } = await play(world, { regions: "japaneast", timeout: "4s" });
    expect([run.exitCode, run.outputs.outcome]).toEqual([1, "timed-out"]);
    expect(json("drift")).toEqual([
      { region: "japaneast", kind: "syncing", want: "Succeeded, Ready", have: "Succeeded, Syncing" },
    ]);
    expect(took).toBeLessThan(9_000);
  });

  test("a replica whose state stands still is stuck, and Syncing never is", async () => {
    const world = {
      schedules: {
        japaneast: { ending: "never-provisioned" as const },
        brazilsouth: { ending: "never-ready" as const },
      },
    };
    const inputs = { regions: "japaneast, brazilsouth", "stuck-after": "2s", timeout: "7s" };
    const { run, json } = await play(world, inputs);
    expect(run.outputs.outcome).toBe("stuck");
    expect(json("replicas")).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ region: "brazilsouth", error: null }),
        expect.objectContaining({ region: "japaneast", error: { code: "ReplicaStuck", during: "wait" } }),
      ]),
    );
  });

  test("a replica that vanishes after its create was accepted is a failure, not an endless wait", async () => {
    const world = { schedules: { japaneast: { provisioned: 2_500, ending: "vanishes" as const } } };
    const { run, json } = await play(world, { regions: "japaneast" });
    expect(run.outputs.outcome).toBe("failed");
    expect(json("replicas")).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ region: "japaneast", error: { code: "ReplicaVanished", during: "wait" } }),
      ]),
    );
  });

  test("two replicas in one region are both named, and neither is touched", async () => {
    const world = {
      registry: {
        replicas: [
          { region: "japaneast", name: "geo01", routing: false },
          { region: "japaneast", name: "geo02" },
        ],
      },
    };
    const inputs = { regions: "japaneast, brazilsouth", routing: "enabled" };
    const { run, writes, errors } = await play(world, inputs);
    expect(run.outputs.outcome).toBe("failed");
    expect(writes).toEqual(["PUT brazilsouth"]);
    expect(errors).toContain("geo01, geo02");
  });
});

describe("apply, on a registry that cannot be used", () => {
  test.each([
    ["is not Premium", { sku: "Basic" as const }, "refused", "not Premium"],
    ["has failed", { provisioningState: "Failed" }, "failed", "Failed"],
    ["is being deleted", { provisioningState: "Deleting" }, "failed", "Deleting"],
  ])("one that %s: no write", async (_, registry, outcome, said) => {
    const { run, writes, errors } = await play({ registry }, { regions: "japaneast" });
    expect([run.exitCode, run.outputs.outcome, writes]).toEqual([1, outcome, []]);
    expect(errors).toContain(said);
  });

  test("one whose API shows soft delete: no write", async () => {
    // Today's stable API does not show the policy; a later one may.
    const withSoftDelete = (body: unknown) => {
      const registry = body as { properties: Record<string, unknown> };
      const policies = { softDeletePolicy: { status: "enabled" } };
      return { ...registry, properties: { ...registry.properties, policies } };
    };
    const fault = {
      method: "GET",
      path: /registries\/contoso$/,
      effect: { kind: "rewrite" as const, rewrite: withSoftDelete },
    };
    const { run, writes, errors } = await play({ faults: [fault] }, { regions: "japaneast", mode: "check" });
    expect([run.exitCode, run.outputs.outcome, writes]).toEqual([1, "refused", []]);
    expect(errors).toContain("soft delete");
  });

  test("one that is being updated is waited out", async () => {
    const states = [{ after: 1_500, provisioningState: "Succeeded" }];
    const registry = { provisioningState: "Updating", states };
    const { run, took } = await play({ registry }, { regions: "japaneast" });
    expect(run.outputs.outcome).toBe("changed");
    expect(took).toBeGreaterThan(1_500);
  });

  test("one that is not there fails, and names what was looked for", async () => {
    const { run, writes, errors } = await play({ registries: [] }, { regions: "japaneast" });
    expect([run.exitCode, run.outputs.outcome, writes]).toEqual([1, "failed", []]);
    expect(errors).toContain("contoso");
  });
});
