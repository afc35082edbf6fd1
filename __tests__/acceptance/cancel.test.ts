import { describe, expect, test } from "@jest/globals";
import { setStage } from "./harness/index.js";

describe("a run that is cancelled", () => {
  test.each(["SIGINT", "SIGTERM"] as const)(
    "by %s writes outputs and summary at once and ends as cancelled",
    async (signal) => {
      const stage = await setStage({ schedules: { japaneast: { ending: "never-ready" } } });
      const begun = performance.now();
      const { run, json } = await stage.play(
        { regions: "japaneast, brazilsouth" },
        { signalAt: [{ signal, after: 2_500 }] },
      );
      await stage.close();
      expect([run.exitCode, run.outputs.outcome]).toEqual([1, "cancelled"]);
      expect(performance.now() - begun).toBeLessThan(7_500);
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
