import { describe, expect, test } from "@jest/globals";
import { firewalled, manifestDenied, throttled } from "../simulator/common-faults.js";
import { digestOf, type Fault, type ImageWorld, type World } from "../simulator/index.js";
import {
  blobRequests,
  dataPlaneRequests,
  endpointOf,
  imageStates,
  manifestRequests,
  type Played,
  play,
  setStage,
  statesByRegion,
} from "./harness/index.js";

const IMAGE: ImageWorld = { repository: "shop/api", tag: "v1", layers: ["base", "own"] };
const DIGEST = `shop/api@${digestOf(IMAGE)}`;
const REPLICAS = [{ region: "japaneast" }, { region: "brazilsouth" }];
const CHECK = { mode: "check", regions: "japaneast, brazilsouth" };
const JAPAN = endpointOf("japaneast");

function holding(image: ImageWorld, ...faults: readonly Fault[]): World {
  return { registry: { replicas: REPLICAS, images: [image] }, faults };
}

function warnings({ run }: Played): string {
  const told = run.annotations.filter(({ level }) => level === "warning");
  return told.map(({ message }) => message).join("\n");
}

describe("a check that looks at images", () => {
  test("looks once, asks nothing but GET and HEAD, and finds all as it should be", async () => {
    const played = await play(holding(IMAGE), { ...CHECK, images: `${DIGEST}, shop/api:v1` });
    const { run, json, simulator, writes } = played;
    expect([run.exitCode, run.outputs.outcome, run.outputs["images-ready"]]).toEqual([0, "in-sync", "true"]);
    expect([json("drift"), json("ready-regions"), writes]).toEqual([[], ["brazilsouth", "japaneast"], []]);
    expect(imageStates(played).map(({ digest }) => digest)).toEqual([digestOf(IMAGE), digestOf(IMAGE)]);
    const looks = manifestRequests(simulator).map(({ host, path }) => `${host}${path}`);
    expect(new Set(looks).size).toBe(looks.length);
    expect(blobRequests(simulator)).toHaveLength(3 * 3);
  });

  const late: readonly (readonly [string, ImageWorld])[] = [
    ["the manifest", { ...IMAGE, arrives: { japaneast: null } }],
    ["a layer", { ...IMAGE, blobsArrive: { own: { japaneast: null } } }],
    ["a platform", { ...IMAGE, platforms: 2, childrenArrive: [undefined, { japaneast: null }] }],
  ];
  test.each(late)(
    "finds drift where %s is missing in one region, and waits for nothing",
    async (_what, image) => {
      const images = `shop/api@${digestOf(image)}`;
      const played = await play(holding(image), { ...CHECK, images });
      const { run, json } = played;
      expect([run.exitCode, run.outputs.outcome, run.outputs["images-ready"]]).toEqual([
        1,
        "drifted",
        "false",
      ]);
      expect(json("drift")).toEqual([{ region: "japaneast", kind: "image", want: images, have: "pending" }]);
      expect(run.outputs.fingerprint).toMatch(/^[0-9a-f]{64}$/);
      expect(json("ready-regions")).toEqual(["brazilsouth"]);
      expect(run.summary).toContain("| Japan East | image |");
      expect(played.took).toBeLessThan(15_000);
    },
  );

  test("finds drift where a region gives another digest for a tag", async () => {
    const next = { ...IMAGE, build: "2", arrives: { japaneast: null } };
    const world = { registry: { replicas: REPLICAS, images: [IMAGE, next] } };
    const { json, run } = await play(world, { ...CHECK, images: "shop/api:v1" });
    expect(run.outputs.outcome).toBe("drifted");
    expect(json("drift")).toEqual([
      { region: "japaneast", kind: "image", want: "shop/api:v1", have: "mismatch" },
    ]);
  });

  test.each([
    ["missing, routing", 0],
    ["image", 1],
    ["any", 1],
  ])("with `fail-on: %s` ends with %d", async (failOn, exitCode) => {
    const image = { ...IMAGE, arrives: { japaneast: null } };
    const { run } = await play(holding(image), { ...CHECK, images: "shop/api:v1", "fail-on": failOn });
    expect([run.exitCode, run.outputs.outcome]).toEqual([exitCode, "drifted"]);
  });

  test("says of a region whose replica is missing only that, and asks it for nothing", async () => {
    const played = await play(holding(IMAGE), { ...CHECK, regions: "japaneast, eastus", images: DIGEST });
    const drift = played.json("drift") as { region: string; kind: string }[];
    expect(drift.map(({ region, kind }) => `${region} ${kind}`)).toEqual([
      "brazilsouth extra",
      "eastus missing",
    ]);
    expect([played.run.outputs.outcome, played.run.outputs["images-ready"]]).toEqual(["drifted", "false"]);
    expect(statesByRegion(played).eastus).toBe("pending");
    expect(dataPlaneRequests(played.simulator).map(({ host }) => host)).not.toContain(endpointOf("eastus"));
  });

  const untold: readonly (readonly [string, Fault, string])[] = [
    ["a firewall keeps the runner out", firewalled(JAPAN, /^\/oauth2\/exchange$/), "unreachable"],
    ["nobody answers", { host: JAPAN, effect: { kind: "connection-refused" } }, "unreachable"],
    ["it asks to be left alone", { host: JAPAN, path: /manifests/, effect: throttled(3_600) }, "unreachable"],
    ["the identity may not pull", manifestDenied(JAPAN), "denied"],
  ];
  test.each(untold)(
    "fails, and finds no drift, in a region that cannot be asked: %s",
    async (_what, fault, state) => {
      const played = await play(holding(IMAGE, fault), { ...CHECK, images: "shop/api:v1" });
      const { run, json } = played;
      expect([run.exitCode, run.outputs.outcome, json("drift")]).toEqual([1, "failed", []]);
      expect(statesByRegion(played)).toMatchObject({ brazilsouth: "pullable", japaneast: state });
      expect(played.errors).toContain("Japan East");
      expect(played.errors.includes(`Hosts to allow for this runner, HTTPS on port 443: ${JAPAN}`)).toBe(
        state === "unreachable",
      );
      expect(played.took).toBeLessThan(30_000);
    },
  );

  test("asks again where a connection breaks once", async () => {
    const broken: Fault = { host: JAPAN, path: /manifests/, times: 1, effect: { kind: "reset-before" } };
    const played = await play(holding(IMAGE, broken), { ...CHECK, images: `${DIGEST}, shop/api:v1` });
    expect([played.run.exitCode, played.run.outputs["images-ready"]]).toEqual([0, "true"]);
  });

  test.each([
    ["error", 1, "failed", []],
    ["warn", 0, "in-sync", ["brazilsouth", "japaneast"]],
  ])(
    "with `if-image-unknown: %s`, where no region can be asked, ends with %d",
    async (word, exitCode, outcome, ready) => {
      const world = { registry: { replicas: REPLICAS, images: [IMAGE], regionalEndpoints: false } };
      const played = await play(world, { ...CHECK, images: DIGEST, "if-image-unknown": word });
      expect([played.run.exitCode, played.run.outputs.outcome]).toEqual([exitCode, outcome]);
      expect([played.json("drift"), played.json("ready-regions")]).toEqual([[], ready]);
      expect(new Set(Object.values(statesByRegion(played)))).toEqual(new Set(["unknown"]));
      expect(warnings(played).includes("--regional-endpoints enabled")).toBe(word === "warn");
    },
  );
});

describe("the drift issue of a check that looks at images", () => {
  const inputs = { ...CHECK, images: DIGEST, "drift-issue": "true" };

  test("is opened for an image that is late, left alone by a firewall, and closed when the image is there", async () => {
    const stage = await setStage(holding({ ...IMAGE, blobsArrive: { own: { japaneast: null } } }));
    const states = () => stage.simulator.issues.map(({ state }) => state);
    try {
      await stage.play(inputs);
      expect([states(), stage.simulator.issues[0]?.body]).toEqual([
        ["open"],
        expect.stringContaining("image"),
      ]);
      stage.simulator.inject({ ...firewalled(JAPAN), between: [0, 60_000] });
      const shut = await stage.play(inputs);
      expect([shut.run.outputs.outcome, states()]).toEqual(["failed", ["open"]]);
      await stage.sleep(120_000);
      stage.simulator.push(IMAGE);
      const whole = await stage.play(inputs);
      expect([whole.run.outputs.outcome, states()]).toEqual(["in-sync", ["closed"]]);
    } finally {
      await stage.close();
    }
  });

  test("is not opened by a firewall", async () => {
    const { simulator, run } = await play(holding(IMAGE, firewalled(JAPAN)), inputs);
    expect([run.outputs.outcome, simulator.issues]).toEqual(["failed", []]);
  });
});
