import { describe, expect, test } from "@jest/globals";
import type { ArmClient } from "../../src/azure/arm-client.js";
import { CLOUDS } from "../../src/azure/clouds.js";
import { findRegistry, nameOf, type RegistrySearch } from "../../src/azure/find-registry.js";
import { onlySubscription } from "../../src/azure/only-subscription.js";
import { readOfferedRegions, readRegistry } from "../../src/azure/registry-client.js";
import { RequestFailed } from "../../src/registry/failure.js";
import type { ReplicaListing } from "../../src/registry/replica.js";
import type { RegistrySelector } from "../../src/registry/request.js";
import { fakeArm, REGISTRY_PATH, registryBody } from "./builders/arm.js";
import { context, plainFailure, SUBSCRIPTION } from "./builders/context.js";
import { fakeTransport, type Reply, type SentRequest } from "./builders/fake-http.js";

const never = new AbortController().signal;
const ABOUT = context({ activity: "find-registry", region: null });

interface World {
  /** Login server by resource ID. */
  readonly registries?: Readonly<Record<string, string>>;
  readonly reply?: (request: SentRequest) => Reply | null;
}

function inGroup(group: string, name = "contoso"): string {
  return `/subscriptions/${SUBSCRIPTION}/resourceGroups/${group}/providers/Microsoft.ContainerRegistry/registries/${name}`;
}

function world({ registries = { [REGISTRY_PATH]: "contoso.azurecr.io" }, reply = () => null }: World = {}) {
  const transport = fakeTransport((request) => {
    const special = reply(request);
    if (special !== null) return special;
    const { pathname } = new URL(request.url);
    if (pathname.endsWith("/resources")) {
      return { status: 200, body: { value: Object.keys(registries).map((id) => ({ id })) } };
    }
    const loginServer = registries[pathname];
    return loginServer === undefined
      ? { status: 404, body: { error: { code: "ResourceNotFound" } } }
      : { status: 200, body: registryBody({ id: pathname, loginServer }) };
  });
  return { transport, arm: fakeArm(transport) };
}

function search(selector: RegistrySelector, change: Partial<RegistrySearch> = {}): RegistrySearch {
  return { selector, loginServer: null, subscriptionId: SUBSCRIPTION, resourceGroup: null, ...change };
}

const BY_NAME: RegistrySelector = { kind: "name", name: "contoso" };
const BY_ID = {
  kind: "id",
  id: { subscriptionId: SUBSCRIPTION, resourceGroup: "rg-shop", name: "contoso" },
} as const;

function byLoginServer(loginServer: string): RegistrySelector {
  return { kind: "login-server", loginServer };
}

async function failureOf(work: Promise<unknown>) {
  const error: unknown = await work.catch((problem: unknown) => problem);
  if (!(error instanceof RequestFailed)) throw error;
  return plainFailure(error.failure);
}

async function find(arm: ArmClient, wanted: RegistrySearch, list = async () => NO_REPLICAS) {
  return (await findRegistry(arm, wanted, list, ABOUT, never)).registry;
}

const NO_REPLICAS: ReplicaListing = { replicas: [], unreadable: [] };

describe("the list of replicas", () => {
  test("is begun before the registry is read, where one only can be meant", async () => {
    const { arm, transport } = world();
    const sentBefore: number[] = [];
    const list = async () => {
      sentBefore.push(transport.sent.length);
      return NO_REPLICAS;
    };
    const { listing } = await findRegistry(arm, search(BY_ID), list, ABOUT, never);
    expect([sentBefore, await listing]).toEqual([[0], NO_REPLICAS]);
  });

  test("is left for later where several could be meant", async () => {
    const twice = world({
      registries: { [inGroup("one")]: "contoso.azurecr.io", [inGroup("two")]: "contoso-x.azurecr.io" },
    });
    const wanted = search(BY_NAME, { loginServer: "contoso.azurecr.io" });
    const { listing } = await findRegistry(twice.arm, wanted, () => Promise.reject(), ABOUT, never);
    expect(listing).toBeNull();
  });

  test("that fails says nothing of the registry, and troubles whoever takes it", async () => {
    const { arm } = world();
    const broken = new Error("no list");
    const { listing } = await findRegistry(arm, search(BY_ID), () => Promise.reject(broken), ABOUT, never);
    await expect(listing).rejects.toBe(broken);
  });
});

describe("finding a registry", () => {
  test("by its ID is one GET", async () => {
    const { arm, transport } = world();
    const found = await find(arm, search(BY_ID));
    expect(found.loginServer).toBe("contoso.azurecr.io");
    expect(transport.sent).toHaveLength(1);
  });

  test("by its name asks ARM's filtered list, as the Azure CLI does", async () => {
    const { arm, transport } = world();
    await find(arm, search({ kind: "name", name: "Contoso" }));
    const list = new URL(transport.sent[0]?.url ?? "");
    expect(list.pathname).toBe(`/subscriptions/${SUBSCRIPTION}/resources`);
    expect(list.searchParams.get("$filter")).toBe("resourceType eq 'Microsoft.ContainerRegistry/registries'");
    expect(transport.sent).toHaveLength(2);
  });

  test("by name and resource group needs no list", async () => {
    const { arm, transport } = world();
    await find(arm, search(BY_NAME, { resourceGroup: "rg-shop" }));
    expect(transport.sent).toHaveLength(1);
  });

  test("reads none but those of the name", async () => {
    const { arm, transport } = world({
      registries: { [inGroup("a", "contosotwo")]: "x.azurecr.io", [inGroup("b")]: "contoso.azurecr.io" },
    });
    await find(arm, search(BY_NAME));
    expect(transport.sent).toHaveLength(2);
  });

  const LABELLED = {
    [inGroup("a")]: "contoso-aaaa1111.azurecr.io",
    [inGroup("b")]: "contoso-bbbb2222.azurecr.io",
  };

  test.each([
    ["registry", byLoginServer("contoso-bbbb2222.azurecr.io")],
    ["images", BY_NAME],
  ] as const)(
    "by the login server in `%s` tells registries apart that share a name",
    async (_input, selector) => {
      const { arm } = world({ registries: LABELLED });
      const loginServer = "contoso-bbbb2222.azurecr.io";
      const found = await find(arm, search(selector, { loginServer }));
      expect(found.id.resourceGroup).toBe("b");
    },
  );

  test("by a name that several have is refused, and their login servers are named", async () => {
    const { arm } = world({ registries: LABELLED });
    const failure = await failureOf(find(arm, search(BY_NAME)));
    expect(failure.code).toBe("RegistryAmbiguous");
    expect(failure.remedy).toContain("contoso-aaaa1111.azurecr.io, contoso-bbbb2222.azurecr.io");
  });

  test("by a login server that none has names those of the same name", async () => {
    const { arm } = world({ registries: LABELLED });
    const loginServer = "contoso.azurecr.io";
    const failure = await failureOf(find(arm, search(byLoginServer(loginServer), { loginServer })));
    expect(failure).toMatchObject({ kind: "not-found", code: "RegistryNotFound" });
    expect(failure.remedy).toBe(
      "`registry` names contoso.azurecr.io, but no registry contoso that was found has that login server. Found: contoso-aaaa1111.azurecr.io, contoso-bbbb2222.azurecr.io. Correct it, or check `subscription-id`.",
    );
  });

  test.each([
    ["its ID", BY_ID],
    ["its name", BY_NAME],
  ])("by %s, with images of another login server, is refused", async (_how, selector) => {
    const { arm } = world();
    const loginServer = "contoso-a1b2c3.azurecr.io";
    const failure = await failureOf(find(arm, search(selector, { loginServer })));
    expect(failure).toMatchObject({ kind: "rejected", code: "ImageOfAnotherRegistry" });
    expect(failure.remedy).toBe(
      "`images` names contoso-a1b2c3.azurecr.io, but no registry contoso that was found has that login server. Found: contoso.azurecr.io. Correct the images, or leave out their login server.",
    );
  });

  test("by a name that is not there names the inputs to look at", async () => {
    const { arm } = world({ registries: {} });
    const failure = await failureOf(find(arm, search(BY_NAME)));
    expect(failure).toMatchObject({ kind: "not-found", activity: "find-registry" });
    expect(failure.remedy).toContain("`subscription-id`");
  });

  test("without the right to search says that the ID needs none", async () => {
    const message =
      "The client 'x' with object id 'y' does not have authorization to perform action 'Microsoft.Resources/subscriptions/resources/read' over scope '/subscriptions/1' or the scope is invalid.";
    const { arm } = world({
      reply: () => ({ status: 403, body: { error: { code: "AuthorizationFailed", message } } }),
    });
    const failure = await failureOf(find(arm, search(BY_NAME)));
    expect(failure.remedy).toContain("full resource ID");
  });
});

describe("the name in a selector", () => {
  test.each<[string, RegistrySelector]>([
    ["a name", BY_NAME],
    ["a login server", byLoginServer("contoso.azurecr.io")],
    ["a login server with a label", byLoginServer("contoso-a1b2c3.azurecr.io")],
  ])("%s", (_what, selector) => {
    expect(nameOf(selector)).toBe("contoso");
  });
});

describe("reading a registry", () => {
  test.each<[string, Reply, string]>([
    ["that is not there", { status: 404, body: { error: { code: "ResourceNotFound" } } }, "not-found"],
    ["that answers without a state", { status: 200, body: { id: REGISTRY_PATH } }, "malformed"],
    ["that answers null", { status: 200, body: "null" }, "malformed"],
    ["that answers with a page", { status: 200, body: "<html>" }, "malformed"],
  ])("%s fails", async (_what, reply, kind) => {
    const { arm } = world({ reply: () => reply });
    expect(await failureOf(readRegistry(arm, BY_ID.id, ABOUT, never))).toMatchObject({ kind });
  });
});

describe("the only subscription", () => {
  const ONE = { subscriptionId: SUBSCRIPTION, displayName: "Shop" };
  const TWO = { subscriptionId: "22222222-2222-4222-8222-222222222222", displayName: "Other" };

  function seeing(value: readonly unknown[]) {
    return world({ reply: () => ({ status: 200, body: { value } }) }).arm;
  }

  test("is taken", async () => {
    expect(await onlySubscription(seeing([ONE]), ABOUT, never)).toBe(SUBSCRIPTION);
  });

  test("of several is asked for by the name of the input, with a list of them", async () => {
    const failure = await failureOf(onlySubscription(seeing([ONE, TWO]), ABOUT, never));
    expect(failure.remedy).toContain(`Shop (${SUBSCRIPTION}), Other (${TWO.subscriptionId})`);
    expect(failure.remedy).toContain("`subscription-id`");
  });

  test("of none is asked for too", async () => {
    expect((await failureOf(onlySubscription(seeing([]), ABOUT, never))).remedy).toContain(
      "`subscription-id`",
    );
  });
});

describe("the regions that Azure offers", () => {
  const types = (...locations: readonly unknown[]) => ({
    resourceTypes: [{ resourceType: "registries" }, { resourceType: "Registries/Replications", locations }],
  });

  async function offered(reply: Reply) {
    const { arm } = world({ reply: () => reply });
    return await readOfferedRegions(arm, CLOUDS.AzureCloud, SUBSCRIPTION, never);
  }

  test("are read from the provider, written for people there", async () => {
    expect(await offered({ status: 200, body: types("Japan East", "West US 2", 7) })).toEqual([
      "japaneast",
      "westus2",
    ]);
  });

  test.each<[string, Reply]>([
    ["a refusal", { status: 403 }],
    ["no list", { status: 200, body: {} }],
    ["an empty list", { status: 200, body: types() }],
    ["a lost connection", { fails: "CERT_HAS_EXPIRED" }],
  ])("are unknown with %s", async (_what, reply) => {
    expect(await offered(reply)).toBeNull();
  });
});
