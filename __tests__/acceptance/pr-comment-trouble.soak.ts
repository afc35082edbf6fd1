import { describe, expect, test } from "@jest/globals";
import {
  CHECK,
  commentsOf,
  FOR_PULL_REQUEST,
  PULL_REQUEST,
  warningsOf,
  withPullRequest,
} from "./pull-request-world.js";

describe("the comment on a pull request", () => {
  test("of two runs for one registry at once is one", async () => {
    const late = {
      host: "api.github.com",
      method: "POST",
      effect: { kind: "delay" as const, milliseconds: 5_000 },
    };
    await withPullRequest({ faults: [late] }, async (stage) => {
      await Promise.all([stage.play(CHECK, FOR_PULL_REQUEST), stage.play(CHECK, FOR_PULL_REQUEST)]);
      expect(commentsOf(stage)).toHaveLength(1);
    });
  });

  test("is found by the account of the token, whoever that is, behind a hundred others", async () => {
    const comments = Array.from({ length: 120 }, (_, index) => ({ author: "jane", body: `${index}` }));
    const github = { account: "replica-app[bot]", issues: [{ ...PULL_REQUEST, comments }] };
    await withPullRequest({ github }, async (stage) => {
      await stage.play(CHECK, FOR_PULL_REQUEST);
      await stage.play({ ...CHECK, regions: "uksouth" }, FOR_PULL_REQUEST);
      expect(commentsOf(stage)).toHaveLength(121);
    });
  });

  test("tells of a run that could not sign in, trouble first, in place of what is no longer true", async () => {
    await withPullRequest({}, async (stage) => {
      await stage.play(CHECK, FOR_PULL_REQUEST);
      await stage.play({ ...CHECK, auth: "oidc" }, { ...FOR_PULL_REQUEST, signIn: "secret" });
      expect(commentsOf(stage)).toHaveLength(1);
      expect(commentsOf(stage)[0]).toMatch(/### ❌ [\s\S]*Signing in to Azure/);
      expect(commentsOf(stage)[0]).not.toContain("expect-plan");
    });
  });

  test("fits what GitHub takes, whatever is in it", async () => {
    const long = Array.from(
      { length: 40 },
      (_, index) => `tag${index}=${`@team#${index} `.repeat(25).trim()}`,
    );
    const regions =
      "japaneast, eastus, uksouth, northeurope, brazilsouth, francecentral, koreacentral, westus2";
    const replicas = regions.split(", ").map((region) => ({ region }));
    await withPullRequest({ registry: { replicas } }, async (stage) => {
      const inputs = { ...CHECK, regions, tags: long.join("\n"), "drift-issue": "true" };
      const { run } = await stage.play(inputs, FOR_PULL_REQUEST);
      expect(run.annotations.filter(({ level }) => level === "warning")).toEqual([]);
      expect(commentsOf(stage)).toHaveLength(1);
      const texts = stage.simulator.issues.flatMap(({ body, comments }) => [body, ...comments]);
      for (const text of texts) expect(text.length).toBeLessThan(65_536);
      expect(stage.simulator.issues).toHaveLength(2);
    });
  });

  test("is not written without the permission: a warning names it, and the exit code stays", async () => {
    await withPullRequest({ github: { pullRequestPermission: "read" } }, async (stage) => {
      const played = await stage.play(CHECK, FOR_PULL_REQUEST);
      expect([played.run.exitCode, played.run.outputs.outcome]).toEqual([0, "drifted"]);
      expect(warningsOf(played)).toEqual([expect.stringContaining("`permissions: pull-requests: write`")]);
    });
  });

  test("is written for a comment on the pull request, too, and where the event's file says nothing", async () => {
    await withPullRequest({}, async (stage) => {
      await stage.play(CHECK, {
        event: { issue: { number: 1, pull_request: {} } },
        environment: { GITHUB_EVENT_NAME: "issue_comment" },
      });
      expect(commentsOf(stage)).toHaveLength(1);
      await stage.play(CHECK, { environment: { GITHUB_REF: "refs/pull/1/merge" } });
      expect(commentsOf(stage)).toHaveLength(1);
    });
  });

  test.each([
    ["locked", { issues: [{ ...PULL_REQUEST, isLocked: true }] }, "The conversation is locked"],
    ["in an archived repository", { isArchived: true }, "The repository is archived"],
  ])(
    "is not written where it is %s: the warning says so and asks for no permission",
    async (_what, github, words) => {
      await withPullRequest({ github }, async (stage) => {
        const played = await stage.play(CHECK, FOR_PULL_REQUEST);
        expect(played.run.exitCode).toBe(0);
        const [warning = "", ...others] = warningsOf(played);
        expect(others).toEqual([]);
        expect(warning).toContain(words);
        expect(warning).not.toContain("permissions");
      });
    },
  );
});
