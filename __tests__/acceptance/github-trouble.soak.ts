import { describe, expect, test } from "@jest/globals";
import type { Effect, Fault } from "../simulator/index.js";
import { type Stage, setStage } from "./harness/index.js";
import { CHECK, commentsOf, FOR_PULL_REQUEST, PULL_REQUEST, warningsOf } from "./pull-request-world.js";

/** What is read of GitHub before anything is written there. */
const READS: readonly (readonly [string, Pick<Fault, "method" | "path">])[] = [
  ["the list of comments", { method: "GET", path: /\/issues\/1\/comments$/ }],
  ["the question whose token it is", { method: "POST", path: /\/graphql$/ }],
  ["the list of issues", { method: "GET", path: /\/issues$/ }],
];
const TROUBLES: readonly (readonly [string, Effect])[] = [
  ["no answer", { kind: "hang" }],
  ["502", { kind: "answer", status: 502, body: "<html>Bad gateway</html>" }],
  ["half an answer", { kind: "half" }],
  ["a broken connection", { kind: "reset-after" }],
];

const inputs = { ...CHECK, "drift-issue": "true" };
const faultAt = (match: Pick<Fault, "method" | "path">, effect: Effect, times: number): Fault => ({
  host: "api.github.com",
  ...match,
  times,
  effect,
});

/**
 * A repository in which a run has written issue and comment already, as an account of its own and without a label, so
 * that only what is read tells that they are there.
 */
async function afterOneRun(factor?: number): Promise<Stage> {
  const github = { account: "replica-app[bot]", dropsLabels: true, issues: [PULL_REQUEST] };
  const stage = await setStage({ github }, factor);
  await stage.play(inputs, FOR_PULL_REQUEST);
  return stage;
}

const textsOf = (stage: Stage) => [
  ...commentsOf(stage),
  ...stage.simulator.issues.filter(({ isPullRequest }) => !isPullRequest).map(({ body }) => body),
];

describe("GitHub that fails once at every read", () => {
  test.each(TROUBLES)(
    "with %s: it is asked again, and there is no second issue or comment",
    async (_what, effect) => {
      // Who waits for an answer works, so that time does not leap.
      const stage = await afterOneRun(effect.kind === "hang" ? 20 : undefined);
      for (const [, match] of READS) stage.simulator.inject(faultAt(match, effect, 1));
      const played = await stage.play({ ...inputs, regions: "uksouth" }, FOR_PULL_REQUEST);
      await stage.close();
      expect(warningsOf(played)).toEqual([]);
      expect(textsOf(stage)).toEqual([
        expect.stringContaining("UK South has no replica"),
        expect.stringContaining("UK South has no replica"),
      ]);
      expect(played.run.exitCode).toBe(0);
    },
  );
});

test.each(READS)(
  "where %s fails to the end, a warning says so, nothing is written by a guess, and the check stands",
  async (_what, match) => {
    const stage = await afterOneRun();
    stage.simulator.inject(
      faultAt(match, { kind: "answer", status: 503, body: "" }, Number.POSITIVE_INFINITY),
    );
    const played = await stage.play({ ...inputs, regions: "uksouth" }, FOR_PULL_REQUEST);
    await stage.close();
    expect(textsOf(stage)).toHaveLength(2);
    expect(warningsOf(played).join()).toContain("GitHub itself has a problem");
    expect([played.run.exitCode, played.run.outputs.outcome]).toEqual([0, "drifted"]);
  },
);

describe("GitHub that writes what it was asked to, and does not say so", () => {
  const writes = { method: "POST", path: /\/(?:issues|comments)$/ };
  const SILENCES: readonly (readonly [string, Effect])[] = [
    ["no answer", { kind: "hang-after" }],
    ["502", { kind: "rewrite", status: 502, rewrite: () => "<html>Bad gateway</html>" }],
    ["half an answer", { kind: "half" }],
    ["a broken connection", { kind: "reset-after" }],
  ];

  test.each(SILENCES)(
    "with %s: what it wrote is found, and of two runs at once one of each is left",
    async (_what, effect) => {
      const github = { issues: [PULL_REQUEST] };
      const faults = [faultAt(writes, effect, 4)];
      // Who waits for an answer works, so that time does not leap.
      const stage = await setStage({ github, faults }, effect.kind === "hang-after" ? 20 : undefined);
      const played = await Promise.all([1, 2].map(() => stage.play(inputs, FOR_PULL_REQUEST)));
      await stage.close();
      expect(played.flatMap(warningsOf)).toEqual([]);
      const open = stage.simulator.issues.filter(({ state }) => state === "open");
      // The pull request is one, too.
      expect([commentsOf(stage).length, open.length]).toEqual([1, 2]);
    },
  );

  test("refused before it is written: the warning says so, and nothing is there", async () => {
    const faults = [faultAt(writes, { kind: "answer", status: 502, body: "" }, 2)];
    const stage = await setStage({ github: { issues: [PULL_REQUEST] }, faults });
    const played = await stage.play(inputs, FOR_PULL_REQUEST);
    await stage.close();
    expect(warningsOf(played)).toHaveLength(2);
    expect(textsOf(stage)).toEqual([]);
  });
});
