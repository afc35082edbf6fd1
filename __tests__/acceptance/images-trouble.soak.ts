import { describe, expect, test } from "@jest/globals";
import { firewalled, manifestDenied, roleMissing } from "../simulator/common-faults.js";
import { digestOf, type Fault, type ImageWorld, type World } from "../simulator/index.js";
import {
  arriveAfter,
  dataPlaneRequests,
  endpointOf,
  imageStates,
  manifestRequests,
  play,
  setStage,
  statesByRegion,
} from "./harness/index.js";

const IMAGE: ImageWorld = { repository: "shop/api", tag: "v1" };
const DIGEST = `shop/api@${digestOf(IMAGE)}`;
const REGIONS = "japaneast, brazilsouth";
const REPLICAS = [{ region: "japaneast" }, { region: "brazilsouth" }];
const JAPAN = endpointOf("japaneast");

function withFaults(...faults: readonly Fault[]): World {
  return { registry: { replicas: REPLICAS, images: [IMAGE] }, faults };
}

describe("denied", () => {
  const LOOKER = [
    "Microsoft.ContainerRegistry/registries/read",
    "Microsoft.ContainerRegistry/registries/replications/read",
  ];
  const PULL = "Microsoft.ContainerRegistry/registries/pull/read";

  test.each([
    ["on the registry", {}, LOOKER, "'AcrPull'"],
    [
      "by repository, where AcrPull counts for nothing",
      { repositoryPermissions: true },
      [...LOOKER, PULL],
      "'Container Registry Repository Reader'",
    ],
  ])("a role is missing: roles are given %s", async (_, form, permissions, role) => {
    const registry = { replicas: REPLICAS, images: [IMAGE], permissions, ...form };
    const played = await play({ registry }, { mode: "wait", regions: REGIONS, images: "shop/api:v1" });
    const { run, json, errors } = played;
    expect([run.exitCode, run.outputs.outcome, run.outputs["images-ready"]]).toEqual([1, "failed", "false"]);
    expect(statesByRegion(played)).toEqual({
      brazilsouth: "denied",
      japaneast: "denied",
      westeurope: "denied",
    });
    expect(json("ready-regions")).toEqual([]);
    expect(errors).toContain(role);
    expect(errors).toContain("shop/api");
    expect(run.summary).toContain("✗ denied");
    // What is refused is not asked for again.
    expect(manifestRequests(played.simulator)).toEqual([]);
  });

  test("the role that reads repositories is enough where roles are given by repository", async () => {
    const permissions = [...LOOKER, "Microsoft.ContainerRegistry/registries/repositories/content/read"];
    const registry = { replicas: REPLICAS, images: [IMAGE], permissions, repositoryPermissions: true };
    const { run } = await play({ registry }, { mode: "wait", regions: REGIONS, images: "shop/api:v1" });
    expect([run.exitCode, run.outputs["images-ready"]]).toEqual([0, "true"]);
  });

  test.each([DIGEST, "shop/api:v1"])(
    "one region refuses %s: it is asked once, and the others are proven",
    async (images) => {
      const played = await play(withFaults(manifestDenied(JAPAN)), { regions: REGIONS, images });
      expect([played.run.exitCode, played.run.outputs.outcome]).toEqual([1, "failed"]);
      expect(statesByRegion(played)).toEqual({
        brazilsouth: "pullable",
        japaneast: "denied",
        westeurope: "pullable",
      });
      expect(played.json("ready-regions")).toEqual(["brazilsouth"]);
      expect(played.errors).toContain("Japan East");
      // A HEAD is refused without words; they are asked for once.
      const asked = manifestRequests(played.simulator).filter(({ host }) => host === JAPAN);
      expect(asked.map(({ method }) => method)).toEqual(["HEAD", "GET"]);
    },
  );
});

describe("403 at each step of the way to an image", () => {
  const STEPS: readonly (readonly [string, RegExp])[] = [
    ["the challenge", /^\/v2\/$/],
    ["the exchange", /^\/oauth2\/exchange$/],
    ["the token", /^\/oauth2\/token$/],
    ["a manifest", /\/manifests\//],
    ["a blob", /\/blobs\//],
  ];

  test.each(STEPS)("a firewall's at %s: unreachable, asked again until it opens", async (_step, path) => {
    const shut = { ...firewalled(JAPAN, path), between: [0, 30_000] } as const;
    const played = await play(withFaults(shut), { regions: REGIONS, images: DIGEST });
    expect([played.run.exitCode, played.run.outputs["images-ready"]]).toEqual([0, "true"]);
    expect(played.run.log.join("\n")).toMatch(/japaneast +shop\/api@\S+ +unreachable → pullable/);
    const warnings = played.run.annotations.filter(({ level }) => level === "warning");
    expect(warnings.map(({ message }) => message).join("\n")).toContain(
      "az acr network-rule add --name contoso --ip-address 203.0.113.7",
    );
    expect(warnings.map(({ message }) => message).join("\n")).not.toContain("AcrPull");
  });

  test("a missing role's at the exchange: denied at once, with the role that is missing", async () => {
    const played = await play(withFaults(roleMissing(JAPAN)), { regions: REGIONS, images: DIGEST });
    expect([played.run.exitCode, played.run.outputs.outcome]).toEqual([1, "failed"]);
    expect(statesByRegion(played)).toMatchObject({ brazilsouth: "pullable", japaneast: "denied" });
    expect(played.errors).toContain("retrieving permissions failed");
    expect(played.errors).toContain("'AcrPull'");
    expect(played.errors).not.toContain("firewall");
    expect(played.took).toBeLessThan(20_000);
  });

  test("a firewall as Azure has it opens when its rule has spread", async () => {
    const registry = { replicas: REPLICAS, images: [IMAGE], firewall: { opensAfter: 120_000 } };
    const played = await play({ registry }, { regions: REGIONS, images: "shop/api:v1" });
    expect([played.run.exitCode, played.run.outputs["images-ready"]]).toEqual([0, "true"]);
    expect(played.took).toBeGreaterThan(120_000);
  });

  test.each([403, 404] as const)(
    "a registry that holds images back says so, whether with %d",
    async (quarantine) => {
      const registry = { replicas: REPLICAS, images: [IMAGE], quarantine };
      const played = await play({ registry }, { regions: REGIONS, images: DIGEST, timeout: "20s" });
      const state = quarantine === 403 ? "denied" : "pending";
      expect(statesByRegion(played)).toEqual({ brazilsouth: state, japaneast: state, westeurope: state });
      expect(played.run.exitCode).toBe(1);
      expect(played.errors).toContain("quarantinePolicy is enabled");
      expect(played.errors).not.toContain("Assign it the role");
      expect(played.errors).not.toContain("was pushed");
    },
  );
});

describe("unreachable", () => {
  const CASES: readonly (readonly [string, Fault["effect"], RegExp])[] = [
    ["a firewall answers 403 to everything", firewalled(JAPAN).effect, /firewall.*private endpoints/],
    ["a proxy finds nobody listening", { kind: "connection-refused" }, /HTTP 503.*HTTPS_PROXY/],
    ["a proxy does not know the name", { kind: "no-such-host" }, /HTTP 502.*HTTPS_PROXY/],
    ["the connection breaks", { kind: "reset-before" }, /No answer came/],
    ["the server is down", { kind: "answer", status: 503, body: "" }, /HTTP 503/],
  ];

  test.each(CASES)("%s: asked again until it opens", async (_, effect) => {
    const played = await play(withFaults({ host: JAPAN, times: 3, effect }), {
      regions: REGIONS,
      images: "shop/api:v1",
    });
    expect([played.run.exitCode, played.run.outputs["images-ready"]]).toEqual([0, "true"]);
    expect(played.run.log.join("\n")).toMatch(/japaneast +shop\/api:v1 +unreachable\n/);
    // A passing trouble is no warning.
    expect(played.run.annotations).toEqual([]);
  });

  test.each(CASES)("%s: said when time is up", async (_, effect, said) => {
    const played = await play(withFaults({ host: JAPAN, effect }), {
      regions: REGIONS,
      images: DIGEST,
      timeout: "20s",
    });
    expect([played.run.exitCode, played.run.outputs.outcome]).toEqual([1, "timed-out"]);
    expect(statesByRegion(played)).toEqual({
      brazilsouth: "pullable",
      japaneast: "unreachable",
      westeurope: "pullable",
    });
    expect(played.json("ready-regions")).toEqual(["brazilsouth"]);
    const warnings = played.run.annotations.filter(({ level }) => level === "warning");
    expect(warnings).toHaveLength(1);
    expect(warnings[0]?.title).toContain("Japan East");
    expect(warnings[0]?.message).toMatch(said);
    expect(played.errors).toMatch(said);
    expect(played.run.summary).toContain("Images not proven");
    expect(played.errors).toContain(`Hosts to allow for this runner, HTTPS on port 443: ${JAPAN}`);
    expect(dataPlaneRequests(played.simulator).filter(({ host }) => host === JAPAN).length).toBeLessThan(15);
  });

  test("a firewall that closes in mid wait is unreachable, not denied", async () => {
    const registry = { replicas: REPLICAS, images: [{ ...IMAGE, arrives: { japaneast: null } }] };
    // Three requests bring the first token and two look; the next two looks are a question and the challenge each.
    const faults = [{ host: JAPAN, skip: 5, times: 4, effect: firewalled(JAPAN).effect }];
    const stage = await setStage({ registry, faults });
    arriveAfter(stage.simulator, IMAGE, { japaneast: 3 });
    const played = await stage.play({ regions: REGIONS, images: DIGEST });
    await stage.close();
    expect([played.run.exitCode, played.run.outputs["images-ready"]]).toEqual([0, "true"]);
    const lines = played.run.log.filter((line) => /^japaneast +shop\/api/.test(line)).join("\n");
    expect(lines).toMatch(/pending.*pending → unreachable.*→ pullable/s);
  });
});

describe("an image that was never pushed", () => {
  test("is pending everywhere until time is up, and then said to be in no region", async () => {
    const { run, errors } = await play(withFaults(), {
      regions: REGIONS,
      images: "shop/api:v1, shop/apu:v1",
      timeout: "20s",
    });
    expect([run.exitCode, run.outputs.outcome]).toEqual([1, "timed-out"]);
    expect(errors).toContain("No region serves all of shop/apu:v1");
    expect(errors).not.toContain("No region serves all of shop/api:v1");
    expect(run.summary).toContain("Images not proven");
  });
});

describe("regional endpoints that cannot be read", () => {
  test("fail the step, and the replicas are looked after all the same, but for deletes", async () => {
    // The first read of the registry is the one that finds it.
    const effect = { kind: "answer", status: 500, body: "" } as const;
    const faults = [{ host: "management.azure.com", path: /\/registries\/contoso$/, skip: 1, effect }];
    const replicas = [...REPLICAS, { region: "eastus2" }];
    const played = await play(
      { registry: { replicas, images: [IMAGE] }, faults },
      { regions: `${REGIONS}, eastus`, images: DIGEST, prune: "all" },
    );
    const { run, json, writes, simulator } = played;
    expect([run.exitCode, run.outputs.outcome, run.outputs["images-ready"]]).toEqual([1, "failed", "false"]);
    expect([writes, json("created"), json("ready-regions")]).toEqual([["PUT eastus"], ["eastus"], []]);
    expect(json("changes")).toContainEqual(expect.objectContaining({ region: "eastus2", done: false }));
    expect(played.errors).toContain("Proving the images failed: HTTP 500");
    expect(dataPlaneRequests(simulator)).toEqual([]);
  });
});

describe("unknown", () => {
  const off: World = { registry: { replicas: REPLICAS, images: [IMAGE], regionalEndpoints: false } };
  const notOffered: World = {
    registry: { replicas: REPLICAS, images: [IMAGE] },
    apiVersions: ["2023-07-01", "2025-11-01"],
  };
  const COMMAND = "az acr update --name contoso --regional-endpoints enabled";

  test.each([
    ["regional endpoints are off", off, [COMMAND, "address"]],
    ["the API does not have them", notOffered, ["API", "if-image-unknown: warn"]],
  ])("%s: an error unless it is to be a warning, said with what helps", async (_, world, said) => {
    const played = await play(world, { regions: REGIONS, images: `${DIGEST}, shop/api:v1` });
    const { run, json, errors, simulator } = played;
    expect([run.exitCode, run.outputs.outcome, run.outputs["images-ready"]]).toEqual([1, "failed", "false"]);
    for (const { regions } of imageStates(played)) {
      for (const region of ["brazilsouth", "japaneast", "westeurope"]) {
        expect(regions[region]).toEqual({ state: "unknown", seconds: null });
      }
    }
    for (const words of said) expect(errors).toContain(words);
    expect(json("ready-regions")).toEqual([]);
    expect([dataPlaneRequests(simulator), played.writes]).toEqual([[], []]);
  });

  test.each([
    ["regional endpoints are off", off, COMMAND],
    ["the API does not have them", notOffered, "API"],
  ])(
    "%s: with `if-image-unknown: warn` the run goes on, and the image still counts as not proven",
    async (_, world, said) => {
      const played = await play(world, {
        regions: `${REGIONS}, eastus`,
        images: "shop/api:v1",
        "if-image-unknown": "warn",
      });
      const { run, json, simulator, writes } = played;
      expect([run.exitCode, run.outputs.outcome, run.outputs["images-ready"]]).toEqual([
        0,
        "changed",
        "false",
      ]);
      expect([run.outputs["all-ready"], json("ready-regions")]).toEqual([
        "true",
        ["brazilsouth", "eastus", "japaneast"],
      ]);
      expect(new Set(Object.values(statesByRegion(played)))).toEqual(new Set(["unknown"]));
      const warnings = run.annotations
        .filter(({ level }) => level === "warning")
        .map(({ message }) => message);
      expect(warnings.join("\n")).toContain(said);
      expect(run.summary).toContain("? unknown");
      // Never turned on by us.
      expect([dataPlaneRequests(simulator), writes]).toEqual([[], ["PUT eastus"]]);
    },
  );
});
