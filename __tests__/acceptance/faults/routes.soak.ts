import { describe, expect, test } from "@jest/globals";
import { type Stage, setStage } from "../harness/index.js";

const CLOSED = { regions: "- japaneast: { routing: disabled }", timeout: "5m", "stuck-after": "2m" };

function routingOf({ simulator }: Stage, region: string): boolean | undefined {
  return simulator.replicas().find((replica) => replica.region === region)?.routing;
}

describe("a wanted region in trouble whose routing is to be disabled", () => {
  test("is closed before the wait, while home is ready and routed", async () => {
    const stage = await setStage({
      registry: { replicas: [{ region: "japaneast", displayStatus: "Unhealthy" }] },
    });
    const { run, writes } = await stage.play(CLOSED);
    const [patch] = stage.simulator.writes();
    expect([writes, routingOf(stage, "japaneast")]).toEqual([["PATCH japaneast"], false]);
    await stage.close();
    expect(patch?.at).toBeLessThan(10_000);
    // It is still not ready, and that is said.
    expect(["stuck", "timed-out"]).toContain(run.outputs.outcome);
    expect(run.outputs["all-ready"]).toBe("false");
  });

  test("is left as it is where no other region is ready and routed, and the run says why", async () => {
    const replicas = [{ region: "japaneast", displayStatus: "Unhealthy" }];
    const stage = await setStage({ registry: { homeRow: { displayStatus: "Offline" }, replicas } });
    const { run, writes, errors } = await stage.play(CLOSED);
    const routing = routingOf(stage, "japaneast");
    await stage.close();
    expect([writes, routing]).toEqual([[], true]);
    expect(["refused", "failed"]).toContain(run.outputs.outcome);
    expect(errors).toContain("global endpoint");
  });

  test("is opened again where the other one was closed at the same moment, and the run fails", async () => {
    const replicas = [{ region: "japaneast", displayStatus: "Unhealthy" }];
    // Azure is still at work on the close when the run opens again: that is refused at first.
    const stage = await setStage({ registry: { replicas }, timing: { update: 5_000 } });
    const closesHome = () => stage.simulator.changeReplica("westeurope", { routing: false });
    const effect = { kind: "meanwhile" as const, after: closesHome };
    stage.simulator.inject({ method: "PATCH", path: /\/japaneast$/, times: 1, effect });
    const { run, writes, errors } = await stage.play(CLOSED);
    const routing = routingOf(stage, "japaneast");
    await stage.close();
    expect([run.outputs.outcome, routing]).toEqual(["failed", true]);
    expect([new Set(writes), writes.length > 2]).toEqual([new Set(["PATCH japaneast"]), true]);
    expect(errors).toContain("no other region was left that is ready with routing enabled");
  });
});

describe("a ready region whose routing is to be disabled", () => {
  const inputs = { ...CLOSED, regions: "- japaneast: { routing: disabled }\n- brazilsouth" };

  test("is closed last, after the others are up", async () => {
    const stage = await setStage({ registry: { replicas: [{ region: "japaneast" }] } });
    const { run, writes } = await stage.play(inputs);
    await stage.close();
    expect([run.outputs.outcome, writes]).toEqual(["changed", ["PUT brazilsouth", "PATCH japaneast"]]);
  });

  test("and the routes are read again: closed at the same moment as all others, it is opened again", async () => {
    const stage = await setStage({ registry: { replicas: [{ region: "japaneast" }] } });
    const closesOthers = () => {
      stage.simulator.changeReplica("westeurope", { routing: false });
      stage.simulator.changeReplica("brazilsouth", { routing: false });
    };
    const effect = { kind: "meanwhile" as const, after: closesOthers };
    stage.simulator.inject({ method: "PATCH", path: /\/japaneast$/, times: 1, effect });
    const { run, errors } = await stage.play(inputs);
    const routing = routingOf(stage, "japaneast");
    await stage.close();
    expect([run.outputs.outcome, routing]).toEqual(["failed", true]);
    expect(errors).toContain("Routing was enabled again");
  });
});
