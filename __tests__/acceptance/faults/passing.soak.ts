import { describe, expect, test } from "@jest/globals";
import { play } from "../harness/index.js";
import { AZURE_KINDS, atEach, GITHUB_KINDS, OPERATION_URL, unhurt } from "./request-kinds.js";
import { PASSING } from "./weather.js";
import { DONE, endOf, paceWith, playWholeJob } from "./whole-job.js";

describe.each(PASSING)("%s", (_, effect) => {
  test.concurrent("once at every kind of request: is waited out, and nothing is done twice", async () => {
    const played = await playWholeJob(atEach(AZURE_KINDS, effect()));
    expect(unhurt(AZURE_KINDS, played.simulator.requests)).toEqual([]);
    expect(endOf(played)).toEqual(DONE);
  });

  test.concurrent("once at the operation URL: the error of the failed operation is read all the same", async () => {
    const error = { code: "SubnetIsFull", message: "The subnet has no address left." };
    const faults = atEach([OPERATION_URL], effect());
    const played = await play(
      { schedules: { japaneast: { ending: "failed", error } }, faults },
      { regions: "japaneast" },
      {},
      paceWith(faults),
    );
    expect(unhurt([OPERATION_URL], played.simulator.requests)).toEqual([]);
    expect(played.errors).toContain("SubnetIsFull: The subnet has no address left.");
  });

  test.concurrent("once at every request to GitHub's API: the issue is closed; a comment that may have been taken is not sent again", async () => {
    const body = "<!-- acr-geo-drift registry=2f027e4124d5d3a0 fingerprint=0 -->";
    const github = { issues: [{ title: "Drift", body, labels: ["acr-geo-drift"] }] };
    const faults = atEach(GITHUB_KINDS, effect());
    const { run, simulator } = await play(
      { github, faults },
      { regions: "westeurope", mode: "check", "drift-issue": "true" },
      {},
      paceWith(faults),
    );
    expect(unhurt(GITHUB_KINDS, simulator.requests)).toEqual([]);
    expect([run.exitCode, run.outputs.outcome]).toEqual([0, "in-sync"]);
    const [issue] = simulator.issues;
    expect(issue?.state).toBe("closed");
    const comments = issue?.comments.length ?? 0;
    const warnings = run.annotations.filter(({ level }) => level === "warning").map(({ title }) => title);
    expect(comments).toBeLessThan(2);
    if (comments === 0) expect(warnings).toEqual(["The drift issue is not fully up to date"]);
  });
});
