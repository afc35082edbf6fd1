import { describe, expect, test } from "@jest/globals";
import { CLOUDS, type CloudName, ID_TOKEN_HOST, type SignIn, type World } from "../simulator/index.js";
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

describe("the input cloud sets all at once", () => {
  test.concurrent.each(Object.values(CLOUDS))("$name", async (cloud) => {
    const [authority, home, other] = PLACES[cloud.name];
    const played = await play(
      { cloud: cloud.name, registry: { home, images: IMAGES } },
      {
        registry: `contoso.${cloud.registrySuffix}`,
        cloud: cloud.name,
        regions: other,
        images: "shop/api:v1",
      },
    );
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

  test("a registry's audience that Entra does not know gives way to ARM's, which every registry takes", async () => {
    const unknown =
      "AADSTS500011: The resource principal named https://containerregistry.azure.us was not found in the tenant named Contoso.";
    const refusal = { error: "invalid_resource", error_description: unknown };
    const [authority, home] = PLACES.AzureUSGovernment;
    const played = await play(
      {
        cloud: "AzureUSGovernment",
        registry: { home, images: IMAGES },
        faults: [
          { host: authority, skip: 1, times: 1, effect: { kind: "answer", status: 400, body: refusal } },
        ],
      },
      {
        registry: REGISTRY_ID,
        cloud: "AzureUSGovernment",
        mode: "wait",
        regions: home,
        images: "shop/api:v1",
      },
    );
    expect(statesByRegion(played)).toEqual({ [home]: "pullable" });
    const [exchange] = played.simulator.matching({ path: /\/oauth2\/exchange$/ });
    expect(exchange?.body).toContain("Entra token for https://management.usgovcloudapi.net");
  });
});

describe("AZURE_AUTHORITY_HOST", () => {
  test.concurrent.each<[string, CloudName, SignIn]>([
    ["https://login.microsoftonline.us", "AzureUSGovernment", "oidc"],
    ["https://login.microsoftonline.us/", "AzureUSGovernment", "secret"],
    ["login.chinacloudapi.cn", "AzureChinaCloud", "secret"],
  ])("%s chooses %s where the input is left out (%s)", async (host, cloud, signIn) => {
    const [authority, home] = PLACES[cloud];
    const inputs = { registry: REGISTRY_ID, mode: "check", regions: home };
    const environment = { AZURE_AUTHORITY_HOST: host };
    const { run, simulator } = await play({ cloud, registry: { home } }, inputs, { signIn, environment });
    expect(run.outputs.outcome).toBe("in-sync");
    expect(hostsOf(simulator.requests)).toEqual(
      expect.arrayContaining([authority, CLOUDS[cloud].resourceManager]),
    );
  });

  test("counts for nothing where the input is set", async () => {
    const inputs = { registry: REGISTRY_ID, mode: "check", regions: "westeurope", cloud: "AzureCloud" };
    const environment = { AZURE_AUTHORITY_HOST: "https://login.example.com" };
    const { run } = await play({}, inputs, { environment });
    expect(run.outputs.outcome).toBe("in-sync");
  });

  test("of no cloud is an error that names the three, and nothing is asked there", async () => {
    const inputs = { registry: REGISTRY_ID, mode: "check", regions: "westeurope" };
    const environment = { AZURE_AUTHORITY_HOST: "https://login.example.com/" };
    const { run, errors, simulator } = await play({}, inputs, { environment });
    expect([run.exitCode, run.outputs.outcome, simulator.requests]).toEqual([1, "failed", []]);
    expect(errors).toContain(
      "Set the variable to `https://login.microsoftonline.com`, `https://login.microsoftonline.us` or `https://login.chinacloudapi.cn`, or set the input `cloud`.",
    );
  });
});

describe("a login server whose suffix contradicts the cloud", () => {
  test.concurrent.each([
    ["contoso.azurecr.us", "", "AzureUSGovernment"],
    ["contoso.azurecr.io", "AzureChinaCloud", "AzureCloud"],
  ])("%s with cloud %j is an input error that names the cloud to set", async (registry, cloud, right) => {
    const { run, errors, simulator } = await play({}, { registry, cloud, regions: "westeurope" });
    expect([run.exitCode, run.outputs.outcome, simulator.requests]).toEqual([1, "failed", []]);
    expect(errors).toContain(`Set \`cloud: ${right}\`, or correct the name.`);
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

  test("is served with the newest one that it names and the action knows, found out by one refusal", async () => {
    const world = lagging("2019-05-01", "2021-09-01", "2022-12-01", "2023-06-01-preview");
    const { run, simulator } = await play(world, { ...INPUTS, routing: "disabled", tags: "tier=dr" });
    expect([run.exitCode, run.outputs.outcome]).toEqual([0, "changed"]);
    expect(versionsOf(simulator.requests)).toEqual(["2025-11-01 unknown", "2022-12-01 served"]);
    expect(simulator.requests.filter(({ status }) => status === 400)).toHaveLength(1);
    expect(simulator.replicas().find(({ region }) => region === other)).toMatchObject({
      routing: false,
      tags: { tier: "dr" },
    });
  });

  test("and has none that the action knows: says which it has", async () => {
    const { run, errors, writes } = await play(lagging("2017-10-01", "2019-05-01"), INPUTS);
    expect([run.exitCode, writes]).toEqual([1, []]);
    expect(errors).toContain(
      "AzureChinaCloud has no API version that this action knows. It names: 2017-10-01, 2019-05-01.",
    );
  });

  const LOOK = { ...INPUTS, mode: "wait", regions: home, images: "shop/api:v1" };

  test("and has withdrawn the preview with the regional endpoints: the next one that it names serves", async () => {
    const played = await play(lagging("2025-11-01", "2026-09-01-preview"), LOOK);
    expect(statesByRegion(played)).toEqual({ [home]: "pullable" });
    expect(versionsOf(played.simulator.requests)).toContain("2026-09-01-preview served");
  });

  test("and has no preview with regional endpoints: says so, and proves nothing", async () => {
    const played = await play(lagging("2025-11-01"), LOOK);
    expect(statesByRegion(played)).toEqual({ [home]: "unknown" });
    expect(played.errors).toContain("RegionalEndpointsNotOffered");
  });
});
