import { readFileSync } from "node:fs";
import { afterEach, describe, expect, test } from "@jest/globals";
import { parse } from "yaml";
import type { Workflow } from "../repository/workflow-model.js";
import { digestOf, REPOSITORY, type World } from "../simulator/index.js";
import { type RunOptions, type Stage, setStage } from "./harness/index.js";
import { markTag } from "./harness/marks.js";
import { pullRequest } from "./harness/pull-request.js";
import { type PlayedWorkflow, playWorkflow } from "./harness/workflow.js";

// The examples as people copy them, played one after the other and at the same time: what one of them takes away,
// another one may need.

const ROLE: readonly string[] = JSON.parse(readFileSync("examples/azure/replica-role.json", "utf8")).Actions;
const CONFIG = { ".github/acr-geo.yml": readFileSync("examples/acr-geo.yml", "utf8") };
const IMAGE = { repository: "shop/api", build: "new", platforms: 2 };
const WORLD: World = {
  registry: { images: [IMAGE] },
  permissions: {
    registry: [...ROLE, "Microsoft.ContainerRegistry/registries/pull/read"],
    subscription: [],
  },
};

const NUMBER = 7;
const OWNER = `${REPOSITORY}/pr-${NUMBER}`;
const ON_LOAN = ["japaneast", "northeurope"];
const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;

let stage: Stage | undefined;
afterEach(async () => {
  await stage?.close();
  stage = undefined;
});

/** One repository with its pull request, its main branch and its nightly sweep. */
async function setScene() {
  const scene = await setStage(WORLD);
  stage = scene;
  const { simulator } = scene;
  const example = (name: string): Workflow => parse(readFileSync(`examples/${name}`, "utf8"));
  const event = (merged: boolean) => pullRequest({ number: NUMBER, merged });
  const setPullRequest = (state: "open" | "closed" | "merged") =>
    simulator.setPullRequest({ number: NUMBER, state });
  return {
    ...scene,
    open: (workflow = example("pull-request-open.yml")) => {
      setPullRequest("open");
      return playWorkflow(scene, workflow, event(false));
    },
    /** What GitHub starts when the pull request is merged, but for the push. */
    merge: () => {
      setPullRequest("merged");
      return playWorkflow(scene, example("pull-request-close.yml"), event(true));
    },
    close: (options: Partial<RunOptions> = {}) => {
      setPullRequest("closed");
      const play: Stage["play"] = (inputs, given) => scene.play(inputs, { ...given, ...options });
      return playWorkflow({ play }, example("pull-request-close.yml"), event(false));
    },
    push: () =>
      playWorkflow(
        scene,
        example("after-a-push.yml"),
        { "steps.build.outputs.digest": digestOf(IMAGE) },
        CONFIG,
      ),
    sweep: () => playWorkflow(scene, example("nightly-sweep.yml")),
    /** Regions besides home, sorted. */
    regions: () =>
      simulator
        .replicas()
        .map(({ region }) => region)
        .filter((region) => region !== "westeurope")
        .toSorted(),
    /** Regions whose replicas carry a mark, and whose. */
    marks: () =>
      simulator.replicas().flatMap(({ region, tags }) =>
        Object.entries(tags)
          .filter(([name]) => name.toLowerCase().startsWith("acr-geo-"))
          .map(([name, value]) => `${region}: ${name}=${value}`),
      ),
    deletes: () => simulator.writes().filter(({ method }) => method === "DELETE").length,
  };
}

function endsOf({ steps }: PlayedWorkflow): readonly (string | number | null | undefined)[] {
  return steps.flatMap(({ run }) => [run.exitCode, run.outputs.outcome]);
}

const CHANGED = [0, "changed"];
const IN_SYNC = [0, "in-sync"];

describe("a pull request that is merged", () => {
  test("main makes its replicas permanent, and neither close nor sweep takes them", async () => {
    const scene = await setScene();
    expect(endsOf(await scene.open())).toEqual(CHANGED);
    expect(scene.marks()).toEqual(ON_LOAN.map((region) => `${region}: ${markTag(OWNER)}=${OWNER}`));
    const [closed, pushed] = [await scene.merge(), await scene.push()];
    expect([endsOf(closed), endsOf(pushed)]).toEqual([[], CHANGED]);
    expect(pushed.steps[0]?.run.stdout).toContain(OWNER);
    expect([scene.regions(), scene.marks()]).toEqual([ON_LOAN, []]);
    expect(endsOf(await scene.sweep())).toEqual(IN_SYNC);
    expect([scene.regions(), scene.deletes()]).toEqual([ON_LOAN, 0]);
  });

  test("even a close that removes by owner finds nothing of its own after the push", async () => {
    const scene = await setScene();
    await scene.open();
    await scene.push();
    expect(endsOf(await scene.close())).toEqual(IN_SYNC);
    expect([scene.regions(), scene.marks(), scene.deletes()]).toEqual([ON_LOAN, [], 0]);
  });

  test("a push that comes five minutes after the close finds the replicas still there", async () => {
    const scene = await setScene();
    await scene.open();
    expect(endsOf(await scene.merge())).toEqual([]);
    await scene.sleep(5 * MINUTE);
    const pushed = await scene.push();
    expect([endsOf(pushed), pushed.steps[0]?.json("created")]).toEqual([CHANGED, []]);
    expect([scene.regions(), scene.marks(), scene.deletes()]).toEqual([ON_LOAN, [], 0]);
  });

  test("a sweep before the push takes them, and the push brings them back for good", async () => {
    const scene = await setScene();
    await scene.open();
    await scene.merge();
    expect(endsOf(await scene.sweep())).toEqual(CHANGED);
    expect(scene.regions()).toEqual([]);
    const pushed = await scene.push();
    expect([endsOf(pushed), pushed.steps[0]?.json("created")]).toEqual([CHANGED, ON_LOAN]);
    expect(endsOf(await scene.sweep())).toEqual(IN_SYNC);
    expect([scene.regions(), scene.marks()]).toEqual([ON_LOAN, []]);
  });
});

describe("a push to main and a close at the same moment", () => {
  test.each([0, 300, 1_000, 2_000, 4_000, 8_000])(
    "the close %d ms after the push: main has its regions in the end, permanent and ready",
    async (lead) => {
      const scene = await setScene();
      await scene.open();
      const [pushed] = await Promise.all([scene.push(), scene.sleep(lead).then(() => scene.close())]);
      expect(endsOf(pushed)).toEqual(CHANGED);
      expect(pushed.steps[0]?.json("ready-regions")).toEqual(["japaneast", "northeurope", "westeurope"]);
      expect([scene.regions(), scene.marks()]).toEqual([ON_LOAN, []]);
    },
  );

  test.each([300, 1_000, 2_000, 4_000])(
    "the push %d ms after the close: main has its regions in the end, permanent and ready",
    async (lead) => {
      const scene = await setScene();
      await scene.open();
      const [pushed] = await Promise.all([scene.sleep(lead).then(() => scene.push()), scene.close()]);
      expect(endsOf(pushed)).toEqual(CHANGED);
      expect(pushed.steps[0]?.json("ready-regions")).toEqual(["japaneast", "northeurope", "westeurope"]);
      expect([scene.regions(), scene.marks()]).toEqual([ON_LOAN, []]);
    },
  );
});

describe("a pull request that stays open", () => {
  test("keeps its replicas through a quiet week, and loses them the night after it was closed", async () => {
    const scene = await setScene();
    await scene.open();
    await scene.sleep(7 * DAY);
    expect(endsOf(await scene.sweep())).toEqual(IN_SYNC);
    expect(scene.regions()).toEqual(ON_LOAN);
    scene.simulator.setPullRequest({ number: NUMBER, state: "closed" });
    expect(endsOf(await scene.sweep())).toEqual(CHANGED);
    expect(scene.regions()).toEqual([]);
  });
});

describe("a close that GitHub cancels", () => {
  test.each([200, 1_000, 2_000, 3_000, 5_000])("after %d ms: the sweep finishes its work", async (after) => {
    const scene = await setScene();
    await scene.open();
    const signalAt = [
      { signal: "SIGINT", after },
      { signal: "SIGTERM", after: after + 7_500 },
    ] as const;
    await scene.close({ signalAt });
    const swept = await scene.sweep();
    expect(swept.steps[0]?.run.exitCode).toBe(0);
    expect([scene.regions(), scene.marks()]).toEqual([[], []]);
  });
});

describe("a pull request that changes its regions", () => {
  test("from A, B to A, C: the close job cleans all three", async () => {
    const scene = await setScene();
    await scene.open();
    const changed = readFileSync("examples/pull-request-open.yml", "utf8").replace(
      "regions: northeurope, japaneast",
      "regions: northeurope, uksouth",
    );
    expect(endsOf(await scene.open(parse(changed)))).toEqual(CHANGED);
    expect(scene.regions()).toEqual(["japaneast", "northeurope", "uksouth"]);
    const closed = await scene.close();
    expect([endsOf(closed), scene.regions()]).toEqual([CHANGED, []]);
    expect(closed.steps[0]?.json("deleted")).toEqual(["japaneast", "northeurope", "uksouth"]);
  });

  test("with prune: owned the open job takes the one it no longer asks for", async () => {
    const scene = await setScene();
    const text = readFileSync("examples/pull-request-open.yml", "utf8");
    const changed = text.replace(
      "regions: northeurope, japaneast",
      "regions: northeurope, uksouth\n          prune: owned",
    );
    await scene.open();
    const opened = await scene.open(parse(changed));
    expect([endsOf(opened), opened.steps[0]?.json("deleted")]).toEqual([CHANGED, ["japaneast"]]);
    expect(scene.regions()).toEqual(["northeurope", "uksouth"]);
  });
});
