import { describe, expect, test } from "@jest/globals";
import { type Stage, setStage } from "./harness/index.js";

const check = { mode: "check", regions: "japaneast", "drift-issue": "true", "fail-on": "none" };

async function withStage<Result>(
  world: Parameters<typeof setStage>[0],
  work: (stage: Stage) => Promise<Result>,
): Promise<Result> {
  const stage = await setStage(world);
  try {
    return await work(stage);
  } finally {
    await stage.close();
  }
}

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

  test("is found among several pages of issues, and no other issue or pull request is touched", async () => {
    const others = Array.from({ length: 7 }, (_, index) => ({
      title: `Other ${index}`,
      labels: ["acr-geo-drift"],
      isPullRequest: index === 3,
    }));
    await withStage({ github: { issues: others, pageSize: 3 } }, async (stage) => {
      await stage.play(check);
      await stage.play({ ...check, regions: "japaneast, uksouth" });
      const issues = stage.simulator.issues;
      expect(issues).toHaveLength(8);
      expect(issues.filter(({ comments }) => comments.length > 0)).toHaveLength(1);
      expect(
        issues.filter(({ title }) => title.startsWith("Other")).every(({ state }) => state === "open"),
      ).toBe(true);
    });
  });

  test("of two runs at once one stays open: the younger closes itself as a duplicate", async () => {
    await withStage({}, async (stage) => {
      await Promise.all([stage.play(check), stage.play(check)]);
      await stage.play(check);
      const open = stage.simulator.issues.filter(({ state }) => state === "open");
      expect(open.map(({ number }) => number)).toEqual([1]);
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

  test("waits out a rate limit", async () => {
    const limited = {
      host: "api.github.com",
      method: "POST",
      times: 1,
      effect: {
        kind: "answer" as const,
        status: 429,
        headers: { "Retry-After": "1" },
        body: { message: "slow down" },
      },
    };
    await withStage({ faults: [limited] }, async (stage) => {
      await stage.play(check);
      expect(stage.simulator.issues).toHaveLength(1);
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
