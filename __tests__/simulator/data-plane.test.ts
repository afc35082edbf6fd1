import { afterEach, describe, expect, test } from "@jest/globals";
import { type Reply, send, sendToArm } from "./client.js";
import {
  childDigestsOf,
  digestOf,
  type ImageWorld,
  type Simulator,
  startSimulator,
  type World,
} from "./index.js";
import { header, member } from "./recorded-world.js";

const REGISTRY_AUDIENCE = "https://containerregistry.azure.net";
const JAPAN = "contoso.japaneast.geo.azurecr.io";
const HOME = "contoso.westeurope.geo.azurecr.io";
const ACCEPT = [
  "application/vnd.oci.image.index.v1+json",
  "application/vnd.oci.image.manifest.v1+json",
  "application/vnd.docker.distribution.manifest.v2+json",
  "application/vnd.docker.distribution.manifest.list.v2+json",
].join(", ");

const IMAGE: ImageWorld = { repository: "shop/api", tag: "v1" };
const REPLICAS = [{ region: "japaneast" }];

let simulator: Simulator;
let now = 1_800_000_000_000;
const start = async (registry: World["registry"], world: World = {}) => {
  simulator = await startSimulator({ registry: { replicas: REPLICAS, ...registry }, ...world }, () => now);
  // The first request sets the zero of all arrivals.
  await sendToArm(simulator, "/subscriptions");
};
afterEach(() => simulator.close());

const form = (values: Record<string, string>) => ({
  method: "POST",
  body: new URLSearchParams(values).toString(),
});

function exchange(host: string, entra: string, service = "contoso.azurecr.io"): Promise<Reply> {
  return send(
    simulator,
    `https://${host}/oauth2/exchange`,
    form({ grant_type: "access_token", service, access_token: entra }),
  );
}

async function token(host: string, repository = "shop/api"): Promise<Reply> {
  const refresh = await exchange(host, simulator.accessToken(REGISTRY_AUDIENCE));
  return send(
    simulator,
    `https://${host}/oauth2/token`,
    form({
      grant_type: "refresh_token",
      service: "contoso.azurecr.io",
      scope: `repository:${repository}:pull`,
      refresh_token: String(member(refresh.json, "refresh_token")),
    }),
  );
}

async function manifest(host: string, reference: string, accept = ACCEPT): Promise<Reply> {
  const authorization = `Bearer ${member((await token(host)).json, "access_token")}`;
  const url = `https://${host}/v2/shop/api/manifests/${reference}`;
  return send(simulator, url, { method: "HEAD", headers: { authorization, accept } });
}

describe("the challenge", () => {
  test.each([
    ["contoso.azurecr.io", "contoso.azurecr.io"],
    [JAPAN, JAPAN],
  ])("realm of %s is %s itself, service the global login server", async (host, realm) => {
    await start({});
    const { status, headers } = await send(simulator, `https://${host}/v2/`);
    expect(status).toBe(401);
    expect(headers["www-authenticate"]).toBe(
      `Bearer realm="https://${realm}/oauth2/token",service="contoso.azurecr.io"`,
    );
  });

  test("a world may let it name a foreign realm", async () => {
    await start({ challenge: { realm: "https://evil.example.com/oauth2/token" } });
    const { headers } = await send(simulator, `https://${JAPAN}/v2/`);
    expect(headers["www-authenticate"]).toContain('realm="https://evil.example.com/oauth2/token"');
  });

  test("a label in the login server is in every host", async () => {
    await start({ label: "contoso-a1b2c3", replicas: REPLICAS });
    const { headers } = await send(simulator, "https://contoso-a1b2c3.japaneast.geo.azurecr.io/v2/");
    expect(headers["www-authenticate"]).toContain('service="contoso-a1b2c3.azurecr.io"');
  });
});

describe("hosts that do not exist", () => {
  test.each([
    ["of a region without a replica", "contoso.uksouth.geo.azurecr.io", {}],
    ["while regional endpoints are off", JAPAN, { regionalEndpoints: false }],
    ["of a registry that is none", "other.azurecr.io", {}],
  ])("%s", async (_, host, registry) => {
    await start(registry);
    await expect(send(simulator, `https://${host}/v2/`)).rejects.toThrow("The proxy answered 502");
    expect(simulator.unresolvedHosts).toEqual([host]);
    expect(simulator.unexpectedHosts).toEqual([]);
  });
});

describe("the token exchange", () => {
  test("an Entra token for the registry audience gives a refresh token, that an access token, that the manifest", async () => {
    await start({ images: [IMAGE] });
    const { status, headers } = await manifest(JAPAN, "v1");
    expect([status, headers["docker-content-digest"]]).toEqual([200, digestOf(IMAGE)]);
    expect(() => simulator.assertNoLeaks()).not.toThrow();
  });

  test.each([
    [200, "while the policy leaves it on", {}],
    [401, "when azureADAuthenticationAsArmPolicy is disabled", { armTokensAccepted: false }],
  ])("an ARM token is answered %i %s", async (status, _, registry) => {
    await start(registry);
    expect((await exchange(JAPAN, simulator.accessToken())).status).toBe(status);
  });

  test("an identity without AcrPull gets 401 from /oauth2/token", async () => {
    await start(
      {},
      { permissions: { registry: ["*/replications/*", "Microsoft.ContainerRegistry/registries/read"] } },
    );
    expect((await token(JAPAN)).status).toBe(401);
  });

  test.each([
    [401, "AcrPull", "Microsoft.ContainerRegistry/registries/pull/read"],
    [
      200,
      "Container Registry Repository Reader",
      "Microsoft.ContainerRegistry/registries/repositories/content/read",
    ],
  ])("%i to an identity with %s where roles are given by repository", async (status, _, action) => {
    await start({ repositoryPermissions: true }, { permissions: { registry: [action] } });
    expect((await token(JAPAN)).status).toBe(status);
  });

  test("a token for another repository is not enough for this one", async () => {
    await start({ images: [IMAGE] });
    const authorization = `Bearer ${member((await token(JAPAN, "shop/other")).json, "access_token")}`;
    const url = `https://${JAPAN}/v2/shop/api/manifests/v1`;
    const reply = await send(simulator, url, { headers: { authorization, accept: ACCEPT } });
    expect(reply.status).toBe(401);
    expect(reply.headers["www-authenticate"]).toContain(
      'scope="repository:shop/api:pull",error="insufficient_scope"',
    );
  });

  test("docker and skopeo get one with the refresh token as Basic password", async () => {
    await start({});
    const refresh = member(
      (await exchange(JAPAN, simulator.accessToken(REGISTRY_AUDIENCE))).json,
      "refresh_token",
    );
    const basic = Buffer.from(`00000000-0000-0000-0000-000000000000:${refresh}`).toString("base64");
    const url = `https://${JAPAN}/oauth2/token?service=contoso.azurecr.io&scope=repository%3Ashop%2Fapi%3Apull`;
    const reply = await send(simulator, url, { headers: { authorization: `Basic ${basic}` } });
    expect(member(reply.json, "access_token")).toEqual(expect.any(String));
  });

  test("an access token runs out", async () => {
    await start({ images: [IMAGE] }, { tokens: { registryAccess: 60 } });
    const authorization = `Bearer ${member((await token(JAPAN)).json, "access_token")}`;
    const ask = () =>
      send(simulator, `https://${JAPAN}/v2/shop/api/manifests/v1`, {
        headers: { authorization, accept: ACCEPT },
      });
    expect((await ask()).status).toBe(200);
    now += 60_000;
    expect((await ask()).status).toBe(401);
  });
});

describe("manifests as each region has them", () => {
  test("404 MANIFEST_UNKNOWN until the image has arrived there", async () => {
    const late = { ...IMAGE, arrives: { japaneast: 5_000 } };
    await start({ images: [late] });
    expect((await manifest(HOME, digestOf(late))).status).toBe(200);
    expect((await manifest(JAPAN, digestOf(late))).status).toBe(404);
    now += 5_000;
    expect((await manifest(JAPAN, digestOf(late))).status).toBe(200);
  });

  test("Accept must name the type", async () => {
    await start({ images: [IMAGE] });
    expect((await manifest(JAPAN, "v1", "application/vnd.oci.image.index.v1+json")).status).toBe(404);
  });

  test("a stale region still gives the tag's old digest", async () => {
    const fresh = { ...IMAGE, build: "2", arrives: { japaneast: null } };
    await start({ images: [IMAGE, fresh] });
    expect(header(await manifest(HOME, "v1"), "docker-content-digest")).toBe(digestOf(fresh));
    expect(header(await manifest(JAPAN, "v1"), "docker-content-digest")).toBe(digestOf(IMAGE));
  });

  test("a tag moves when the next push happens", async () => {
    const next = { ...IMAGE, build: "2", pushed: 3_000 };
    await start({ images: [IMAGE, next] });
    expect(header(await manifest(HOME, "v1"), "docker-content-digest")).toBe(digestOf(IMAGE));
    now += 3_000;
    expect(header(await manifest(HOME, "v1"), "docker-content-digest")).toBe(digestOf(next));
  });

  test("a child of an index may be late", async () => {
    const index: ImageWorld = { ...IMAGE, platforms: 2, childrenArrive: [undefined, { japaneast: 4_000 }] };
    await start({ images: [index] });
    const [first = "", second = ""] = childDigestsOf(index);
    const states = async () => [
      (await manifest(JAPAN, digestOf(index))).status,
      (await manifest(JAPAN, first)).status,
      (await manifest(JAPAN, second)).status,
    ];
    expect(await states()).toEqual([200, 200, 404]);
    now += 4_000;
    expect(await states()).toEqual([200, 200, 200]);
  });

  test("an index may list an index, which lists the platforms", async () => {
    const nested: ImageWorld = { ...IMAGE, platforms: 2, nested: true };
    await start({ images: [nested] });
    const [inner = "", ...platforms] = childDigestsOf(nested);
    const listed = async (digest: string) => {
      const authorization = `Bearer ${member((await token(HOME)).json, "access_token")}`;
      const url = `https://${HOME}/v2/shop/api/manifests/${digest}`;
      const { json } = await send(simulator, url, { headers: { authorization, accept: ACCEPT } });
      return (member(json, "manifests") as { digest: string }[]).map((child) => child.digest);
    };
    expect(await listed(digestOf(nested))).toEqual([inner]);
    expect(await listed(inner)).toEqual(platforms);
  });

  test("a world may say when an image arrives in all regions that it does not name", async () => {
    const only = { ...IMAGE, arrives: { japaneast: 0, "*": null } };
    await start({ images: [only] });
    expect((await manifest(JAPAN, digestOf(only))).status).toBe(200);
    expect((await manifest(HOME, digestOf(only))).status).toBe(404);
  });

  test("a world may redirect to another host with 307", async () => {
    await start({ images: [IMAGE], redirectsTo: "evil.example.com" });
    const { status, headers } = await manifest(JAPAN, "v1");
    expect([status, headers.location]).toEqual([307, "https://evil.example.com/v2/shop/api/manifests/v1"]);
  });

  test("somebody may push meanwhile", async () => {
    await start({});
    simulator.push(IMAGE);
    expect((await manifest(JAPAN, "v1")).status).toBe(200);
  });
});
