import { describe, expect, test } from "@jest/globals";
import {
  type ClosedRepositories,
  type Effect,
  type Fault,
  type ImageWorld,
  TENANT,
  type World,
} from "../simulator/index.js";
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
const REGIONS = "japaneast, brazilsouth";
const ENDPOINTS = ["brazilsouth", "japaneast", "westeurope"].map(endpointOf);
const REPLICAS = [{ region: "japaneast" }, { region: "brazilsouth" }];
const INPUTS = { mode: "wait", regions: REGIONS, images: "shop/api:v1" };
const REGISTRY_TOKEN = "<Entra token for https://containerregistry.azure.net>";

function holding(registry: World["registry"] = {}, world: World = {}): World {
  return { registry: { replicas: REPLICAS, images: [IMAGE], ...registry }, ...world };
}

/** The forms that were posted to a path of the registry's hosts, with the host of each. */
function posts(requests: Parameters<typeof dataPlaneRequests>[0], path: string) {
  return dataPlaneRequests(requests)
    .filter((request) => request.method === "POST" && request.path === path)
    .map(({ host, body }) => ({ host, form: Object.fromEntries(new URLSearchParams(String(body))) }));
}

describe("tokens for images", () => {
  test("come the way that each host's challenge names: one exchange and one pull token per host, for all repositories", async () => {
    const web = { ...IMAGE, repository: "shop/web" };
    const { run, simulator } = await play(holding({ images: [IMAGE, web] }), {
      ...INPUTS,
      images: "shop/api:v1, shop/web:v1",
    });
    expect(run.outputs["images-ready"]).toBe("true");
    const challenges = dataPlaneRequests(simulator).filter(({ path }) => path === "/v2/");
    expect(challenges.map(({ host }) => host).toSorted()).toEqual(ENDPOINTS);
    const exchanges = posts(simulator, "/oauth2/exchange");
    expect(exchanges.map(({ host }) => host).toSorted()).toEqual(ENDPOINTS);
    for (const { form } of exchanges) {
      expect(form).toMatchObject({
        grant_type: "access_token",
        service: "contoso.azurecr.io",
        tenant: TENANT,
      });
      expect(form.access_token).toContain(REGISTRY_TOKEN);
    }
    const pulls = dataPlaneRequests(simulator).filter(({ path }) => path === "/oauth2/token");
    const scopes = pulls.map(({ host, body }) => [
      host,
      ...new URLSearchParams(String(body)).getAll("scope"),
    ]);
    expect(scopes.toSorted()).toEqual(
      ENDPOINTS.map((host) => [host, "repository:shop/api:pull", "repository:shop/web:pull"]),
    );
  });

  test("are exchanged once where every host names the same realm", async () => {
    const registry = { challenge: { realm: "https://contoso.azurecr.io/oauth2/token" } };
    const { run, simulator } = await play(holding(registry), INPUTS);
    expect(run.outputs["images-ready"]).toBe("true");
    expect(posts(simulator, "/oauth2/exchange").map(({ host }) => host)).toEqual(["contoso.azurecr.io"]);
  });

  test("that run out in a long wait are renewed, Entra's as well", async () => {
    const tokens = { registryAccess: 3, registryRefresh: 6, access: 9 };
    const stage = await setStage(
      holding({ images: [{ ...IMAGE, arrives: { japaneast: null } }] }, { tokens }),
    );
    arriveAfter(stage.simulator, IMAGE, { japaneast: 10 });
    const played = await stage.play(INPUTS);
    await stage.close();
    expect([played.run.exitCode, played.run.outputs["images-ready"]]).toEqual([0, "true"]);
    expect(played.run.log.join("\n")).not.toMatch(/denied|unreachable/);
    const inJapan = ({ host }: { host: string }) => host === endpointOf("japaneast");
    expect(posts(stage.simulator, "/oauth2/token").filter(inJapan).length).toBeGreaterThan(3);
    expect(posts(stage.simulator, "/oauth2/exchange").filter(inJapan).length).toBeGreaterThan(1);
    expect(stage.simulator.matching({ host: "login.microsoftonline.com" }).length).toBeGreaterThan(2);
  });

  test("that are refused before their time are asked for anew", async () => {
    const host = endpointOf("japaneast");
    const faults: readonly Fault[] = [
      { host, path: /\/manifests\//, times: 1, effect: { kind: "answer", status: 401 } },
    ];
    const { run, simulator } = await play(holding({}, { faults }), INPUTS);
    expect(run.outputs["images-ready"]).toBe("true");
    expect(posts(simulator, "/oauth2/token").filter((post) => post.host === host)).toHaveLength(2);
  });
});

// A role is missing at one repository only, as registries with roles by repository have it.
describe("one repository of several that the identity may not pull from", () => {
  const images = ["shop/secret", "shop/api", "shop/web"].map((repository) => ({ ...IMAGE, repository }));
  const closed = (together: ClosedRepositories["together"]): World =>
    holding({ images, closedRepositories: { names: ["shop/secret"], together } });
  const atManifest = "requested access to the resource is denied";
  const forbidden: Effect = {
    kind: "answer",
    status: 403,
    body: { errors: [{ code: "DENIED", message: atManifest }] },
  };

  test.each<[string, World]>([
    ["leaves it out of their token", closed("left-out")],
    ["gives no token for all of them", closed("refused")],
    [
      "refuses its manifest",
      holding({ images }, { faults: [{ path: /^\/v2\/shop\/secret\//, effect: forbidden }] }),
    ],
  ])("is denied, and closes no other, where the registry %s", async (_how, world) => {
    const played = await play(world, {
      ...INPUTS,
      images: images.map(({ repository }) => `${repository}:v1`).join("\n"),
    });
    expect([played.run.exitCode, played.run.outputs.outcome]).toEqual([1, "failed"]);
    const found = imageStates(played).map(({ image, regions }) => [
      image,
      ...new Set(Object.values(regions).map(({ state }) => state)),
    ]);
    expect(found.toSorted()).toEqual([
      ["shop/api:v1", "pullable"],
      ["shop/secret:v1", "denied"],
      ["shop/web:v1", "pullable"],
    ]);
    expect(played.errors).toContain("shop/secret");
    expect(played.errors).not.toMatch(/shop\/(api|web)/);
  });
});

describe("the audience of the Entra token", () => {
  const ARM_TOKEN = /<Entra token for https:\/\/management\.(azure|core\.windows)/;
  const audiences = (simulator: Parameters<typeof posts>[0]) =>
    posts(simulator, "/oauth2/exchange").map(({ form }) => form.access_token ?? "");

  test("is the registry's own, also where the registry takes no tokens made for ARM", async () => {
    const { run, simulator } = await play(holding({ armTokensAccepted: false }), INPUTS);
    expect(run.outputs["images-ready"]).toBe("true");
    expect(audiences(simulator).every((token) => token.includes(REGISTRY_TOKEN))).toBe(true);
  });

  test("falls back to ARM's where Entra does not know the registry's", async () => {
    const unknown = {
      error: "invalid_resource",
      error_description:
        "AADSTS500011: The resource principal named https://containerregistry.azure.net was not found.",
    };
    // The first token is the one for ARM.
    const effect = { kind: "answer", status: 400, body: unknown } as const;
    const faults: readonly Fault[] = [{ host: "login.microsoftonline.com", method: "POST", skip: 1, effect }];
    const { run, simulator } = await play(holding({}, { faults }), INPUTS);
    expect([run.exitCode, run.outputs["images-ready"]]).toEqual([0, "true"]);
    expect(audiences(simulator).every((token) => ARM_TOKEN.test(token))).toBe(true);
  });

  test("falls back to ARM's where the registry refuses its own", async () => {
    const refuse: Fault = { path: /\/oauth2\/exchange$/, times: 1, effect: { kind: "answer", status: 401 } };
    const { run, simulator } = await play(holding({}, { faults: [refuse] }), {
      ...INPUTS,
      regions: "westeurope",
    });
    expect([run.exitCode, run.outputs["images-ready"]]).toEqual([0, "true"]);
    expect(audiences(simulator).filter((token) => ARM_TOKEN.test(token))).toHaveLength(1);
  });

  test("is that of the cloud, whose registries have hosts of their own", async () => {
    const registry = { home: "usgovvirginia", replicas: [{ region: "usgovtexas" }], images: [IMAGE] };
    const world: World = { cloud: "AzureUSGovernment", regions: ["USGov Virginia", "USGov Texas"], registry };
    const inputs = { ...INPUTS, cloud: "AzureUSGovernment", regions: "usgovtexas" };
    const { run, simulator } = await play(world, inputs);
    expect([run.exitCode, run.outputs["images-ready"]]).toEqual([0, "true"]);
    expect(new Set(manifestRequests(simulator).map(({ host }) => host))).toEqual(
      new Set(["contoso.usgovtexas.geo.azurecr.us", "contoso.usgovvirginia.geo.azurecr.us"]),
    );
    expect(audiences(simulator)[0]).toContain("<Entra token for https://containerregistry.azure.us>");
  });
});

// The harness throws when a token went to a host that it was not made for, or any other host was contacted.
describe("no token leaves the registry's own hosts", () => {
  test.each([
    ["a foreign host", "https://evil.example.com/oauth2/token", "https://evil.example.com"],
    ["another registry", "https://fabrikam.azurecr.io/oauth2/token", "https://fabrikam.azurecr.io"],
    ["a host that begins alike", "https://contoso.azurecr.io.example.com/oauth2/token", "example.com"],
    ["plain http", "http://contoso.azurecr.io/oauth2/token", "http://contoso.azurecr.io"],
    ["another port", "https://contoso.azurecr.io:8443/oauth2/token", ":8443"],
  ])("when the realm of the challenge is %s", async (_, realm, said) => {
    const played = await play(holding({ challenge: { realm } }), INPUTS);
    expect([played.run.exitCode, played.run.outputs.outcome]).toEqual([1, "failed"]);
    expect(new Set(Object.values(statesByRegion(played)))).toEqual(new Set(["denied"]));
    expect(played.errors).toContain(said);
    const asked = dataPlaneRequests(played.simulator).map(({ method, path }) => `${method} ${path}`);
    expect(new Set(asked)).toEqual(new Set(["GET /v2/"]));
  });

  test.each([
    ["a manifest leads to a foreign host", { redirectsTo: "evil.example.com" }],
    ["a manifest leads to a data endpoint", { redirectsTo: "contoso.japaneast.data.azurecr.io" }],
  ])("when %s: the redirect is not followed", async (_, registry) => {
    const played = await play(holding(registry), INPUTS);
    expect([played.run.exitCode, played.run.outputs.outcome]).toEqual([1, "failed"]);
    expect(new Set(Object.values(statesByRegion(played)))).toEqual(new Set(["denied"]));
    expect(played.errors).toContain(registry.redirectsTo);
    expect(new Set(dataPlaneRequests(played.simulator).map(({ host }) => host))).toEqual(new Set(ENDPOINTS));
  });

  test.each(["/v2/", "/oauth2/exchange", "/oauth2/token"])(
    "when %s redirects: not followed",
    async (path) => {
      const host = endpointOf("japaneast");
      const effect = {
        kind: "answer",
        status: 307,
        headers: { Location: `https://evil.example.com${path}` },
      } as const;
      const faults: readonly Fault[] = [{ host, path: new RegExp(`^${path}$`), effect }];
      const played = await play(holding({}, { faults }), INPUTS);
      expect([played.run.exitCode, played.run.outputs.outcome]).toEqual([1, "failed"]);
      expect(statesByRegion(played)).toEqual({
        brazilsouth: "pullable",
        japaneast: "denied",
        westeurope: "pullable",
      });
      expect(played.errors).toContain("evil.example.com");
    },
  );
});
