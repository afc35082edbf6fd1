import { beforeAll, describe, expect, test } from "@jest/globals";
import type { Answer } from "../simulator/http.js";
import {
  armError,
  CLIENT,
  type Effect,
  type Fault,
  linkedAuthorizationFailed,
  PRINCIPAL,
  type Simulator,
  SUBSCRIPTION,
  staticPrivateEndpoint,
  throttled,
  type World,
} from "../simulator/index.js";
import {
  authorizationFailed,
  homeCannotBeDeleted,
  scopeLocked,
} from "../simulator/resource-manager-errors.js";
import { play } from "./harness/index.js";
import { REGISTRY_ID } from "./harness/names.js";
import { expectTold, type FailingRun, toldOf } from "./harness/told.js";

const ARM = "management.azure.com";
const LOOK = { registry: REGISTRY_ID, mode: "check", regions: "westeurope" };
const ROLE = "Container Registry Contributor and Data Access Configuration Administrator";
const REPLICATIONS = "Microsoft.ContainerRegistry/registries/replications";
const GROUP = `/subscriptions/${SUBSCRIPTION}/resourceGroups/rg-shop`;
const WITH_ID = { "x-ms-correlation-request-id": "0a0b0c0d-0000-4000-8000-000000000001" };

function at(method: string, region: string, effect: Effect): Fault {
  return { method, path: new RegExp(`/replications/${region}$`), effect };
}

/** An answer of ARM's as an effect, with a correlation ID. */
function saying(answer: Answer): Effect {
  return { kind: "answer", ...answer, headers: WITH_ID };
}

/** The correlation ID under which ARM refused a write in a region. */
function correlationOf(simulator: Simulator, region: string): string | undefined {
  const refused = simulator.writes().find(({ path }) => path.endsWith(`/replications/${region}`));
  return refused?.responseHeaders?.["x-ms-correlation-request-id"];
}

describe("a refusal in one region says what was done where, what Azure said, why, and what to do", () => {
  const notPremium = "The resource type replications is not supported for the registry contoso.";
  const noAddress = "Subnet snet-pe does not have enough available IP addresses.";
  const offered = [
    "West Europe",
    "Japan East",
    "Japan West",
    "France Central",
    "Germany West Central",
    "UK South",
    "Norway East",
    "Italy North",
    "Poland Central",
  ];

  const notPremiumThere = armError(400, "ResourceTypeNotSupportedForRegistry", notPremium, WITH_ID);
  const world: World = {
    // The identity may not read the provider's list of regions, so that ARM's own answers serve.
    permissions: { registry: ["*"], subscription: [] },
    regions: offered,
    allowedLocations: offered.filter((region) => !region.startsWith("Japan")),
    schedules: {
      uksouth: { ending: "failed", error: staticPrivateEndpoint("uksouth") },
      norwayeast: { ending: "failed", error: { code: "ReplicationFailed", message: noAddress } },
      italynorth: { ending: "vanishes" },
    },
    faults: [
      at("PUT", "francecentral", linkedAuthorizationFailed(WITH_ID)),
      at("PUT", "germanywestcentral", notPremiumThere),
      at("PUT", "polandcentral", armError(409, "SomethingElse", "Not now.", WITH_ID)),
    ],
  };
  const wanted = [
    "francecentral",
    "germanywestcentral",
    "japaneast",
    "japaneest",
    "ukwest",
    "uksouth",
    "norwayeast",
    "italynorth",
    "polandcentral",
  ];

  let ended: Awaited<ReturnType<typeof play>>;
  beforeAll(async () => {
    ended = await play(world, { registry: REGISTRY_ID, regions: wanted.join() });
  });

  test.each<[string, string, string, string, string, string]>([
    [
      "LinkedAuthorizationFailed (documented shape)",
      "Creating the replica in France Central failed",
      "francecentral",
      "LinkedAuthorizationFailed: The client has permission to perform action",
      "the identity also needs Microsoft.Network/privateEndpoints/privateLinkServiceProxies/write on /subscriptions/",
      "The built-in role 'Network Contributor' has it. A new role assignment takes some minutes to take effect.",
    ],
    [
      "ResourceTypeNotSupportedForRegistry (recorded in 2017)",
      "Creating the replica in Germany West Central failed",
      "germanywestcentral",
      `ResourceTypeNotSupportedForRegistry: ${notPremium}`,
      "Only a Premium registry can have replicas.",
      "az acr update --name contoso --sku Premium",
    ],
    [
      "RequestDisallowedByPolicy (documented shape)",
      "Creating the replica in Japan East failed",
      "japaneast",
      "RequestDisallowedByPolicy: Resource 'japaneast' was disallowed by policy.",
      'Azure Policy forbids this: "Allowed locations".',
      "Ask the owner of the policy for an exemption, or leave the region out.",
    ],
    [
      "NoRegisteredProviderFound for a region (shape of Azure/acr issue 70)",
      "Creating the replica in japaneest failed",
      "japaneest",
      "NoRegisteredProviderFound: No registered resource provider found for location 'japaneest'",
      "Azure offers no replicas in japaneest.",
      "Nearest in name: japaneast, japanwest",
    ],
    [
      "LocationNotAvailableForResourceType (shape of Azure/acr issue 406)",
      "Creating the replica in UK West failed",
      "ukwest",
      "LocationNotAvailableForResourceType: The provided location 'ukwest' is not available",
      "Azure offers no replicas in ukwest.",
      "Nearest in name: uksouth",
    ],
    [
      "a private endpoint with fixed addresses (quoted in Microsoft's geo-replication page)",
      "Waiting for the replica in UK South failed",
      "uksouth",
      "ReplicationFailed: Failed to replicate private endpoint. Private Endpoint /subscriptions/",
      "A private endpoint of the registry has fixed addresses, and none for the new region.",
      "Add an address for each member that the message names",
    ],
    [
      "a full subnet that names itself (wording not recorded)",
      "Waiting for the replica in Norway East failed",
      "norwayeast",
      `ReplicationFailed: ${noAddress}`,
      "A subnet with a private endpoint of the registry has no free address.",
      "Free some addresses, then run again.",
    ],
    [
      "a 409 of an unknown kind",
      "Creating the replica in Poland Central failed",
      "polandcentral",
      "SomethingElse: Not now.",
      "conflicts with the current state of the registry or of this replica.",
      "Run again when that has changed",
    ],
  ])("%s", (_error, title, region, said, cause, remedy) => {
    const correlation = correlationOf(ended.simulator, region) ?? WITH_ID["x-ms-correlation-request-id"];
    for (const text of toldOf(ended, title)) {
      expect(text).toContain(`${title}: ${said}`);
      expect(text).toContain(`(correlation ID ${correlation})`);
      expect(text).toContain(cause);
      expect(text).toContain(remedy);
    }
  });

  test("a full subnet that does not: the replica appears and vanishes (described in Microsoft's pages)", () => {
    for (const text of toldOf(ended, "Waiting for the replica in Italy North failed")) {
      expect(text).toContain("ReplicaVanished");
      expect(text).toContain("the subnet of a private endpoint has no free address");
    }
  });

  test("and the outputs have the code of each, and nothing else of Azure's words", () => {
    const errors = (ended.json("replicas") as { region: string; error: unknown }[])
      .filter(({ error }) => error !== null)
      .map(({ region, error }) => [region, error]);
    expect(errors).toContainEqual([
      "ukwest",
      { code: "LocationNotAvailableForResourceType", during: "create" },
    ]);
    expect(errors).toContainEqual(["uksouth", { code: "ReplicationFailed", during: "wait" }]);
    expect(errors).toHaveLength(wanted.length);
  });
});

describe("a wanted region that Azure does not know, where the provider's list may be read", () => {
  test("is told with its nearest names before anything is written for it, and the others are done", async () => {
    const { run, json, writes, simulator, ...ended } = await play(
      {},
      { registry: REGISTRY_ID, regions: "japaneest, uksouth" },
    );
    expect([run.exitCode, run.outputs.outcome, writes]).toEqual([1, "failed", ["PUT uksouth"]]);
    expect(json("created")).toEqual(["uksouth"]);
    expect(ended.errors).toMatch(/japaneest.*japaneast/);
    const order = simulator.matching({ host: ARM }).map(({ method, path }) => `${method} ${path}`);
    const list = order.indexOf(`GET /subscriptions/${SUBSCRIPTION}/providers/Microsoft.ContainerRegistry`);
    expect(list).toBeGreaterThan(-1);
    expect(list).toBeLessThan(order.findIndex((request) => request.startsWith("PUT ")));
  });
});

describe("a refused delete", () => {
  const regions = ["francecentral", "uksouth", "ukwest"];
  let ended: Awaited<ReturnType<typeof play>>;
  beforeAll(async () => {
    const mayNot = authorizationFailed(CLIENT, PRINCIPAL, `${REPLICATIONS}/delete`, REGISTRY_ID);
    const locked = scopeLocked(`${REGISTRY_ID}/replications/ukwest`, "delete", GROUP);
    const faults = [
      at("DELETE", "francecentral", saying(mayNot)),
      at("DELETE", "uksouth", saying(homeCannotBeDeleted("contoso"))),
      at("DELETE", "ukwest", saying(locked)),
    ];
    const world = { registry: { replicas: regions.map((region) => ({ region })) }, faults };
    ended = await play(world, { registry: REGISTRY_ID, mode: "remove", regions: regions.join() });
  });

  test.each([
    [
      "AuthorizationFailed (documented shape): the action, a built-in role that has it, and minutes",
      "France Central",
      `AuthorizationFailed: The client '${CLIENT}' with object id '${PRINCIPAL}' does not have authorization`,
      `The identity lacks the right ${REPLICATIONS}/delete on ${REGISTRY_ID}. The built-in role '${ROLE}' has it. A new role assignment takes some minutes to take effect.`,
    ],
    [
      "HomeReplicationCannotBeDeleted (code of Azure/acr issue 294)",
      "UK South",
      "HomeReplicationCannotBeDeleted: The home replication of the registry contoso cannot be deleted.",
      "Azure says that this is the home replica",
    ],
    [
      "ScopeLocked (documented shape) of a lock above the registry: which scope, and how to see it",
      "UK West",
      "cannot perform delete operation because following scope(s) are locked",
      `A lock on ${GROUP} forbids this change. To see the locks: az lock list --subscription ${SUBSCRIPTION}.`,
    ],
  ])("%s", (_error, where, said, cause) => {
    for (const text of toldOf(ended, `Deleting the replica in ${where} failed`)) {
      expect(text).toContain(said);
      expect(text).toContain(`(correlation ID ${WITH_ID["x-ms-correlation-request-id"]})`);
      expect(text).toContain(cause);
    }
  });
});

describe("what ends a run before it has a plan", () => {
  test.concurrent.each<FailingRun>([
    [
      "AuthorizationFailed (documented shape) for the first look: Reader is enough for that",
      { permissions: { registry: [] } },
      LOOK,
      "Finding the registry failed",
      `The identity lacks the right Microsoft.ContainerRegistry/registries/read on ${REGISTRY_ID}. The built-in role 'Reader' has it`,
    ],
    [
      "InvalidAuthenticationToken (documented code), also after a fresh token",
      {
        faults: [
          {
            host: ARM,
            effect: armError(401, "InvalidAuthenticationToken", "The access token is invalid.", WITH_ID),
          },
        ],
      },
      LOOK,
      "Finding the registry failed",
      `InvalidAuthenticationToken: The access token is invalid. (correlation ID ${WITH_ID["x-ms-correlation-request-id"]})`,
      "Azure did not accept the token, nor a fresh one. Check cloud (now AzureCloud), tenant-id and the runner's clock.",
    ],
    [
      "MissingSubscriptionRegistration (documented shape): the line that registers the provider",
      { providerRegistered: false },
      LOOK,
      "Finding the registry failed",
      "MissingSubscriptionRegistration: The subscription is not registered to use namespace",
      `az provider register --namespace Microsoft.ContainerRegistry --subscription ${SUBSCRIPTION}`,
    ],
    [
      "throttling (429, no code recorded) that outlasts the retries",
      {
        faults: [
          { host: ARM, times: 2, effect: throttled(1) },
          { host: ARM, effect: throttled(7200) },
        ],
      },
      LOOK,
      "Finding the registry failed",
      "TooManyRequests: The request is being throttled",
      `${ARM} asked to wait for longer than this run may take, or kept throttling until its end.`,
      "Run again later, or raise `timeout`",
    ],
  ])("%s", async (...one) => {
    await expectTold(one);
  });

  test.concurrent("a page instead of an answer of ARM's is told from a refusal, and the variable to check named", async () => {
    const effect = { kind: "answer", status: 403, body: "<html>Blocked</html>" } as const;
    const texts = [
      "HTTP 403: <html>Blocked</html>",
      `This is not how ${ARM} answers`,
      "Check HTTPS_PROXY and NO_PROXY",
    ];
    await expectTold([
      "",
      { faults: [{ host: ARM, effect }] },
      LOOK,
      "Finding the registry failed",
      ...texts,
    ]);
  });

  test.concurrent("a registry that is not Premium is refused before any write, with the line that upgrades it", async () => {
    const { run, errors, writes } = await play(
      { registry: { sku: "Standard" } },
      { registry: REGISTRY_ID, regions: "japaneast" },
    );
    expect([run.exitCode, run.outputs.outcome, writes]).toEqual([1, "refused", []]);
    expect(errors).toContain("The registry contoso is not Premium");
    expect(errors).toContain("az acr update --name contoso --sku Premium");
  });
});
