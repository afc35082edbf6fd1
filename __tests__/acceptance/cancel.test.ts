import { describe, expect, test } from "@jest/globals";
import { type Stage, setStage } from "./harness/index.js";

/** Resolves when the run lists the replicas for the second time: its writes are accepted, and it waits. */
function secondListOf({ simulator }: Stage): Promise<void> {
  return new Promise((resolve) => {
    const effect = { kind: "meanwhile" as const, before: resolve };
    simulator.inject({ method: "GET", path: /replications$/, skip: 1, times: 1, effect });
  });
}

describe("a run that is cancelled", () => {
  test.each(["SIGINT", "SIGTERM"] as const)(
    "by %s writes outputs and summary at once and ends as cancelled",
    async (signal) => {
      const stage = await setStage({ schedules: { japaneast: { ending: "never-ready" } } });
      let signalled = Number.NaN;
      const sleep = async () => {
        await secondListOf(stage);
        signalled = performance.now();
      };
      const { run, json } = await stage.play(
        { regions: "japaneast, brazilsouth" },
        { signalAt: [{ signal, after: 0 }], sleep },
      );
      await stage.close();
      expect([run.exitCode, run.outputs.outcome]).toEqual([1, "cancelled"]);
      expect(performance.now() - signalled).toBeLessThan(5_000);
      expect(run.summary).toContain("ancelled");
      expect(json("created")).toEqual(["brazilsouth", "japaneast"]);
    },
  );

  test("while a request hangs does not wait for its answer", async () => {
    const stage = await setStage({
      faults: [{ method: "GET", path: /replications$/, effect: { kind: "hang" } }],
    });
    const { run } = await stage.play(
      { regions: "japaneast" },
      { signalAt: [{ signal: "SIGINT", after: 1_000 }] },
    );
    await stage.close();
    expect([run.exitCode, run.outputs.outcome]).toEqual([1, "cancelled"]);
    expect(run.milliseconds).toBeLessThan(6_000);
  });
});
