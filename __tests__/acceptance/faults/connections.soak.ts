import { describe, expect, test } from "@jest/globals";
import { findClosedPort, play, setStage, throughFlakyName } from "../harness/index.js";
import { DONE, endOf, WHOLE_JOB, WHOLE_WORLD } from "./whole-job.js";

describe("a name that cannot be looked up (DNS)", () => {
  test("now and then: is looked up again", async () => {
    const stage = await setStage(WHOLE_WORLD);
    const lookups = ["ENOTFOUND", "well", "EAI_AGAIN", "well", "ENOTFOUND", "EAI_AGAIN"] as const;
    const played = await stage.play(WHOLE_JOB, throughFlakyName(stage.simulator.proxyUrl, lookups));
    expect(played.run.stdout).toMatch(/: EAI_AGAIN in \d+ ms/);
    expect(endOf({ ...played, simulator: stage.simulator })).toEqual(DONE);
    await stage.close();
  });
});

describe("a connection that is refused", () => {
  test("for the first while: is tried again until somebody listens", async () => {
    const stage = await setStage(WHOLE_WORLD);
    const port = await findClosedPort(stage.simulator.proxyUrl);
    const playing = stage.play(WHOLE_JOB, { environment: { HTTPS_PROXY: port.url } });
    void stage.sleep(10_000).then(port.open);
    const played = await playing;
    expect(played.run.stdout).toMatch(/: (?:no answer|E[A-Z]+) in \d+ ms/);
    expect(endOf({ ...played, simulator: stage.simulator })).toEqual(DONE);
    port.close();
    await stage.close();
  });
});

describe("a certificate of an authority that nobody knows", () => {
  test("ends the run at once, with the variable to set, and no token goes there", async () => {
    const faults = [{ host: "management.azure.com", effect: { kind: "untrusted-certificate" as const } }];
    const { run, errors, simulator, took } = await play({ faults }, { regions: "japaneast" });
    expect([run.exitCode, run.outputs.outcome]).toEqual([1, "failed"]);
    expect(errors).toContain("NODE_EXTRA_CA_CERTS");
    expect(simulator.matching({ host: "management.azure.com" })).toEqual([]);
    expect(took).toBeLessThan(30_000);
  });
});
