import { describe, expect, test } from "@jest/globals";
import { digestOf, type ImageWorld, type RecordedRequest, type World } from "../simulator/index.js";
import { arriveAfter, endpointOf, imageStates, manifestRequests, play, setStage } from "./harness/index.js";

const IMAGE: ImageWorld = { repository: "shop/api", tag: "v1" };
const DIGEST = `shop/api@${digestOf(IMAGE)}`;

/** What is enough for `mode: wait`: Reader's actions on registry and replicas, and AcrPull. */
const READER_AND_PULL = [
  "Microsoft.ContainerRegistry/registries/read",
  "Microsoft.ContainerRegistry/registries/replications/read",
  "Microsoft.ContainerRegistry/registries/pull/read",
];

/** Everything that can be done with replicas, and nothing with images. */
const WITHOUT_PULL = [
  "Microsoft.ContainerRegistry/registries/read",
  "Microsoft.ContainerRegistry/registries/replications/*",
];

/** The time of the first question for a manifest at a region's endpoint. */
function firstLook(requests: readonly RecordedRequest[], region: string): number {
  return requests.find(({ host }) => host === endpointOf(region))?.at ?? Number.NaN;
}

describe("the proof starts in each region as soon as that is ready", () => {
  const SLOW = 15_000;

  test.each([DIGEST, "shop/api:v1"])("%s", async (images) => {
    const world: World = {
      registry: { replicas: [{ region: "northeurope" }], images: [IMAGE] },
      schedules: { japaneast: { syncing: 1_000 }, brazilsouth: { syncing: SLOW } },
    };
    const played = await play(world, { regions: "northeurope, japaneast, brazilsouth", images });
    expect([played.run.exitCode, played.run.outputs["images-ready"]]).toEqual([0, "true"]);
    const { requests } = played.simulator;
    const put = requests.find(({ method, path }) => method === "PUT" && path.endsWith("brazilsouth"));
    const brazilReady = (put?.at ?? Number.NaN) + SLOW;
    expect(firstLook(requests, "northeurope")).toBeLessThan(firstLook(requests, "japaneast"));
    expect(firstLook(requests, "japaneast")).toBeLessThan(brazilReady);
    expect(firstLook(requests, "brazilsouth")).toBeGreaterThan(brazilReady);
  });

  test("a region that is not ready when time is up does not hold the others", async () => {
    const world: World = {
      registry: { replicas: [{ region: "northeurope" }], images: [IMAGE] },
      schedules: { japaneast: { ending: "never-ready" } },
    };
    const images = `${DIGEST}, shop/api:v1`;
    const played = await play(world, { regions: "northeurope, japaneast", images, timeout: "20s" });
    expect([played.run.exitCode, played.run.outputs.outcome]).toEqual([1, "timed-out"]);
    expect(played.json("ready-regions")).toEqual(["northeurope"]);
    for (const { regions } of imageStates(played)) {
      expect(regions).toMatchObject({
        japaneast: { state: "pending", seconds: null },
        northeurope: { state: "pullable" },
        westeurope: { state: "pullable" },
      });
    }
    // What is settled is not asked for again while the rest is waited for.
    const asked = manifestRequests(played.simulator).filter(({ host }) => host === endpointOf("northeurope"));
    expect(asked).toHaveLength(2);
  });

  test("a region that failed does not hold the others", async () => {
    const world: World = {
      registry: { images: [IMAGE] },
      schedules: { japaneast: { ending: "failed" }, brazilsouth: { syncing: 2_000 } },
    };
    const images = `${DIGEST}, shop/api:v1`;
    const played = await play(world, { regions: "japaneast, brazilsouth", images });
    expect([played.run.exitCode, played.run.outputs.outcome]).toEqual([1, "failed"]);
    expect(played.json("ready-regions")).toEqual(["brazilsouth"]);
    expect(played.run.outputs["images-ready"]).toBe("false");
    expect(imageStates(played).map(({ regions }) => regions.brazilsouth?.state)).toEqual([
      "pullable",
      "pullable",
    ]);
    expect(manifestRequests(played.simulator).map(({ host }) => host)).not.toContain(endpointOf("japaneast"));
  });
});

describe("nothing is deleted before the images are proven in every wanted region", () => {
  const pruning = (image: ImageWorld): World => ({
    registry: { replicas: [{ region: "japaneast" }, { region: "eastus" }], images: [image] },
  });
  const inputs = { regions: "japaneast", prune: "all" };

  test.each([DIGEST, "shop/api:v1"])("%s: the delete comes after the last proof", async (images) => {
    const stage = await setStage(pruning({ ...IMAGE, arrives: { japaneast: null } }));
    arriveAfter(stage.simulator, IMAGE, { japaneast: 3 });
    const { run, json } = await stage.play({ ...inputs, images });
    await stage.close();
    const { simulator } = stage;
    expect([run.exitCode, run.outputs.outcome, json("deleted")]).toEqual([0, "changed", ["eastus"]]);
    const deleted = simulator.requests.findIndex(({ method }) => method === "DELETE");
    const proven = simulator.requests.findLastIndex(
      ({ host, path, status }) =>
        host === endpointOf("japaneast") && path.includes("/manifests/") && status === 200,
    );
    expect(proven).toBeGreaterThan(0);
    expect(deleted).toBeGreaterThan(proven);
  });

  test.each([
    ["never arrives", { ...IMAGE, arrives: { japaneast: null } }, {}, "timed-out"],
    ["is denied", IMAGE, { permissions: { registry: WITHOUT_PULL } }, "failed"],
  ])("an image that %s withholds it", async (_, image, world, outcome) => {
    const { run, json, writes } = await play(
      { ...pruning(image), ...world },
      { ...inputs, images: "shop/api:v1", timeout: "20s" },
    );
    expect([run.exitCode, run.outputs.outcome, writes]).toEqual([1, outcome, []]);
    expect(json("changes")).toEqual([
      expect.objectContaining({ region: "eastus", action: "delete", done: false }),
    ]);
  });

  test("an image of which nothing can be known withholds it with `warn`, too", async () => {
    const world: World = {
      registry: { replicas: [{ region: "japaneast" }, { region: "eastus" }], regionalEndpoints: false },
    };
    const { run, writes, json } = await play(world, {
      ...inputs,
      images: "shop/api:v1",
      "if-image-unknown": "warn",
    });
    expect([run.exitCode, run.outputs.outcome, writes]).toEqual([1, "failed", []]);
    expect(json("changes")).toEqual([expect.objectContaining({ region: "eastus", done: false })]);
    expect(run.summary).toContain("not every image is proven in every wanted region");
  });
});

describe("wait", () => {
  test("proves without any right to write", async () => {
    const late = { ...IMAGE, arrives: { japaneast: 5_000 } };
    const world: World = {
      registry: { replicas: [{ region: "japaneast" }], images: [late], permissions: READER_AND_PULL },
    };
    const played = await play(world, {
      mode: "wait",
      regions: "japaneast",
      images: `${DIGEST}, shop/api:v1`,
    });
    expect([played.run.exitCode, played.run.outputs.outcome, played.writes]).toEqual([0, "in-sync", []]);
    expect([played.run.outputs["images-ready"], played.json("ready-regions")]).toEqual([
      "true",
      ["japaneast"],
    ]);
  });
});

describe("a cancellation", () => {
  test("in the middle of the proof ends it at once and reports how far it came", async () => {
    const world: World = {
      registry: { replicas: [{ region: "japaneast" }], images: [{ ...IMAGE, arrives: { japaneast: null } }] },
    };
    const options = { signalAt: [{ signal: "SIGTERM" as const, after: 20_000 }] };
    const played = await play(world, { regions: "japaneast", images: `${DIGEST}, shop/api:v1` }, options);
    expect([played.run.exitCode, played.run.outputs.outcome]).toEqual([1, "cancelled"]);
    expect(played.run.milliseconds).toBeLessThan(7_000);
    expect(played.run.outputs["images-ready"]).toBe("false");
    for (const { regions } of imageStates(played)) {
      expect(regions).toMatchObject({ japaneast: { state: "pending" }, westeurope: { state: "pullable" } });
    }
  });
});

describe("remove", () => {
  test("proves no image, asks no endpoint, and so does not call images ready", async () => {
    const world: World = { registry: { replicas: [{ region: "japaneast" }], images: [IMAGE] } };
    const inputs = { mode: "remove", regions: "japaneast", images: "shop/api:v1" };
    const { run, simulator } = await play(world, inputs);
    expect([run.exitCode, run.outputs["image-states"], run.outputs["images-ready"]]).toEqual([
      0,
      "[]",
      "false",
    ]);
    expect(manifestRequests(simulator)).toEqual([]);
  });
});
