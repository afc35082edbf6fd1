import { createHash } from "node:crypto";
import { describe, expect, test } from "@jest/globals";
import { CLOUDS } from "../../src/azure/clouds.js";
import { parseChallenge } from "../../src/azure/images/challenge.js";
import { createImageSource } from "../../src/azure/images/image-source.js";
import { registryHosts } from "../../src/azure/images/registry-hosts.js";
import { SignInFailed } from "../../src/azure/sign-in/credential.js";
import { TokenRefused } from "../../src/azure/sign-in/entra-client.js";
import type { SignedIn } from "../../src/azure/sign-in/sign-in.js";
import { region, registry } from "../builders/registry.js";
import { fakeArm } from "./builders/arm.js";
import { context, plainFailure, SUBSCRIPTION, scopeTokens } from "./builders/context.js";
import { type FakeTransport, fakeTransport, type Reply, type SentRequest } from "./builders/fake-http.js";

const never = new AbortController().signal;
const JAPAN = region("japaneast");
const HOST = "contoso.japaneast.geo.azurecr.io";
const INDEX_TYPE = "application/vnd.oci.image.index.v1+json";
const MANIFEST_TYPE = "application/vnd.oci.image.manifest.v1+json";

function digestOf(text: string): string {
  return `sha256:${createHash("sha256").update(text).digest("hex")}`;
}

const CHILDREN = [digestOf("amd64"), digestOf("arm64")];
const INDEX = JSON.stringify({ manifests: CHILDREN.map((digest) => ({ digest })) });

interface World {
  /** Answers before the world does; null leaves it to the world. */
  readonly reply?: (request: SentRequest) => Reply | null;
  readonly regionalEndpoints?: string;
  readonly roleAssignmentMode?: string;
  readonly hostNames?: readonly string[];
  readonly signedIn?: Partial<SignedIn>;
  readonly loginServer?: string;
  readonly hasQuarantine?: boolean;
  /** Those of all images that are asked for. */
  readonly repositories?: readonly string[];
}

function isChallenge({ url, headers }: SentRequest): boolean {
  return new URL(url).pathname === "/v2/" && headers.authorization === undefined;
}

function answerOf(request: SentRequest, world: World): Reply {
  const { host, pathname } = new URL(request.url);
  if (host === "management.azure.com") {
    const { regionalEndpoints = "Enabled", hostNames = [], roleAssignmentMode } = world;
    const properties = { regionalEndpoints, regionalEndpointHostNames: hostNames, roleAssignmentMode };
    return { status: 200, body: { properties } };
  }
  if (pathname === "/v2/") {
    const challenge = `Bearer realm="https://${host}/oauth2/token",service="contoso.azurecr.io"`;
    return { status: 401, headers: { "Www-Authenticate": challenge } };
  }
  if (pathname === "/oauth2/exchange") return { status: 200, body: { refresh_token: "refresh" } };
  if (pathname === "/oauth2/token") return { status: 200, body: { access_token: "pull" } };
  const headers = { "Content-Type": INDEX_TYPE, "Docker-Content-Digest": digestOf(INDEX) };
  return { status: 200, headers, ...(request.method === "GET" ? { body: INDEX } : {}) };
}

async function open(world: World = {}) {
  const transport = fakeTransport((request) => world.reply?.(request) ?? answerOf(request, world));
  const source = await createImageSource(
    {
      arm: fakeArm(transport),
      registry: registry({
        id: { subscriptionId: SUBSCRIPTION, resourceGroup: "rg-shop", name: "contoso" },
        loginServer: world.loginServer ?? "contoso.azurecr.io",
        hasQuarantine: world.hasQuarantine ?? false,
      }),
      repositories: world.repositories ?? [],
      cloud: CLOUDS.AzureCloud,
      signedIn: { tokens: scopeTokens, way: "oidc", tenantId: "tenant", ...world.signedIn },
      transport,
      context: context({ activity: "prove-image", region: null }),
    },
    never,
  );
  return { transport, source };
}

async function look(world: World = {}, reference = "v2") {
  const { transport, source } = await open(world);
  if (source.kind === "none") throw new Error("no regional endpoints");
  const answer = await source.manifests.look(JAPAN, "shop/api", reference, never);
  return { transport, answer, again: () => source.manifests.look(JAPAN, "shop/api", reference, never) };
}

function dataPlane(transport: FakeTransport): readonly string[] {
  return transport.sent
    .filter(({ url }) => new URL(url).host !== "management.azure.com")
    .map(({ method, url }) => `${method} ${new URL(url).host}${new URL(url).pathname}`);
}

function failing(answer: Awaited<ReturnType<typeof look>>["answer"]) {
  return "failure" in answer ? plainFailure(answer.failure) : null;
}

describe("the image source", () => {
  test("is read with one GET by the preview API", async () => {
    const { transport, source } = await open();
    expect(source.kind).toBe("regional-endpoints");
    expect(transport.sent).toHaveLength(1);
    expect(transport.sent[0]?.url).toContain("api-version=2026-03-01-preview");
  });

  test("is none where regional endpoints are off, with the command that turns them on", async () => {
    const { source } = await open({ regionalEndpoints: "Disabled" });
    const failure = source.kind === "none" ? plainFailure(source.failure) : null;
    expect(failure).toMatchObject({ kind: "observed", code: "RegionalEndpointsOff" });
    expect(failure?.remedy).toContain("az acr update --name contoso --regional-endpoints enabled");
    expect(failure?.remedy).toContain("address");
  });

  test("is none in a cloud whose API does not have them", async () => {
    const { source } = await open({
      reply: () => ({ status: 400, body: { error: { code: "NoRegisteredProviderFound", message: "" } } }),
    });
    expect(source.kind === "none" ? plainFailure(source.failure).code : null).toBe(
      "RegionalEndpointsNotOffered",
    );
  });

  describe("when the previews are gone", () => {
    /** An API with some versions, of which some show regional endpoints. */
    async function openIn(served: readonly string[], showing: readonly string[]) {
      const message = `No registered resource provider found for location 'x' and API version 'y' for type 'registries'. The supported api-versions are '${served.join(", ")}'.`;
      const { transport, source } = await open({
        reply: ({ url }) => {
          if (new URL(url).host !== "management.azure.com") return null;
          const version = new URL(url).searchParams.get("api-version") ?? "";
          if (!served.includes(version))
            return { status: 400, body: { error: { code: "NoRegisteredProviderFound", message } } };
          const shown = showing.includes(version) ? { regionalEndpoints: "Enabled" } : {};
          return { status: 200, body: { properties: { loginServer: "contoso.azurecr.io", ...shown } } };
        },
      });
      const asked = transport.sent.map(({ url }) => new URL(url).searchParams.get("api-version"));
      return { asked, source };
    }

    test.each<[string, readonly string[], readonly string[], string, readonly string[]]>([
      [
        "the other known preview serves",
        ["2025-11-01", "2026-09-01-preview"],
        ["2026-09-01-preview"],
        "regional-endpoints",
        ["2026-09-01-preview"],
      ],
      [
        "the newest stable version",
        ["2025-11-01", "2027-05-01", "2026-11-01", "2027-06-01-preview"],
        ["2027-05-01"],
        "regional-endpoints",
        ["2027-05-01"],
      ],
      [
        "then the newest preview",
        ["2025-11-01", "2027-05-01", "2027-06-01-preview", "2027-02-01-preview"],
        ["2027-06-01-preview"],
        "regional-endpoints",
        ["2027-05-01", "2027-06-01-preview"],
      ],
      [
        "and no other",
        ["2025-11-01", "2027-05-01", "2027-06-01-preview"],
        ["2025-11-01"],
        "none",
        ["2027-05-01", "2027-06-01-preview"],
      ],
    ])("%s", async (_what, served, showing, kind, asked) => {
      const opened = await openIn(served, showing);
      expect(opened.source.kind).toBe(kind);
      expect(opened.asked).toEqual(["2026-03-01-preview", ...asked]);
    });

    test("and no version shows them, the message says which were asked", async () => {
      const { source } = await openIn(["2027-05-01"], []);
      const failure = source.kind === "none" ? plainFailure(source.failure) : null;
      expect(failure?.code).toBe("RegionalEndpointsNotOffered");
      expect(failure?.remedy).toMatch(/2026-09-01-preview and 2026-03-01-preview.*2027-05-01/);
    });
  });

  test("is none, and not switched off, where the answer does not say", async () => {
    const { source } = await open({ reply: () => ({ status: 200, body: { properties: {} } }) });
    expect(source.kind === "none" ? plainFailure(source.failure).code : null).toBe(
      "RegionalEndpointsNotOffered",
    );
  });

  test.each([[{ properties: "all of them" }], [{ properties: null }], [{}], [[]], ["<html>"]])(
    "is not taken for switched off when the answer is no registry: %j",
    async (body) => {
      const unreadable = open({ reply: () => ({ status: 200, body }) });
      await expect(unreadable).rejects.toMatchObject({ failure: { kind: "malformed" } });
    },
  );
});

describe("a look at an image", () => {
  test("goes to the region's own host, by its own challenge", async () => {
    const { transport, answer } = await look();
    expect(answer).toEqual({ kind: "present", digest: digestOf(INDEX), children: CHILDREN, blobs: [] });
    expect(dataPlane(transport)).toEqual([
      `GET ${HOST}/v2/`,
      `POST ${HOST}/oauth2/exchange`,
      `POST ${HOST}/oauth2/token`,
      `GET ${HOST}/v2/shop/api/manifests/v2`,
    ]);
  });

  test("exchanges the Entra token for the registry's audience", async () => {
    const { transport } = await look();
    const exchange = new URLSearchParams(transport.sent.find(({ url }) => url.endsWith("/exchange"))?.body);
    expect(Object.fromEntries(exchange)).toEqual({
      grant_type: "access_token",
      service: "contoso.azurecr.io",
      tenant: "tenant",
      access_token: "token for https://containerregistry.azure.net/.default",
    });
  });

  test("masks the registry's tokens", async () => {
    const { transport } = await look();
    expect(transport.masked).toEqual(expect.arrayContaining(["refresh", "pull"]));
  });

  test("asks for manifests and indexes of both kinds, and for attachments of before OCI 1.1", async () => {
    const { transport } = await look();
    const { accept = "" } = transport.sent.find(({ url }) => url.includes("/manifests/"))?.headers ?? {};
    expect(accept.split(", ")).toEqual([
      MANIFEST_TYPE,
      "application/vnd.docker.distribution.manifest.v2+json",
      "application/vnd.oci.artifact.manifest.v1+json",
      "application/vnd.cncf.oras.artifact.manifest.v1+json",
      INDEX_TYPE,
      "application/vnd.docker.distribution.manifest.list.v2+json",
    ]);
  });

  const MANIFEST = JSON.stringify({ schemaVersion: 2, layers: [] });
  const sha512 = (text: string) => `sha512:${createHash("sha512").update(text).digest("hex")}`;
  test.each<[string, string, string, Readonly<Record<string, string>>, readonly string[]]>([
    ["an index without a digest", digestOf(INDEX), INDEX, { "Content-Type": INDEX_TYPE }, CHILDREN],
    ["an image without a digest", digestOf(MANIFEST), MANIFEST, { "Content-Type": MANIFEST_TYPE }, []],
    [
      "an index without a type",
      digestOf(INDEX),
      INDEX,
      { "Docker-Content-Digest": digestOf(INDEX) },
      CHILDREN,
    ],
    [
      "an index of no known type",
      digestOf(INDEX),
      INDEX,
      { "Docker-Content-Digest": digestOf(INDEX), "Content-Type": "application/json" },
      CHILDREN,
    ],
    ["an index with nothing in its header", digestOf(INDEX), INDEX, {}, CHILDREN],
    [
      "an index by SHA-512",
      sha512(INDEX),
      INDEX,
      { "Docker-Content-Digest": sha512(INDEX), "Content-Type": INDEX_TYPE },
      CHILDREN,
    ],
  ])("reads the manifest itself: %s", async (_what, digest, body, headers, children) => {
    const reply = ({ method, url }: SentRequest) =>
      url.includes("/manifests/") ? { status: 200, headers, ...(method === "GET" ? { body } : {}) } : null;
    for (const reference of ["v2", digest]) {
      const { answer } = await look({ reply }, reference);
      const named = "Docker-Content-Digest" in headers || reference !== "v2" ? digest : digestOf(body);
      expect(answer).toEqual({ kind: "present", digest: named, children, blobs: [] });
    }
  });

  test("costs one request when it is made again", async () => {
    const { transport, again } = await look();
    const before = transport.sent.length;
    expect(await again()).toMatchObject({ kind: "present", children: CHILDREN });
    expect(transport.sent.length - before).toBe(1);
  });

  test("reads a manifest once, whichever region gives it: what a digest names is the same everywhere", async () => {
    const { transport, source } = await open();
    if (source.kind === "none") throw new Error("no regional endpoints");
    const { manifests } = source;
    const regions = ["japaneast", "eastus", "westus"].map(region);
    const answers = await Promise.all(regions.map((where) => manifests.look(where, "shop/api", "v2", never)));
    expect(answers.map(({ kind }) => kind)).toEqual(["present", "present", "present"]);
    expect(
      dataPlane(transport).filter((line) => line.startsWith("GET") && !line.endsWith("/v2/")),
    ).toHaveLength(1);
  });

  test("reads the manifest with one request where it is asked for first, and asks the others for its digest alone", async () => {
    const { transport, source } = await open();
    if (source.kind === "none") throw new Error("no regional endpoints");
    const { manifests } = source;
    const regions = ["japaneast", "westeurope"].map(region);
    await Promise.all(regions.map((where) => manifests.look(where, "shop/api", "v2", never)));
    const asked = dataPlane(transport).filter((line) => line.includes("/manifests/"));
    expect(asked.toSorted()).toEqual([
      `GET ${HOST}/v2/shop/api/manifests/v2`,
      "HEAD contoso.westeurope.geo.azurecr.io/v2/shop/api/manifests/v2",
    ]);
  });

  test("reads the manifest in its own region where another region fails while reading it", async () => {
    let reads = 0;
    const { transport, source } = await open({
      reply: ({ method, url }) =>
        method === "GET" && url.includes("/manifests/") && ++reads === 1 ? { status: 500 } : null,
    });
    if (source.kind === "none") throw new Error("no regional endpoints");
    const { manifests } = source;
    const answers = await Promise.all(
      ["japaneast", "eastus"].map((where) => manifests.look(region(where), "shop/api", "v2", never)),
    );
    expect(answers.map(({ kind }) => kind).toSorted()).toEqual(["present", "unreachable"]);
    expect(
      dataPlane(transport).filter((line) => line.startsWith("GET") && !line.endsWith("/v2/")),
    ).toHaveLength(2);
  });

  test("needs no token where the host asks for none", async () => {
    const { transport, answer } = await look({
      reply: (request) => (isChallenge(request) ? { status: 200, body: {} } : null),
    });
    expect(answer.kind).toBe("present");
    expect(transport.sent.at(-1)?.headers.authorization).toBeUndefined();
  });
});

/** Gives a reply to every question for a manifest. */
function onManifest(reply: Reply): World {
  return { reply: ({ url }) => (url.includes("/manifests/") ? reply : null) };
}

describe("what a look comes to", () => {
  test.each<[string, World, string]>([
    ["absent when the manifest is not there", onManifest({ status: 404 }), "absent"],
    ["denied when the manifest is refused", onManifest({ status: 403 }), "denied"],
    ["denied when a fresh token is refused as well", onManifest({ status: 401 }), "denied"],
    ["unreachable when the server fails", onManifest({ status: 500 }), "unreachable"],
    ["unreachable when the server is down and asks for no wait", onManifest({ status: 503 }), "unreachable"],
    ["unreachable when no connection comes about", onManifest({ fails: "ECONNREFUSED" }), "unreachable"],
    ["unreachable when the name is not there yet", onManifest({ fails: "ENOTFOUND" }), "unreachable"],
    ["unreachable when nothing comes", onManifest("hangs"), "unreachable"],
    [
      "unreachable when what should be a digest is none",
      onManifest({ status: 200, headers: { "Docker-Content-Digest": "latest" } }),
      "unreachable",
    ],
    [
      "unreachable when a page comes in place of a manifest",
      { reply: ({ url }) => (url.includes("/manifests/") ? { status: 200, body: "<html>" } : null) },
      "unreachable",
    ],
    [
      "denied when it redirects elsewhere",
      onManifest({ status: 307, headers: { Location: "https://evil.example.com/" } }),
      "denied",
    ],
    [
      "unreachable when the host is closed to the runner",
      {
        reply: (request) =>
          isChallenge(request) ? { status: 403, body: { errors: [{ code: "DENIED" }] } } : null,
      },
      "unreachable",
    ],
    [
      "denied when the exchange is refused",
      { reply: ({ url }) => (url.endsWith("/exchange") ? { status: 401 } : null) },
      "denied",
    ],
    [
      "denied when the pull token is refused",
      { reply: ({ url }) => (url.endsWith("/oauth2/token") ? { status: 401 } : null) },
      "denied",
    ],
  ])("%s", async (_fact, world, kind) => {
    expect((await look(world)).answer.kind).toBe(kind);
  });

  test.each([
    ["roles on the registry", "LegacyRegistryPermissions", "AcrPull"],
    ["roles by repository", "AbacRepositoryPermissions", "Container Registry Repository Reader"],
    ["an API that does not say which", undefined, "AcrPull"],
  ])("denied names the repository and the role that allows it: %s", async (_fact, mode, role) => {
    const asked = mode === undefined ? {} : { roleAssignmentMode: mode };
    const { answer } = await look({ ...onManifest({ status: 403 }), ...asked });
    expect(failing(answer)).toMatchObject({ kind: "denied", activity: "prove-image", region: "japaneast" });
    expect(failing(answer)?.remedy).toContain(`${HOST} does not let the identity pull shop/api`);
    expect(failing(answer)?.remedy).toContain(`'${role}'`);
  });

  test.each(["/oauth2/exchange", "/oauth2/token"])(
    "a host that closes before %s is closed, not denied",
    async (path) => {
      let isClosed = false;
      const { answer } = await look({
        reply: ({ url }) => {
          isClosed ||= url.endsWith(path);
          return isClosed ? { status: 403 } : null;
        },
      });
      expect(answer.kind).toBe("unreachable");
      expect(failing(answer)?.remedy).toMatch(/firewall.*private endpoints/);
    },
  );

  test("a host that is closed after a token was given is closed, not denied", async () => {
    let isClosed = false;
    const { transport, again } = await look({ reply: () => (isClosed ? { status: 403 } : null) });
    isClosed = true;
    const answer = await again();
    expect(failing(answer)?.remedy).toMatch(/firewall.*private endpoints/);
    expect(answer.kind).toBe("unreachable");
    expect(dataPlane(transport).at(-1)).toBe(`GET ${HOST}/v2/`);
  });

  test("a closed host names firewall and private endpoints", async () => {
    const world: World = { reply: (request) => (isChallenge(request) ? { status: 403 } : null) };
    expect(failing((await look(world)).answer)?.remedy).toMatch(/firewall.*private endpoints/);
  });

  test("a digest that is answered with another proves nothing", async () => {
    const { answer } = await look({}, digestOf("asked for"));
    expect(answer.kind).toBe("unreachable");
  });

  const onIndex = (reply: Reply): World => ({
    reply: ({ method, url }) => (method === "GET" && url.includes("/manifests/") ? reply : null),
  });
  const OTHER_INDEX = { status: 200, body: '{"manifests":[]}' };

  test("an index that is named as another proves nothing", async () => {
    const headers = { "Docker-Content-Digest": digestOf("another") };
    const { answer } = await look(onIndex({ ...OTHER_INDEX, headers }), digestOf(INDEX));
    expect(answer.kind).toBe("unreachable");
  });

  test.each(["sha256", "sha512"])(
    "an index without a word for it that is not what its %s says proves nothing",
    async (algorithm) => {
      const digest = `${algorithm}:${createHash(algorithm).update(INDEX).digest("hex")}`;
      const { answer } = await look(onIndex(OTHER_INDEX), digest);
      expect(answer.kind).toBe("unreachable");
      expect(failing(answer)?.remedy).toMatch(/another digest|does not match its digest/);
    },
  );

  test("an index that nobody vouches for counts when its text is what the digest says", async () => {
    const { answer } = await look(onIndex({ status: 200, body: INDEX }));
    expect(answer).toMatchObject({ kind: "present", digest: digestOf(INDEX) });
  });

  test("an index counts where the registry vouches for it, as every manifest does", async () => {
    const headers = { "Docker-Content-Digest": digestOf(INDEX) };
    const { answer } = await look(onIndex({ ...OTHER_INDEX, headers }));
    expect(answer).toEqual({ kind: "present", digest: digestOf(INDEX), children: [], blobs: [] });
  });

  test("a stop is thrown, not taken for an answer", async () => {
    const { source } = await open();
    const stop = new AbortController();
    stop.abort();
    if (source.kind === "none") throw new Error("no regional endpoints");
    const looking = source.manifests.look(JAPAN, "shop/api", "v2", stop.signal);
    await expect(looking).rejects.toMatchObject({ name: "AbortError" });
  });
});

const CONFIG = digestOf("config");
const LAYERS = [digestOf("base"), digestOf("own")];

describe("what a manifest names", () => {
  const layer = (digest: string | undefined, more: object = {}) => ({
    mediaType: "application/vnd.oci.image.layer.v1.tar+gzip",
    digest,
    ...more,
  });

  /** What a look reads of a manifest of some type. */
  async function contents(type: string, manifest: object) {
    const body = JSON.stringify(manifest);
    const headers = { "Content-Type": type, "Docker-Content-Digest": digestOf(body) };
    const reply = ({ method, url }: SentRequest) =>
      url.includes("/manifests/") ? { status: 200, headers, ...(method === "GET" ? { body } : {}) } : null;
    const { answer } = await look({ reply });
    return answer.kind === "present" ? { children: answer.children, blobs: answer.blobs } : answer.kind;
  }

  const [base, own] = LAYERS;
  const [amd64, arm64] = CHILDREN;
  const config = { mediaType: "application/vnd.oci.image.config.v1+json", digest: CONFIG };
  const DOCKER = "application/vnd.docker.distribution.manifest.v2+json";
  test.each<[string, string, object, readonly (string | undefined)[], readonly (string | undefined)[]]>([
    [
      "an image: its config, then its layers",
      MANIFEST_TYPE,
      { config, layers: [layer(base), layer(own)] },
      [CONFIG, base, own],
      [],
    ],
    ["an image of Docker's", DOCKER, { config, layers: [layer(base)] }, [CONFIG, base], []],
    [
      "a layer that is in it twice counts once",
      MANIFEST_TYPE,
      { config, layers: [layer(base), layer(base)] },
      [CONFIG, base],
      [],
    ],
    [
      "layers that are hosted elsewhere do not count",
      MANIFEST_TYPE,
      {
        config,
        layers: [
          layer(base, { urls: ["https://example.com/base"] }),
          layer(base, { mediaType: "application/vnd.docker.image.rootfs.foreign.diff.tar.gzip" }),
          layer(base, { mediaType: "application/vnd.oci.image.layer.nondistributable.v1.tar+zstd" }),
          layer(own, { urls: [] }),
        ],
      },
      [CONFIG, own],
      [],
    ],
    [
      "a chart, a signature, a layer in zstd: whatever the types are",
      MANIFEST_TYPE,
      {
        config: { ...config, mediaType: "application/vnd.cncf.helm.config.v1+json" },
        layers: [layer(own, { mediaType: "application/vnd.oci.image.layer.v1.tar+zstd" })],
      },
      [CONFIG, own],
      [],
    ],
    [
      "an artifact: what it is about is none of its own",
      MANIFEST_TYPE,
      { config, layers: [layer(own)], subject: { mediaType: MANIFEST_TYPE, digest: amd64 } },
      [CONFIG, own],
      [],
    ],
    ["an artifact without a layer", MANIFEST_TYPE, { config, layers: null }, [CONFIG], []],
    [
      "an artifact of before OCI 1.1",
      "application/vnd.oci.artifact.manifest.v1+json",
      { blobs: [layer(own)] },
      [own],
      [],
    ],
    [
      "an image of Docker's schema 1",
      "application/vnd.docker.distribution.manifest.v1+prettyjws",
      { fsLayers: [{ blobSum: base }, { blobSum: base }] },
      [base],
      [],
    ],
    [
      "an index: its manifests, attestations too",
      INDEX_TYPE,
      {
        manifests: [
          { mediaType: MANIFEST_TYPE, digest: amd64 },
          { mediaType: MANIFEST_TYPE, digest: arm64, platform: { os: "unknown" } },
        ],
      },
      [],
      CHILDREN,
    ],
    [
      "an index in an index",
      INDEX_TYPE,
      { manifests: [{ mediaType: INDEX_TYPE, digest: amd64 }] },
      [],
      [amd64],
    ],
    [
      "a build cache: an index of blobs",
      INDEX_TYPE,
      { manifests: [layer(base), { mediaType: "application/vnd.buildkit.cacheconfig.v0", digest: CONFIG }] },
      [base, CONFIG],
      [],
    ],
  ])("%s", async (_what, type, manifest, blobs, children) => {
    expect(await contents(type, manifest)).toEqual({ blobs, children });
  });

  test.each<[string, object]>([
    ["a layer without a digest", { config, layers: [layer(undefined)] }],
    ["a digest that is none", { config: { digest: "sha256:1" } }],
    ["layers that are no list", { config, layers: "all of them" }],
    ["something other than an object", []],
  ])("proves nothing where it names %s", async (_what, manifest) => {
    expect(await contents(MANIFEST_TYPE, manifest)).toBe("unreachable");
  });
});

describe("a look at a blob", () => {
  async function lookForBlob(reply: World["reply"] = () => null, world: World = {}) {
    const { transport, source } = await open({
      ...world,
      reply: (request) => reply?.(request) ?? null,
    });
    if (source.kind === "none") throw new Error("no regional endpoints");
    const answer = await source.manifests.lookForBlob(JAPAN, "shop/api", CONFIG as `sha256:${string}`, never);
    return { transport, answer };
  }
  const onBlob = (reply: Reply) => (request: SentRequest) => (request.url.includes("/blobs/") ? reply : null);
  const location = (url: string) => ({ status: 307, headers: { Location: url } });

  test("is one HEAD at the region's own host, and nothing is fetched", async () => {
    const { transport, answer } = await lookForBlob(onBlob({ status: 200 }));
    expect(answer).toEqual({ kind: "present" });
    expect(dataPlane(transport).slice(3)).toEqual([`HEAD ${HOST}/v2/shop/api/blobs/${CONFIG}`]);
  });

  test.each([
    "https://contoso.japaneast.data.azurecr.io/blob?sig=1",
    "https://eusmanaged1.blob.core.windows.net/blob?sig=1",
  ])("finds it where it redirects to storage, which nobody asks: %s", async (url) => {
    const { transport, answer } = await lookForBlob(onBlob(location(url)));
    expect(answer).toEqual({ kind: "present" });
    expect(transport.sent.map((request) => new URL(request.url).host)).not.toContain(new URL(url).host);
  });

  test.each<[string, Reply, string]>([
    ["absent when it is not there", { status: 404 }, "absent"],
    [
      "denied when it is refused",
      { status: 403, body: { errors: [{ code: "DENIED", message: "no" }] } },
      "denied",
    ],
    ["denied when a page waits elsewhere", location("http://proxy.example.com/sign-in"), "denied"],
    ["denied when it leads nowhere", { status: 307 }, "denied"],
    ["unreachable when the server fails", { status: 500 }, "unreachable"],
    ["throttled when the host asks to wait", { status: 429, headers: { "Retry-After": "7" } }, "throttled"],
  ])("comes to %s", async (_fact, reply, kind) => {
    expect((await lookForBlob(onBlob(reply))).answer.kind).toBe(kind);
  });

  test("asks with GET for the words of a refusal, and for one byte should there be none", async () => {
    const { transport, answer } = await lookForBlob(({ method, url }) =>
      url.includes("/blobs/") ? { status: method === "HEAD" ? 403 : 206 } : null,
    );
    expect(answer.kind).toBe("present");
    expect(transport.sent.at(-1)?.headers.range).toBe("bytes=0-0");
  });

  test("does not take a redirect of the exchange for the blob", async () => {
    const { answer } = await lookForBlob(({ url }) =>
      url.endsWith("/exchange") ? location("https://evil.example.com/") : null,
    );
    expect(answer.kind).toBe("denied");
  });
});

describe("a firewall and a missing role", () => {
  const say = (message: string): Reply => ({ status: 403, body: { errors: [{ code: "DENIED", message }] } });
  const FIREWALL = say(
    "client with IP '203.0.113.7' is not allowed access. Refer https://aka.ms/acr/firewall",
  );
  const STEPS: readonly (readonly [string, (request: SentRequest) => boolean])[] = [
    ["the challenge", isChallenge],
    ["the exchange", ({ url }) => url.endsWith("/oauth2/exchange")],
    ["the token", ({ url }) => url.endsWith("/oauth2/token")],
    ["the manifest", ({ url }) => url.includes("/manifests/")],
  ];

  test.each(STEPS)(
    "a firewall's 403 at %s is unreachable, with advice on the address",
    async (_step, isStep) => {
      const { transport, answer } = await look({
        // The answer to a HEAD has no body.
        reply: (request) =>
          isStep(request) ? (request.method === "HEAD" ? { status: 403 } : FIREWALL) : null,
      });
      expect(answer.kind).toBe("unreachable");
      expect(failing(answer)?.remedy).toContain(
        "az acr network-rule add --name contoso --ip-address 203.0.113.7",
      );
      expect(failing(answer)?.remedy).not.toContain("role");
      // The other audience would meet the same firewall.
      expect(dataPlane(transport).filter((line) => line.includes("/exchange")).length).toBeLessThan(2);
    },
  );

  test.each(STEPS.slice(1))("a missing role's 403 at %s is denied", async (_step, isStep) => {
    const { answer } = await look({
      reply: (request) => (isStep(request) ? say("retrieving permissions failed") : null),
    });
    expect(answer.kind).toBe("denied");
    expect(failing(answer)?.remedy).toContain("'AcrPull'");
  });

  test("where the registry holds images back, a refusal says so", async () => {
    const { answer } = await look({
      hasQuarantine: true,
      reply: ({ url }) => (url.includes("/manifests/") ? say("denied") : null),
    });
    expect(answer.kind).toBe("denied");
    expect(failing(answer)?.remedy).toContain("quarantinePolicy is enabled");
  });
});

describe("throttling", () => {
  const THROTTLED = onManifest({ status: 429, headers: { "Retry-After": "7" } });

  test("is told, and is not waited for here", async () => {
    const { transport, answer } = await look(THROTTLED);
    expect(answer.kind).toBe("throttled");
    expect(failing(answer)).toMatchObject({ kind: "throttled", region: "japaneast" });
    expect(failing(answer)?.remedy).toContain(HOST);
    expect(transport.clock.now()).toBe(0);
  });

  test.each([
    ["429 with a time to wait", THROTTLED, 7_000],
    ["503 with a time to wait", onManifest({ status: 503, headers: { "Retry-After": "7" } }), 7_000],
    ["429 without one", onManifest({ status: 429 }), 5_000],
    ["429 with none that counts", onManifest({ status: 429, headers: { "Retry-After": "0" } }), 5_000],
  ])("keeps everybody away from the host until it may be asked again: %s", async (_fact, world, wait) => {
    const { transport, again } = await look(world);
    const before = transport.sent.length;
    transport.clock.pass(wait - 1);
    expect(await again()).toMatchObject({ kind: "throttled" });
    expect(transport.sent.length).toBe(before);
    transport.clock.pass(1);
    await again();
    expect(transport.sent.length).toBe(before + 1);
  });
});

describe("tokens", () => {
  test("a realm outside the registry's hosts gets nothing", async () => {
    const { transport, answer } = await look({
      reply: (request) =>
        isChallenge(request)
          ? {
              status: 401,
              headers: {
                "Www-Authenticate": 'Bearer realm="https://evil.example.com/oauth2/token",service="x"',
              },
            }
          : null,
    });
    expect(answer.kind).toBe("denied");
    expect(failing(answer)?.code).toBe("ForeignHost");
    expect(dataPlane(transport)).toEqual([`GET ${HOST}/v2/`]);
  });

  test.each([400, 401, 403])(
    "fall back to ARM's audience when the registry refuses its own with %d",
    async (status) => {
      const { transport, answer } = await look({
        reply: ({ url, body }) =>
          url.endsWith("/exchange") && body.includes("containerregistry") ? { status } : null,
      });
      expect(answer.kind).toBe("present");
      expect(transport.sent.some(({ body }) => body.includes("management.azure.com"))).toBe(true);
    },
  );

  test("go on with the audience that served", async () => {
    const exchanges = (sent: FakeTransport["sent"]) => sent.filter(({ url }) => url.endsWith("/exchange"));
    const { transport, source } = await open({
      reply: ({ url, body }) =>
        url.endsWith("/exchange") && body.includes("containerregistry") ? { status: 401 } : null,
    });
    if (source.kind === "none") throw new Error("no regional endpoints");
    await source.manifests.look(JAPAN, "shop/api", "v2", never);
    await source.manifests.look(region("eastus"), "shop/api", "v2", never);
    const hosts = exchanges(transport.sent).map(({ url }) => new URL(url).host);
    expect(hosts).toEqual([HOST, HOST, "contoso.eastus.geo.azurecr.io"]);
  });

  test("fall back to ARM's audience at each host, also at one that is refused when another has fallen back already", async () => {
    let fallBack: () => void = () => undefined;
    const fellBack = new Promise<void>((resolve) => {
      fallBack = resolve;
    });
    const refused = new SignInFailed(
      { kind: "managed-identity", clientId: null },
      null,
      new TokenRefused({
        host: "login.microsoftonline.com",
        status: 400,
        text: "",
        json: {},
        header: () => null,
      }),
    );
    let asked = 0;
    const tokens = {
      ...scopeTokens,
      get: async (scope: string) => {
        if (!scope.includes("containerregistry")) return "arm";
        if (++asked === 2) await fellBack;
        throw refused;
      },
    };
    const { source } = await open({ signedIn: { tokens } });
    if (source.kind === "none") throw new Error("no regional endpoints");
    const { manifests } = source;
    const first = manifests.look(JAPAN, "shop/api", "v2", never);
    const second = manifests.look(region("eastus"), "shop/api", "v2", never);
    expect((await first).kind).toBe("present");
    fallBack();
    expect((await second).kind).toBe("present");
  });

  test("fall back to ARM's audience when Entra does not know the registry's", async () => {
    const refused = new TokenRefused({
      host: "login.microsoftonline.com",
      status: 400,
      text: "",
      json: {},
      header: () => null,
    });
    const way = { kind: "managed-identity", clientId: null } as const;
    const tokens = {
      ...scopeTokens,
      get: async (scope: string) => {
        if (scope.includes("containerregistry")) throw new SignInFailed(way, null, refused);
        return "arm";
      },
    };
    expect((await look({ signedIn: { tokens } })).answer.kind).toBe("present");
  });

  test("fall back to ARM's audience when the Azure CLI gives none for the registry's", async () => {
    const tokens = {
      ...scopeTokens,
      get: async (scope: string) => {
        if (!scope.includes("containerregistry")) return "arm";
        throw new SignInFailed(
          { kind: "azure-cli", tenantId: null, isNamed: false },
          null,
          new Error("AADSTS500011"),
        );
      },
    };
    expect((await look({ signedIn: { tokens } })).answer.kind).toBe("present");
  });

  test("that all looks under way see refused are exchanged once more, not once for each", async () => {
    const { transport, source } = await open({
      reply: ({ url }) => (url.endsWith("/oauth2/token") ? { status: 401 } : null),
    });
    if (source.kind === "none") throw new Error("no regional endpoints");
    const { manifests } = source;
    const answers = await Promise.all(
      ["a", "b"].map((repository) => manifests.look(JAPAN, repository, "v1", never)),
    );
    expect(new Set(answers.map(({ kind }) => kind))).toEqual(new Set(["denied"]));
    expect(dataPlane(transport).filter((line) => line.includes("/oauth2/exchange"))).toHaveLength(2);
  });

  test("are asked for where a host that wanted none wants one now", async () => {
    let isOpen = true;
    const { again } = await look({
      reply: ({ url, method, headers }) => {
        if (isOpen) return new URL(url).pathname === "/v2/" ? { status: 200, body: {} } : null;
        return method === "HEAD" && headers.authorization === undefined ? { status: 401 } : null;
      },
    });
    isOpen = false;
    expect((await again()).kind).toBe("present");
  });

  describe("shared by repositories that are known beforehand", () => {
    const twelve = Array.from({ length: 12 }, (_, at) => `shop/part${at}`);
    const scopesOf = ({ body }: SentRequest) => new URLSearchParams(body).getAll("scope");
    const isForPull = ({ url }: SentRequest) => url.endsWith("/oauth2/token");

    async function lookAtAll(repositories: readonly string[], reply: World["reply"] = () => null) {
      const { transport, source } = await open({ repositories, reply });
      if (source.kind === "none") throw new Error("no regional endpoints");
      const { manifests } = source;
      const lookAt = (repository: string) => manifests.look(JAPAN, repository, "v2", never);
      const answers = await Promise.all(repositories.map(lookAt));
      const scopes = transport.sent.filter(isForPull).map(scopesOf);
      return { transport, kinds: answers.map(({ kind }) => kind), scopes };
    }
    const pull = (repository: string) => `repository:${repository}:pull`;

    test("are asked for once for ten of them, each named once", async () => {
      const { kinds, scopes } = await lookAtAll([...twelve, ...twelve]);
      expect(new Set(kinds)).toEqual(new Set(["present"]));
      expect(scopes).toEqual([twelve.slice(0, 10).map(pull), twelve.slice(10).map(pull)]);
    });

    test.each([
      ["refuses them all", { status: 401 }, "denied"],
      ["forbids them all", { status: 403, body: { errors: [{ code: "DENIED", message: "" }] } }, "denied"],
      ["takes the request for a bad one", { status: 400 }, "denied"],
      ["does not know it", { status: 404 }, "unreachable"],
      ["gives an error", { status: 500 }, "unreachable"],
      ["gives no token", { status: 200, body: {} }, "unreachable"],
    ])("are apart where the registry %s because of one", async (_what, refusal, kind) => {
      const [secret = "", ...others] = twelve.slice(0, 3);
      const { kinds, scopes } = await lookAtAll([secret, ...others], (request) =>
        isForPull(request) && scopesOf(request).includes(pull(secret)) ? refusal : null,
      );
      expect(kinds).toEqual([kind, "present", "present"]);
      for (const other of others) expect(scopes).toContainEqual([pull(other)]);
    });

    test.each([401, 403])(
      "are followed by one of its own for a repository that the registry left out, with status %d",
      async (status) => {
        const [left = "", ...others] = twelve.slice(0, 3);
        const ownToken = "pull of its own";
        // Twice: the second look is under way with the shared token when the first has found it lacking.
        const { kinds, scopes, transport } = await lookAtAll([left, left, ...others], (request) => {
          if (isForPull(request) && scopesOf(request).length === 1)
            return { status: 200, body: { access_token: ownToken } };
          const isLeftOut =
            request.url.includes(`/${left}/`) && !request.headers.authorization?.endsWith("own");
          return isLeftOut ? { status } : null;
        });
        expect(kinds).toEqual(["present", "present", "present", "present"]);
        expect(scopes).toEqual([[left, ...others].map(pull), [pull(left)]]);
        expect(transport.masked).toContain(ownToken);
      },
    );

    test("leave out one that may not be pulled from, which alone is denied, and at its own token's word", async () => {
      const [secret = "", ...others] = twelve.slice(0, 3);
      const { kinds, scopes } = await lookAtAll([secret, ...others], (request) => {
        if (request.url.includes(`/${secret}/`)) return { status: 403 };
        return null;
      });
      expect(kinds).toEqual(["denied", "present", "present"]);
      expect(scopes).toEqual([[secret, ...others].map(pull), [pull(secret)]]);
    });

    test("are not tried apart where it is the firewall that refuses them", async () => {
      const message = "client with IP '203.0.113.7' is not allowed access.";
      const { kinds, scopes } = await lookAtAll(twelve.slice(0, 3), (request) =>
        isForPull(request) ? { status: 403, body: { errors: [{ code: "DENIED", message }] } } : null,
      );
      expect(new Set(kinds)).toEqual(new Set(["unreachable"]));
      expect(new Set(scopes.map(({ length }) => length))).toEqual(new Set([3]));
    });
  });

  test("that ended early are renewed by the way", async () => {
    let looks = 0;
    const { transport, answer } = await look({
      reply: ({ url }) => (url.includes("/manifests/") && ++looks === 1 ? { status: 401 } : null),
    });
    expect(answer.kind).toBe("present");
    expect(dataPlane(transport).filter((line) => line.includes("/oauth2/token"))).toHaveLength(2);
    expect(dataPlane(transport).filter((line) => line.includes("/oauth2/exchange"))).toHaveLength(1);
  });

  test("a refresh token that ended early is exchanged anew", async () => {
    let asked = 0;
    const { transport, answer } = await look({
      reply: ({ url }) => (url.endsWith("/oauth2/token") && ++asked === 1 ? { status: 401 } : null),
    });
    expect(answer.kind).toBe("present");
    expect(dataPlane(transport).filter((line) => line.includes("/oauth2/exchange"))).toHaveLength(2);
  });

  test("are asked for once by looks at the same time", async () => {
    const { transport, source } = await open();
    if (source.kind === "none") throw new Error("no regional endpoints");
    const { manifests } = source;
    await Promise.all([1, 2, 3].map((n) => manifests.look(JAPAN, "shop/api", `v${n}`, never)));
    expect(dataPlane(transport).filter((line) => !line.includes("/manifests/"))).toHaveLength(3);
  });

  test("are renewed when most of their life is over", async () => {
    const payload = Buffer.from(JSON.stringify({ iat: 1_000, exp: 1_060 })).toString("base64url");
    const { transport, again } = await look({
      reply: ({ url }) =>
        url.endsWith("/oauth2/token") ? { status: 200, body: { access_token: `a.${payload}.c` } } : null,
    });
    transport.clock.pass(55_000);
    await again();
    expect(dataPlane(transport).filter((line) => line.includes("/oauth2/token"))).toHaveLength(2);
  });

  test("name the tenant that the Entra token says where the sign-in does not", async () => {
    const payload = Buffer.from(JSON.stringify({ tid: "from the token" })).toString("base64url");
    const tokens = { ...scopeTokens, get: async () => `a.${payload}.c` };
    const { transport } = await look({ signedIn: { tokens, tenantId: null } });
    const exchange = new URLSearchParams(transport.sent.find(({ url }) => url.endsWith("/exchange"))?.body);
    expect(exchange.get("tenant")).toBe("from the token");
  });
});

describe("a registry's own hosts", () => {
  const LISTED = ["contoso-a1b2.japaneast.geo.azurecr.io", "contoso-a1b2.westeurope.geo.azurecr.io"];
  const hosts = registryHosts("contoso-a1b2.azurecr.io", LISTED, CLOUDS.AzureCloud);

  test("are those that ARM lists", () => {
    expect(hosts.inRegion(JAPAN)).toBe("contoso-a1b2.japaneast.geo.azurecr.io");
  });

  test("follow the label for a region that is new", () => {
    expect(hosts.inRegion(region("eastus"))).toBe("contoso-a1b2.eastus.geo.azurecr.io");
  });

  test.each([
    ["its login server", "https://contoso-a1b2.azurecr.io/v2/", true],
    ["a regional endpoint", "https://contoso-a1b2.eastus.geo.azurecr.io/v2/", true],
    ["a registry that begins alike", "https://contoso-a1b2c3.azurecr.io/v2/", false],
    ["the registry of the bare name", "https://contoso.azurecr.io/v2/", false],
    ["another registry's regional endpoint", "https://fabrikam.eastus.geo.azurecr.io/v2/", false],
    ["a host below the registry's", "https://contoso-a1b2.azurecr.io.example.com/v2/", false],
    ["two labels where a region should be", "https://contoso-a1b2.evil.eastus.geo.azurecr.io/v2/", false],
    ["plain http", "http://contoso-a1b2.azurecr.io/v2/", false],
  ])("%s", (_what, url, isOwn) => {
    expect(hosts.fence(new URL(url))).toBe(isOwn);
  });

  test("a login server outside the cloud's suffix is not one of them", () => {
    const foreign = registryHosts("contoso.example.com", [], CLOUDS.AzureCloud);
    expect(foreign.fence(new URL("https://contoso.example.com/v2/"))).toBe(false);
  });
});

describe("a challenge", () => {
  test("as the registry gives it (Azure/acr issue 207)", () => {
    const challenge = parseChallenge(
      'Bearer realm="https://contoso.azurecr.io/oauth2/token",service="contoso.azurecr.io"',
    );
    expect(challenge?.realm.href).toBe("https://contoso.azurecr.io/oauth2/token");
    expect(challenge?.service).toBe("contoso.azurecr.io");
  });

  test.each([
    'Basic realm="https://a.azurecr.io/", Bearer realm="https://a.azurecr.io/t",service="s"',
    'Bearer realm="https://a.azurecr.io/t",service="s", Basic realm="https://a.azurecr.io/"',
  ])("beside another way to sign in: %s", (header) => {
    expect(parseChallenge(header)?.realm.href).toBe("https://a.azurecr.io/t");
    expect(parseChallenge(header)?.service).toBe("s");
  });

  test("with a scope and spaces", () => {
    const header = 'bearer realm="https://a.azurecr.io/t", service="s", scope="repository:x:pull"';
    expect(parseChallenge(header)?.service).toBe("s");
  });

  test.each([
    null,
    "",
    'Basic realm="https://a/"',
    'Bearer service="s"',
    'Bearer realm="no address",service="s"',
  ])("%j is none", (header) => {
    expect(parseChallenge(header)).toBeNull();
  });
});
