import { readFileSync } from "node:fs";
import { afterEach, describe, expect, test } from "@jest/globals";
import { parse } from "yaml";
import { workflowSources } from "../../scripts/workflow-sources.js";
import { workflowIn } from "../repository/workflow-model.js";
import { digestOf, REPOSITORY, type World } from "../simulator/index.js";
import { type Stage, setStage } from "./harness/index.js";
import { markTag } from "./harness/marks.js";
import { pullRequest } from "./harness/pull-request.js";
import { type Expressions, type PlayedWorkflow, playWorkflow } from "./harness/workflow.js";

// Every example as people copy it, with the rights that the documents say are enough.
const ROLE: readonly string[] = JSON.parse(readFileSync("examples/azure/replica-role.json", "utf8")).Actions;
const MAY_WRITE = { registry: ROLE, subscription: [] };
const MAY_READ = { registry: ROLE.filter((action) => /\/(registries|replications)\/read$/.test(action)) };
const ACR_PULL = "Microsoft.ContainerRegistry/registries/pull/read";

const CONFIG = { ".github/acr-geo.yml": readFileSync("examples/acr-geo.yml", "utf8") };
const WANTED = [
  { region: "northeurope", tags: { team: "shop" } },
  { region: "japaneast", routing: false, tags: { team: "shop", tier: "dr" } },
];

let stage: Stage | undefined;
afterEach(async () => {
  await stage?.close();
  stage = undefined;
});

async function setScene(world: World): Promise<Stage> {
  stage = await setStage(world);
  return stage;
}

function playExample(
  scene: Stage,
  name: string,
  given: Expressions = {},
  files: Record<string, string> = {},
) {
  return playWorkflow(scene, parse(readFileSync(`examples/${name}`, "utf8")), given, files);
}

function regionsOf({ simulator }: Stage): readonly string[] {
  return simulator.replicas().map(({ region }) => region);
}

function outcomesOf({ steps }: PlayedWorkflow): readonly (string | undefined)[] {
  return steps.map(({ run }) => run.outputs.outcome);
}

function exitsOf({ steps }: PlayedWorkflow): readonly (number | null)[] {
  return steps.map(({ run }) => run.exitCode);
}

describe("the first workflow of the README", () => {
  test("creates two replicas, and changes nothing when it runs again", async () => {
    const [first] = workflowSources(".").filter(({ file }) => file === "README.md");
    if (first === undefined) throw new Error("The README shows no workflow.");
    const scene = await setScene({ permissions: MAY_WRITE });
    const [one, two] = [
      await playWorkflow(scene, workflowIn(first)),
      await playWorkflow(scene, workflowIn(first)),
    ];
    expect([...outcomesOf(one), ...outcomesOf(two)]).toEqual(["changed", "in-sync"]);
    expect(regionsOf(scene)).toEqual(["japaneast", "northeurope", "westeurope"]);
  });
});

describe("pull-request-plan.yml", () => {
  test("shows on the pull request what its file of wishes would do, and writes nothing in Azure", async () => {
    const scene = await setScene({
      permissions: MAY_READ,
      github: { issues: [{ title: "Wish", isPullRequest: true }] },
    });
    const event = { pull_request: { number: 1 } };
    // A branch of the repository itself, not of a fork.
    const given = { "github.event.pull_request.head.repo.full_name": REPOSITORY };
    const play: Stage["play"] = (inputs, options) => scene.play(inputs, { ...options, event });
    const played = await playExample({ ...scene, play }, "pull-request-plan.yml", given, CONFIG);
    expect([exitsOf(played), outcomesOf(played)]).toEqual([[0], ["drifted"]]);
    expect(scene.simulator.writes()).toEqual([]);
    const [comment = "", ...others] = scene.simulator.issues[0]?.comments ?? [];
    expect(others).toEqual([]);
    expect(comment).toContain("Japan East has no replica");
    expect(comment).toContain("2 more than before");
  });
});

describe("after-a-push.yml", () => {
  test("creates what is missing, waits for the image, and hands over a region for each deploy job", async () => {
    const image = { repository: "shop/api", build: "new", platforms: 2, arrives: { japaneast: 4_000 } };
    const scene = await setScene({
      registry: { images: [image] },
      permissions: { registry: [...ROLE, ACR_PULL], subscription: [] },
    });
    const given = { "steps.build.outputs.digest": digestOf(image) };
    const played = await playExample(scene, "after-a-push.yml", given, CONFIG);
    expect([exitsOf(played), outcomesOf(played)]).toEqual([[0], ["changed"]]);
    const regions = JSON.parse(played.outputs["needs.replicate.outputs.regions"] ?? "");
    expect(regions).toEqual(["japaneast", "northeurope", "westeurope"]);
    expect(played.steps[0]?.run.outputs["images-ready"]).toBe("true");
  });
});

describe("after-a-push-by-region.yml", () => {
  test("lets each region deploy as soon as it has the image; a late one fails by itself", async () => {
    const image = { repository: "shop/api", build: "new", platforms: 2, arrives: { japaneast: null } };
    const scene = await setScene({
      registry: { replicas: WANTED, images: [image] },
      permissions: { registry: [...ROLE, ACR_PULL], subscription: [] },
    });
    const ends: Record<string, readonly unknown[]> = {};
    for (const region of ["westeurope", "northeurope", "japaneast"]) {
      const given = { "steps.build.outputs.digest": digestOf(image), "matrix.region": region };
      const played = await playExample(scene, "after-a-push-by-region.yml", given, CONFIG);
      ends[region] = [outcomesOf(played), played.steps[1]?.json("ready-regions")];
    }
    expect(ends).toEqual({
      westeurope: [["in-sync", "in-sync"], ["westeurope"]],
      northeurope: [["in-sync", "in-sync"], ["northeurope"]],
      japaneast: [["in-sync", "timed-out"], []],
    });
  });
});

describe("scheduled-check.yml", () => {
  test("keeps one issue from the day of the drift to the day it is gone, with read rights", async () => {
    const scene = await setScene({
      registry: { replicas: WANTED.slice(0, 1) },
      timing: { provisioned: 0, syncing: 0 },
      permissions: MAY_READ,
    });
    const check = () => playExample(scene, "scheduled-check.yml", {}, CONFIG);
    const [first, second] = [await check(), await check()];
    expect([exitsOf(first), outcomesOf(first)]).toEqual([[1], ["drifted"]]);
    expect(second.steps[0]?.run.outputs.fingerprint).toBe(first.steps[0]?.run.outputs.fingerprint);
    expect(scene.simulator.issues.map(({ state }) => state)).toEqual(["open"]);
    scene.simulator.createReplica("japaneast");
    scene.simulator.changeReplica("japaneast", { routing: false, tags: WANTED[1]?.tags ?? {} });
    const last = await check();
    expect([exitsOf(last), outcomesOf(last)]).toEqual([[0], ["in-sync"]]);
    expect(scene.simulator.issues.map(({ state }) => state)).toEqual(["closed"]);
    expect(scene.simulator.writes()).toEqual([]);
  });
});

describe("approved-apply.yml", () => {
  test("carries out the plan that was approved", async () => {
    const scene = await setScene({ permissions: MAY_WRITE });
    const played = await playExample(scene, "approved-apply.yml", {}, CONFIG);
    expect([exitsOf(played), outcomesOf(played)]).toEqual([
      [0, 0],
      ["drifted", "changed"],
    ]);
    expect(regionsOf(scene)).toEqual(["japaneast", "northeurope", "westeurope"]);
  });

  test("has nothing to approve when nothing would change", async () => {
    const scene = await setScene({ registry: { replicas: WANTED }, permissions: MAY_WRITE });
    const played = await playExample(scene, "approved-apply.yml", {}, CONFIG);
    expect(played.outputs["needs.plan.outputs.changes"]).toBe("[]");
  });
});

describe("fleet.yml", () => {
  test("opens an issue for the one registry that has drifted", async () => {
    const replicas = [{ region: "northeurope" }];
    const scene = await setScene({
      registries: [
        { name: "contoso", replicas },
        { name: "contosotest" },
        { name: "contosotools", replicas },
      ],
      permissions: MAY_READ,
    });
    const outcomes: unknown[] = [];
    for (const registry of ["contoso", "contosotest", "contosotools"]) {
      const files = { [`.github/registries/${registry}.yml`]: "regions: northeurope" };
      const played = await playExample(scene, "fleet.yml", { "matrix.registry": registry }, files);
      outcomes.push(...outcomesOf(played));
    }
    expect(outcomes).toEqual(["in-sync", "drifted", "in-sync"]);
    expect(scene.simulator.issues.map(({ title }) => title)).toEqual([
      expect.stringContaining("contosotest"),
    ]);
  });
});

describe("pull-request-open.yml and pull-request-close.yml", () => {
  test("two pull requests share their replicas, and the last one takes them away", async () => {
    const scene = await setScene({ permissions: MAY_WRITE });
    const play = (half: "open" | "close", number: number) =>
      playExample(scene, `pull-request-${half}.yml`, pullRequest({ number }));
    await play("open", 7);
    await play("open", 8);
    const closed = await play("close", 7);
    expect([exitsOf(closed), regionsOf(scene)]).toEqual([[0], ["japaneast", "northeurope", "westeurope"]]);
    const closedToo = await play("close", 8);
    expect([exitsOf(closedToo), regionsOf(scene)]).toEqual([[0], ["westeurope"]]);
  });

  test("leave a pull request from a fork alone", async () => {
    const scene = await setScene({ permissions: MAY_WRITE });
    for (const half of ["open", "close"]) {
      const fork = pullRequest({ number: 7, from: "somebody/shop" });
      expect((await playExample(scene, `pull-request-${half}.yml`, fork)).steps).toEqual([]);
    }
  });
});

describe("nightly-sweep.yml", () => {
  test("takes away what nobody needs who lives, and nothing else", async () => {
    const marked = (owner: string) => ({ tags: { [markTag(owner)]: owner } });
    const scene = await setScene({
      registry: {
        replicas: [
          { region: "japaneast", ...marked("contoso/shop/pr-7") },
          { region: "uksouth", ...marked("contoso/shop/run-123") },
          { region: "eastus", ...marked("contoso/shop/pr-8") },
          { region: "brazilsouth", ...marked("team-a") },
          { region: "northeurope" },
        ],
      },
      github: {
        pullRequests: [
          { number: 7, state: "merged" },
          { number: 8, state: "open" },
        ],
        workflowRuns: [{ id: 123, status: "completed", conclusion: "cancelled" }],
      },
      permissions: MAY_WRITE,
    });
    const played = await playExample(scene, "nightly-sweep.yml");
    expect([exitsOf(played), outcomesOf(played)]).toEqual([[0], ["changed"]]);
    expect(regionsOf(scene)).toEqual(["brazilsouth", "eastus", "northeurope", "westeurope"]);
  });
});

describe("one-job.yml", () => {
  test("leaves the registry as it was", async () => {
    const scene = await setScene({ permissions: MAY_WRITE });
    const played = await playExample(scene, "one-job.yml");
    const ready = played.steps[0]?.json("ready-regions");
    expect([exitsOf(played), ready]).toEqual([
      [0, 0],
      ["japaneast", "northeurope"],
    ]);
    expect(regionsOf(scene)).toEqual(["westeurope"]);
  });
});
