import { describe, expect, test } from "@jest/globals";
import { check, withStage } from "./drift-issue-world.js";
import type { Stage } from "./harness/index.js";

describe("the drift issue", () => {
  const closeAs = (stage: Stage, stateReason: string, type: "User" | "Bot" = "User") =>
    Object.assign(stage.simulator.issues[0] ?? {}, {
      state: "closed",
      stateReason,
      closedBy: { login: "jane", type },
    });

  const secondary = (times: number, headers: Readonly<Record<string, string>> = {}) => ({
    host: "api.github.com",
    method: "POST",
    path: /\/issues$/,
    times,
    effect: {
      kind: "answer" as const,
      status: 403,
      headers,
      body: {
        message: "You have exceeded a secondary rate limit. Please wait a few minutes before you try again.",
      },
    },
  });

  test("waits out a secondary rate limit, which names no time and leaves the primary one untouched", async () => {
    await withStage({ faults: [secondary(1)] }, async (stage) => {
      const { took } = await stage.play(check);
      expect(stage.simulator.issues).toHaveLength(1);
      expect(took).toBeGreaterThan(60_000);
    });
  });

  test("gives up on one that does not end, says so and asks for no permission", async () => {
    await withStage({ faults: [secondary(Number.POSITIVE_INFINITY)] }, async (stage) => {
      const { run, took } = await stage.play(check);
      expect([run.exitCode, took < 200_000]).toEqual([0, true]);
      const [{ message = "" } = {}] = run.annotations.filter(({ level }) => level === "warning");
      expect(message).toContain("secondary rate limit");
      expect(message).not.toContain("permissions");
    });
  });

  test("is never a second open one, however the list of two runs at once lags", async () => {
    const late = {
      host: "api.github.com",
      method: "POST",
      effect: { kind: "delay" as const, milliseconds: 5_000 },
    };
    await withStage({ faults: [late], github: { listLag: 3_600_000 } }, async (stage) => {
      await Promise.all([stage.play(check), stage.play(check)]);
      await stage.play(check);
      const open = stage.simulator.issues.filter(({ state }) => state === "open");
      expect(open.map(({ number }) => number)).toEqual([1]);
    });
  });

  test("that people wrote around, and whose label they wrote in capitals, is rewritten, not joined by another", async () => {
    await withStage({}, async (stage) => {
      await stage.play(check);
      const [issue] = stage.simulator.issues;
      Object.assign(issue ?? {}, {
        body: `Jane looks into it.\n${issue?.body}`,
        labels: ["ACR-GEO-DRIFT"],
        author: "jane",
      });
      await stage.play({ ...check, regions: "uksouth" });
      expect(stage.simulator.issues).toHaveLength(1);
      expect(issue?.body).toContain("UK South");
    });
  });

  test.each([
    ["as completed by a person", "completed", "User"],
    ["as not planned by a bot", "not_planned", "Bot"],
  ] as const)(
    "closed %s while the drift lasts, is reopened: still there, not back",
    async (_what, reason, type) => {
      await withStage({}, async (stage) => {
        await stage.play(check);
        closeAs(stage, reason, type);
        await stage.play(check);
        const [issue] = stage.simulator.issues;
        expect(issue?.state).toBe("open");
        expect(issue?.comments).toEqual([expect.stringContaining("the drift is still there")]);
      });
    },
  );

  test.each([
    ["in an archived repository", { isArchived: true }, "The repository is archived"],
    ["where issues are off", { issuesOff: true }, "Issues are disabled in this repository"],
  ])("cannot be written %s: the warning says so and asks for no permission", async (_what, github, words) => {
    await withStage({ github }, async (stage) => {
      const { run } = await stage.play(check);
      const [{ message = "" } = {}] = run.annotations.filter(({ level }) => level === "warning");
      expect([run.exitCode, message]).toEqual([0, expect.stringContaining(words)]);
      expect(message).not.toContain("permissions");
    });
  });
});
