import { describe, expect, test } from "@jest/globals";
import { check, withStage } from "./drift-issue-world.js";
import type { Stage } from "./harness/index.js";

const gitHubWrites = ({ simulator }: Stage) =>
  simulator.matching({ host: "api.github.com" }).filter(({ method }) => method !== "GET");

describe("the drift issue", () => {
  test("is opened on drift, left alone while it stays, commented on once when it changes, and closed when it is gone", async () => {
    await withStage({}, async (stage) => {
      await stage.play(check);
      const [issue] = stage.simulator.issues;
      expect(stage.simulator.issues).toHaveLength(1);
      expect(issue?.title).toContain("contoso");
      expect(issue?.labels).toEqual(["acr-geo-drift"]);
      expect(issue?.body).toContain("Japan East");
      expect(issue?.body).toContain("```geojson");
      const opened = gitHubWrites(stage).length;

      await stage.play(check);
      expect(gitHubWrites(stage)).toHaveLength(opened);

      stage.simulator.createReplica("eastus");
      await stage.play(check);
      expect(issue?.comments).toHaveLength(1);
      expect(issue?.body).toContain("East US");

      await stage.play({ ...check, mode: "apply", prune: "all" });
      expect([issue?.state, issue?.comments.length]).toEqual(["closed", 2]);
      expect(stage.simulator.issues).toHaveLength(1);
    });
  });

  test("is opened again when drift is back, so that its history stays together", async () => {
    await withStage({ registry: { replicas: [{ region: "japaneast" }] } }, async (stage) => {
      await stage.play({ ...check, regions: "japaneast, eastus" });
      await stage.play(check);
      await stage.play({ ...check, regions: "japaneast, uksouth" });
      const [issue] = stage.simulator.issues;
      expect(stage.simulator.issues).toHaveLength(1);
      expect([issue?.state, issue?.comments.length]).toEqual(["open", 2]);
    });
  });

  test.each([
    [4, 3],
    [120, 100],
  ])("is found behind %i others, on pages of %i, and none of them is touched", async (count, pageSize) => {
    const [title, body] = await withStage({}, async (stage) => {
      await stage.play(check);
      return [stage.simulator.issues[0]?.title ?? "", stage.simulator.issues[0]?.body ?? ""];
    });
    const others = Array.from({ length: count }, (_, index) => ({
      title: `Other ${index}`,
      labels: ["acr-geo-drift"],
      isPullRequest: index === 3,
    }));
    const own = { title, body, labels: ["acr-geo-drift"] };
    await withStage({ github: { issues: [own, ...others], pageSize } }, async (stage) => {
      await stage.play({ ...check, regions: "japaneast, uksouth" });
      const touched = stage.simulator.issues.filter(
        (issue) => issue.comments.length > 0 || issue.state !== "open" || issue.body.includes("UK South"),
      );
      expect(stage.simulator.issues).toHaveLength(count + 1);
      expect(touched.map(({ number }) => number)).toEqual([1]);
    });
  });

  test("of two that were opened at once one stays open: the younger closes itself as a duplicate", async () => {
    await withStage({}, async (stage) => {
      await stage.play(check);
      const lists = { host: "api.github.com", path: /\/issues$/ };
      const asked = stage.simulator.matching(lists).map(({ method }) => method);
      // The second run read its lists before the first had opened its issue.
      const early = { ...lists, method: "GET", times: asked.indexOf("POST") };
      stage.simulator.inject({ ...early, effect: { kind: "answer", status: 200, body: [] } });
      await stage.play(check);
      const states = stage.simulator.issues.map(({ number, state }) => `${number} ${state}`);
      expect(states).toEqual(["1 open", "2 closed"]);
      expect(stage.simulator.issues[1]?.body).toContain("Duplicate of #1");
    });
  });

  test("has what is left of the run, where the deadline is less than a minute away", async () => {
    await withStage({}, async (stage) => {
      const { run } = await stage.play({ ...check, timeout: "40s" });
      expect([run.exitCode, run.outputs.outcome]).toEqual([0, "drifted"]);
      expect(stage.simulator.issues).toHaveLength(1);
    });
  });

  test("cannot be written without issues: write; a warning says so, and the check itself stands", async () => {
    await withStage({ github: { permission: "read" } }, async (stage) => {
      const { run } = await stage.play({ ...check, "fail-on": "any" });
      expect([run.exitCode, run.outputs.outcome]).toEqual([1, "drifted"]);
      const warnings = run.annotations.filter(({ level }) => level === "warning");
      expect(warnings.map(({ message }) => message).join()).toContain("issues: write");
    });
  });

  test("cannot be written without a token; a warning says so, and the check itself stands", async () => {
    await withStage({}, async (stage) => {
      const { run } = await stage.play({ ...check, "github-token": "" });
      expect([run.exitCode, run.outputs.outcome]).toEqual([0, "drifted"]);
      expect(run.annotations.map(({ level, message }) => [level, message])).toEqual([
        ["warning", expect.stringContaining("`github-token`")],
      ]);
      expect(gitHubWrites(stage)).toEqual([]);
    });
  });

  test("waits out a rate limit", async () => {
    const limited = {
      host: "api.github.com",
      method: "POST",
      times: 1,
      effect: {
        kind: "answer" as const,
        status: 429,
        headers: { "Retry-After": "7" },
        body: { message: "slow down" },
      },
    };
    await withStage({ faults: [limited] }, async (stage) => {
      const { took } = await stage.play(check);
      expect(stage.simulator.issues).toHaveLength(1);
      expect(took).toBeGreaterThan(7_000);
    });
  });

  test("is found by its author where GitHub dropped the label, and a warning says so", async () => {
    await withStage({ github: { dropsLabels: true } }, async (stage) => {
      const { run } = await stage.play(check);
      const warnings = run.annotations.filter(({ level }) => level === "warning");
      expect(warnings.map(({ message }) => message)).toEqual([expect.stringContaining("dropped the label")]);
      await stage.play(check);
      await stage.play({ ...check, regions: "uksouth" });
      expect(stage.simulator.issues).toHaveLength(1);
      expect(stage.simulator.issues[0]?.body).toContain("UK South");
    });
  });

  const closeAs = (stage: Stage, stateReason: string, type: "User" | "Bot" = "User") =>
    Object.assign(stage.simulator.issues[0] ?? {}, {
      state: "closed",
      stateReason,
      closedBy: { login: "jane", type },
    });

  test("closed as not planned by a person, accepts the drift until there is more of it", async () => {
    await withStage({}, async (stage) => {
      await stage.play({ ...check, regions: "japaneast, uksouth" });
      closeAs(stage, "not_planned");
      const { run } = await stage.play({ ...check, regions: "japaneast, uksouth" });
      expect(run.log).toContain("Issue #1 was closed as not planned: this drift is accepted");
      await stage.play({ ...check, regions: "uksouth" });
      const [issue] = stage.simulator.issues;
      expect([issue?.state, issue?.comments.length, stage.simulator.issues.length]).toEqual(["closed", 0, 1]);

      await stage.play({ ...check, regions: "uksouth, eastus" });
      expect([issue?.state, stage.simulator.issues.length]).toEqual(["open", 1]);
      expect(issue?.comments).toEqual([expect.stringContaining("There is more drift than was accepted")]);
    });
  });

  test("lives on GitHub Enterprise Server, too", async () => {
    await withStage({}, async (stage) => {
      await stage.play(check, { server: "ghes" });
      expect(stage.simulator.issues).toHaveLength(1);
      expect(stage.simulator.matching({ host: "api.github.com" })).toEqual([]);
      expect(stage.simulator.issues[0]?.body).toContain("https://ghes.example.com/");
    });
  });

  test("holds a map that GitHub draws: valid GeoJSON with home and the missing region told apart", async () => {
    await withStage({}, async (stage) => {
      await stage.play(check);
      const fence = /```geojson\n([\s\S]*?)\n```/.exec(stage.simulator.issues[0]?.body ?? "")?.[1] ?? "";
      const map = JSON.parse(fence);
      expect(map.type).toBe("FeatureCollection");
      expect(map.features).toHaveLength(2);
      for (const { type, geometry } of map.features) {
        expect([type, geometry.type]).toEqual(["Feature", "Point"]);
        const [longitude, latitude] = geometry.coordinates;
        expect(Math.abs(longitude)).toBeLessThanOrEqual(180);
        expect(Math.abs(latitude)).toBeLessThanOrEqual(90);
      }
      const colours = map.features.map(
        (one: { properties: Record<string, string> }) => one.properties["marker-color"],
      );
      expect(new Set(colours).size).toBe(2);
    });
  });
});
