import { describe, expect, test } from "@jest/globals";
import type { RunOptions } from "./harness/index.js";
import {
  CHECK,
  commentsOf,
  EVENT,
  FOR_PULL_REQUEST,
  PULL_REQUEST,
  repositoryCalled,
  warningsOf,
  withPullRequest,
} from "./pull-request-world.js";

describe("the comment on a pull request", () => {
  test("says what a check would do and what it costs, and is rewritten by the next run", async () => {
    await withPullRequest({ registry: { replicas: [{ region: "eastus" }] } }, async (stage) => {
      const { run } = await stage.play({ ...CHECK, prune: "all" }, FOR_PULL_REQUEST);
      const [comment = "", ...others] = commentsOf(stage);
      expect(others).toEqual([]);
      expect(comment).toContain("#### What apply would do");
      expect(comment).toContain("Japan East has no replica");
      expect(comment).toContain(`expect-plan: ${run.outputs["plan-hash"]}`);
      expect(comment).toContain(
        "There would be 1 replica besides home, as many as before, none of them on loan.",
      );
      expect(comment).toContain("for `0badc0d`");
      expect(comment).toContain("https://github.com/contoso/shop/actions/runs/9876543210");

      await stage.play(
        { ...CHECK, regions: "japaneast, eastus, uksouth", owner: "contoso/shop/pr-1" },
        FOR_PULL_REQUEST,
      );
      expect(commentsOf(stage)).toHaveLength(1);
      expect(commentsOf(stage)[0]).toContain(
        "There would be 3 replicas besides home, 2 more than before, 2 of them on loan.",
      );
      expect(commentsOf(stage)[0]).not.toContain(`expect-plan: ${run.outputs["plan-hash"]}`);

      await stage.play({ ...CHECK, mode: "apply", regions: "japaneast, eastus" }, FOR_PULL_REQUEST);
      expect(commentsOf(stage)).toHaveLength(1);
      expect(commentsOf(stage)[0]).toContain("There are 2 replicas besides home, 1 more than before");

      await stage.play({ ...CHECK, mode: "remove", regions: "eastus" }, FOR_PULL_REQUEST);
      const removed = [
        expect.stringContaining(
          "There is 1 replica besides home, 1 fewer than before, none of them on loan.",
        ),
      ];
      expect(commentsOf(stage)).toEqual(removed);
      await stage.play({ ...CHECK, mode: "wait" }, FOR_PULL_REQUEST);
      expect(commentsOf(stage)).toEqual(removed);
    });
  });

  test("is one per registry, also of a matrix at once", async () => {
    const registries = [{ name: "contoso" }, { name: "fabrikam" }, { name: "northwind" }];
    await withPullRequest({ registries }, async (stage) => {
      const all = () =>
        Promise.all(registries.map(({ name }) => stage.play({ ...CHECK, registry: name }, FOR_PULL_REQUEST)));
      await all();
      await all();
      const told = commentsOf(stage).map((body) => /(\w+)\.azurecr\.io/.exec(body)?.[1]);
      expect(told.toSorted()).toEqual(["contoso", "fabrikam", "northwind"]);
    });
  });

  test("is the token's own: another's with the same marker is left alone", async () => {
    const marked = await withPullRequest({}, async (stage) => {
      await stage.play(CHECK, FOR_PULL_REQUEST);
      return commentsOf(stage)[0] ?? "";
    });
    const copied = { ...PULL_REQUEST, comments: [{ author: "mallory", body: marked }] };
    await withPullRequest({ github: { issues: [copied] } }, async (stage) => {
      await stage.play(CHECK, FOR_PULL_REQUEST);
      await stage.play({ ...CHECK, regions: "uksouth" }, FOR_PULL_REQUEST);
      expect(commentsOf(stage)).toEqual([marked, expect.stringContaining("UK South has no replica")]);
    });
  });

  test("is not written for a fork, whose token may only read: the warning says so", async () => {
    const head = { sha: "1".repeat(40), ...repositoryCalled("mallory/shop") };
    const event = { pull_request: { ...EVENT.pull_request, head } };
    await withPullRequest({ github: { permission: "read" } }, async (stage) => {
      const played = await stage.play(CHECK, { ...FOR_PULL_REQUEST, event });
      expect([played.run.exitCode, played.run.outputs.outcome]).toEqual([0, "drifted"]);
      expect(warningsOf(played)).toEqual([expect.stringContaining("A fork or Dependabot started this run")]);
    });
  });

  test.each<[string, Partial<RunOptions>]>([
    ["a push", {}],
    ["a comment on an issue", { event: { issue: { number: 1 } } }],
  ])("a run for %s asks nothing", async (_what, options) => {
    await withPullRequest({}, async (stage) => {
      const { run } = await stage.play(CHECK, options);
      expect([run.outputs.outcome, run.annotations.filter(({ level }) => level === "warning")]).toEqual([
        "drifted",
        [],
      ]);
      expect(stage.simulator.matching({ host: "api.github.com" })).toEqual([]);
    });
  });
});
