import { describe, expect, test } from "@jest/globals";
import { CLOUDS, type CloudName, ID_TOKEN_HOST, type World } from "../simulator/index.js";
import { play, statesByRegion } from "./harness/index.js";
import { REGISTRY_ID } from "./harness/names.js";

const IMAGES = [{ repository: "shop/api", tag: "v1" }];

/** Its host for sign-in, which for China is the newer of two names, home and another region. */
const PLACES: Readonly<Record<CloudName, readonly [authority: string, home: string, other: string]>> = {
  AzureCloud: ["login.microsoftonline.com", "westeurope", "japaneast"],
  AzureUSGovernment: ["login.microsoftonline.us", "usgovvirginia", "usgovtexas"],
  AzureChinaCloud: ["login.partner.microsoftonline.cn", "chinanorth3", "chinaeast2"],
};

function hostsOf(requests: readonly { readonly host: string }[]): readonly string[] {
  return [...new Set(requests.map(({ host }) => host))].toSorted();
}

describe("the cloud sets all at once", () => {
  test.concurrent.each<[CloudName, string, object, Readonly<Record<string, string>>]>([
    ["AzureCloud", "which it is when nothing is said", {}, {}],
    [
      "AzureUSGovernment",
      "by the input, whatever the variable says",
      { cloud: "AzureUSGovernment" },
      { AZURE_AUTHORITY_HOST: "https://login.microsoftonline.com" },
    ],
    ["AzureChinaCloud", "by AZURE_AUTHORITY_HOST", {}, { AZURE_AUTHORITY_HOST: "login.chinacloudapi.cn" }],
  ])("%s, %s", async (name, _how, inputs, environment) => {
    const cloud = CLOUDS[name];
    const [authority, home, other] = PLACES[name];
    const asked = {
      ...inputs,
      registry: `contoso.${cloud.registrySuffix}`,
      regions: other,
      images: "shop/api:v1",
    };
    const played = await play({ cloud: name, registry: { home, images: IMAGES } }, asked, { environment });
    const { run, simulator } = played;
    expect([run.exitCode, run.outputs.outcome]).toEqual([0, "changed"]);
    expect(statesByRegion(played)).toEqual({ [home]: "pullable", [other]: "pullable" });
    // Where it went: no host of another cloud.
    const endpoints = [home, other].map((region) => `contoso.${region}.geo.${cloud.registrySuffix}`);
    expect(hostsOf(simulator.requests)).toEqual(
      [ID_TOKEN_HOST, authority, cloud.resourceManager, ...endpoints].toSorted(),
    );
    // For whom its tokens were made.
    const audiences = (host: string, read: (request: (typeof simulator.requests)[number]) => unknown) => [
      ...new Set(simulator.matching({ host }).map(read)),
    ];
    expect(audiences(ID_TOKEN_HOST, ({ query }) => query.audience)).toEqual([cloud.idTokenAudience]);
    expect(audiences(cloud.resourceManager, ({ audience }) => audience)).toEqual([
      `https://${cloud.resourceManager}`,
    ]);
    const exchanges = simulator.matching({ path: /\/oauth2\/exchange$/ }).map(({ body }) => String(body));
    expect(exchanges.filter((form) => !form.includes(`Entra token for ${cloud.registryAudience}`))).toEqual(
      [],
    );
  });

  test.concurrent("a login server whose suffix contradicts it is an input error that names the cloud to set", async () => {
    const inputs = { registry: "contoso.azurecr.us", cloud: "", regions: "westeurope" };
    const { run, errors, simulator } = await play({}, inputs);
    expect([run.exitCode, run.outputs.outcome, simulator.requests]).toEqual([1, "failed", []]);
    expect(errors).toContain("Set `cloud: AzureUSGovernment`, or correct the name.");
  });
});

describe("a cloud that lags behind in API versions (NoRegisteredProviderFound, shape of Azure/acr issue 70)", () => {
  const [, home, other] = PLACES.AzureChinaCloud;
  const INPUTS = { registry: REGISTRY_ID, cloud: "AzureChinaCloud", regions: other };

  function lagging(...apiVersions: readonly string[]): World {
    return { cloud: "AzureChinaCloud", registry: { home, images: IMAGES }, apiVersions };
  }

  /** Versions of the registry provider that were asked for, each with its answer, in order and without repeats. */
  function versionsOf(
    requests: readonly { path: string; apiVersion: string | undefined; status?: number }[],
  ) {
    const asked = requests
      .filter(({ path }) => path.includes("/Microsoft.ContainerRegistry/registries/"))
      .map(({ apiVersion, status }) => `${apiVersion} ${status === 400 ? "unknown" : "served"}`);
    return [...new Set(asked)];
  }

  test.concurrent("is served with the newest one that it names and the action knows, found out by its first refusals", async () => {
    // Of its previews it has withdrawn the one that the action asks for first.
    const world = lagging(
      "2019-05-01",
      "2021-09-01",
      "2022-12-01",
      "2023-06-01-preview",
      "2026-09-01-preview",
    );
    const asked = { ...INPUTS, routing: "disabled", tags: "tier=dr", images: "shop/api:v1" };
    const played = await play(world, asked);
    const { run, simulator } = played;
    expect([run.exitCode, run.outputs.outcome]).toEqual([0, "changed"]);
    expect(versionsOf(simulator.requests)).toEqual([
      "2025-11-01 unknown",
      "2022-12-01 served",
      "2022-04-01 served",
      "2020-05-01 served",
      "2026-03-01-preview unknown",
      "2026-09-01-preview served",
    ]);
    // The registry and its replicas are asked for at once; of the previews the first is refused.
    expect(simulator.requests.filter(({ status }) => status === 400)).toHaveLength(3);
    expect(simulator.replicas().find(({ region }) => region === other)).toMatchObject({
      routing: false,
      tags: { tier: "dr" },
    });
    expect(statesByRegion(played)).toEqual({ [home]: "pullable", [other]: "pullable" });
  });

  test.concurrent("and has none that the action knows: is served with the newest that it names", async () => {
    const { run, writes } = await play(lagging("2017-10-01", "2019-05-01"), INPUTS);
    expect([run.exitCode, writes]).toEqual([0, ["PUT chinaeast2"]]);
  });

  test.concurrent.each([
    [
      "the newest stable version, which shows them",
      ["2025-11-01", "2027-05-01", "2027-06-01-preview"],
      "2027-05-01",
    ],
    [
      "the newest preview, where no stable version shows them",
      ["2025-11-01", "2026-11-01", "2027-06-01-preview"],
      "2027-06-01-preview",
    ],
  ])(
    "and has neither preview of regional endpoints any more: images are proven by %s",
    async (_, versions, last) => {
      const inputs = { ...INPUTS, mode: "wait", regions: home, images: "shop/api:v1" };
      const played = await play(lagging(...versions), inputs);
      expect([played.run.exitCode, statesByRegion(played)]).toEqual([0, { [home]: "pullable" }]);
      expect(versionsOf(played.simulator.requests).at(-1)).toBe(`${last} served`);
    },
  );

  test.concurrent("and has no preview with regional endpoints: says so, and proves nothing", async () => {
    const inputs = { ...INPUTS, mode: "wait", regions: home, images: "shop/api:v1" };
    const played = await play(lagging("2025-11-01"), inputs);
    expect(statesByRegion(played)).toEqual({ [home]: "unknown" });
    expect(played.errors).toContain("RegionalEndpointsNotOffered");
  });
});
