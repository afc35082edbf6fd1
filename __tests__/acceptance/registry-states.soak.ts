import { describe, expect, test } from "@jest/globals";
import { type Played, play } from "./harness/index.js";

const replicas = [{ region: "japaneast" }];

function warnings({ run }: Played): string {
  const told = run.annotations.filter(({ level }) => level === "warning");
  return told.map(({ message }) => message).join("\n");
}

describe("a registry that is Updating, and stays so", () => {
  test.each([
    ["check", { mode: "check", regions: "japaneast" }],
    ["wait", { mode: "wait", regions: "japaneast" }],
  ])("is not waited for by %s, which shows what there is and warns of it", async (_, inputs) => {
    const played = await play({ registry: { provisioningState: "Updating", replicas } }, inputs);
    const { run, json, took } = played;
    expect([run.exitCode, run.outputs.outcome]).toEqual([0, "in-sync"]);
    expect(json("ready-regions")).toEqual(["japaneast"]);
    expect(warnings(played)).toContain("The registry itself is Updating");
    expect(run.summary).toContain("The registry itself is Updating");
    expect(took).toBeLessThan(30_000);
  });

  test("is waited for by apply until the deadline", async () => {
    const { run, writes } = await play(
      { registry: { provisioningState: "Updating", replicas } },
      { regions: "uksouth", timeout: "60s" },
    );
    expect([run.outputs.outcome, writes]).toEqual(["timed-out", []]);
  });

  test("and that never had a replica: home is not ready, since the registry stands for it", async () => {
    const { run, json } = await play(
      { registry: { provisioningState: "Updating" } },
      { mode: "check", regions: "westeurope" },
    );
    expect([run.exitCode, run.outputs["all-ready"]]).toEqual([1, "false"]);
    expect(json("drift")).toEqual([
      { region: "westeurope", kind: "not-ready", want: "Succeeded", have: "Updating" },
    ]);
  });
});

describe("a registry that is Failed", () => {
  const failed = { provisioningState: "Failed", replicas };

  test.each(["check", "wait"])("is reported on by %s, with a warning", async (mode) => {
    const played = await play({ registry: failed }, { mode, regions: "japaneast" });
    expect([played.run.exitCode, played.run.outputs.outcome]).toEqual([0, "in-sync"]);
    expect(warnings(played)).toContain("The registry itself is Failed");
  });

  test("is tried by remove, with a warning", async () => {
    const played = await play({ registry: failed }, { mode: "remove", regions: "japaneast" });
    expect([played.run.outputs.outcome, played.json("deleted")]).toEqual(["changed", ["japaneast"]]);
    expect(warnings(played)).toContain("The registry itself is Failed");
  });

  test("ends an apply before it writes", async () => {
    const { run, writes, errors } = await play({ registry: failed }, { regions: "uksouth" });
    expect([run.outputs.outcome, writes]).toEqual(["failed", []]);
    expect(errors).toContain("RegistryNotUsable");
  });
});

describe("what is told of a replica", () => {
  test("that the run created: its data endpoint, and since when it is ready", async () => {
    const { run, json } = await play({ registry: { dataEndpoints: true } }, { regions: "japaneast" });
    expect(run.outputs.outcome).toBe("changed");
    expect(json("replicas")).toContainEqual(
      expect.objectContaining({
        region: "japaneast",
        dataEndpoint: "contoso.japaneast.data.azurecr.io",
        since: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
      }),
    );
  });

  test.each([
    ["syncing", 1],
    ["missing, not-ready", 0],
  ])("that is Succeeded and still copying: the drift syncing, with fail-on %s", async (failOn, exitCode) => {
    const registry = { replicas: [{ region: "japaneast", displayStatus: "Syncing" }] };
    const inputs = { mode: "check", regions: "japaneast", "fail-on": failOn };
    const { run, json } = await play({ registry }, inputs);
    expect([run.exitCode, run.outputs.outcome]).toEqual([exitCode, "drifted"]);
    expect(json("drift")).toEqual([
      { region: "japaneast", kind: "syncing", want: "Succeeded, Ready", have: "Succeeded, Syncing" },
    ]);
  });
});
