import { describe, expect, test } from "@jest/globals";
import { explainArm } from "../../src/azure/errors/arm-errors.js";
import type { FailureContext } from "../../src/azure/errors/failure-context.js";
import { region } from "../builders/registry.js";
import { context, SUBSCRIPTION, textOf } from "./builders/context.js";

const SCOPE = `/subscriptions/${SUBSCRIPTION}/resourceGroups/rg-shop/providers/Microsoft.ContainerRegistry/registries/contoso`;
const ENDPOINT = `/subscriptions/${SUBSCRIPTION}/resourceGroups/rg-network/providers/Microsoft.Network/privateEndpoints/pe-contoso`;

function remedy(status: number, code: string, message: string, change: Partial<FailureContext> = {}): string {
  const said = { host: "management.azure.com", status, code, message, policies: [] };
  return textOf(explainArm(said, context(change)));
}

const PRINCIPAL = "44444444-4444-4444-8444-444444444444";

function denied(action: string, scope = SCOPE, principal = PRINCIPAL): string {
  return `The client 'x' with object id '${principal}' does not have authorization to perform action '${action}' over scope '${scope}' or the scope is invalid. If access was recently granted, please refresh your credentials.`;
}

describe("AuthorizationFailed (documented shape) names action, scope and a role that has it", () => {
  test.each([
    [
      "Microsoft.ContainerRegistry/registries/replications/write",
      "Container Registry Contributor and Data Access Configuration Administrator",
    ],
    [
      "Microsoft.ContainerRegistry/registries/replications/delete",
      "Container Registry Contributor and Data Access Configuration Administrator",
    ],
    ["Microsoft.ContainerRegistry/registries/replications/read", "Reader"],
    ["Microsoft.ContainerRegistry/registries/read", "Reader"],
    ["Microsoft.ContainerRegistry/registries/pull/read", "AcrPull"],
  ])("%s: %s", (action, role) => {
    const text = remedy(403, "AuthorizationFailed", denied(action));
    expect(text).toContain(`${action} on ${SCOPE}`);
    expect(text).toContain(`'${role}'`);
    expect(text).toContain("some minutes");
    expect(text).toMatch(
      new RegExp(`: az role assignment create --assignee ${PRINCIPAL} --role "${role}" --scope "${SCOPE}"$`),
    );
  });

  test("the line to copy assigns the role on the registry where the scope is a replica to come", () => {
    const action = "Microsoft.ContainerRegistry/registries/replications/write";
    const text = remedy(403, "AuthorizationFailed", denied(action, `${SCOPE}/replications/japaneast`));
    expect(text).toContain(`--scope "${SCOPE}"`);
  });

  test.each([
    ["a scope", `${SCOPE}"; rm -rf "$HOME`, PRINCIPAL],
    ["a name", SCOPE, "x'$(id)'"],
  ])("no line to copy is made of %s in which a shell would find more", (_what, scope, principal) => {
    const action = "Microsoft.ContainerRegistry/registries/replications/write";
    expect(remedy(403, "AuthorizationFailed", denied(action, scope, principal))).toMatch(
      /minutes to take effect\.$/,
    );
  });

  test("a search by name points to the resource ID, which needs no right on the subscription", () => {
    const action = "Microsoft.Resources/subscriptions/resources/read";
    const text = remedy(403, "AuthorizationFailed", denied(action, `/subscriptions/${SUBSCRIPTION}`));
    expect(text).toContain("`registry` to the registry's full resource ID");
    expect(text).not.toContain("az role assignment");
  });

  test("another wording still names a role", () => {
    expect(remedy(403, "AuthorizationFailed", "No.")).toContain("Container Registry Contributor");
  });
});

describe("a region that Azure does not offer", () => {
  const inJapan = { region: region("japaneest") };

  test("NoRegisteredProviderFound (shape of Azure/acr issue 70): the nearest of the names that it lists", () => {
    const text = remedy(
      400,
      "NoRegisteredProviderFound",
      "No registered resource provider found for location 'japaneest' and API version '2025-11-01' for type 'registries/replications'. The supported api-versions are '2023-07-01, 2025-11-01'. The supported locations are 'japaneast, japanwest, westeurope'.",
      inJapan,
    );
    expect(text).toContain("Nearest in name: japaneast");
    expect(text).not.toContain("westeurope");
  });

  test("LocationNotAvailableForResourceType (shape of Azure/acr issue 406): display names are understood", () => {
    const text = remedy(
      400,
      "LocationNotAvailableForResourceType",
      "The provided location 'japaneest' is not available for resource type 'Microsoft.ContainerRegistry/registries/replications'. List of available regions for the resource type is 'Japan East,Japan West,West Europe'.",
      inJapan,
    );
    expect(text).toContain("japaneast");
  });

  test("a name like no other: all that are offered", () => {
    const text = remedy(
      400,
      "LocationNotAvailableForResourceType",
      "List of available regions for the resource type is 'westus,eastus'.",
      {
        region: region("middleearthnorth"),
      },
    );
    expect(text).toContain("It offers: westus, eastus");
  });
});

test("NoRegisteredProviderFound for a version that the action does not know either", () => {
  const text = remedy(
    400,
    "NoRegisteredProviderFound",
    "No registered resource provider found for location '' and API version '2025-11-01' for type 'registries'. The supported api-versions are '2019-05-01'. The supported locations are ''.",
    { region: null, activity: "find-registry" },
  );
  expect(text).toContain("2019-05-01");
});

describe("other codes", () => {
  test.each<[string, string, number, string, string, string]>([
    [
      "LinkedAuthorizationFailed",
      "documented shape",
      403,
      "LinkedAuthorizationFailed",
      `The client has permission to perform action 'a' on scope; however, it does not have permission to perform action 'Microsoft.Network/privateEndpoints/privateLinkServiceProxies/write' on the linked scope(s) '${ENDPOINT}' or the linked scope(s) are invalid.`,
      `Microsoft.Network/privateEndpoints/privateLinkServiceProxies/write on ${ENDPOINT}`,
    ],
    [
      "InvalidAuthenticationToken",
      "documented code",
      401,
      "InvalidAuthenticationToken",
      "The access token is invalid.",
      "`cloud` (now AzureCloud)",
    ],
    ["ExpiredAuthenticationToken", "documented code", 401, "ExpiredAuthenticationToken", "", "clock"],
    [
      "InvalidAuthenticationTokenTenant",
      "documented code",
      401,
      "InvalidAuthenticationTokenTenant",
      "",
      "`tenant-id`",
    ],
    [
      "MissingSubscriptionRegistration",
      "documented shape",
      409,
      "MissingSubscriptionRegistration",
      "The subscription is not registered to use namespace 'Microsoft.ContainerRegistry'.",
      `az provider register --namespace Microsoft.ContainerRegistry --subscription ${SUBSCRIPTION}`,
    ],
    [
      "ResourceTypeNotSupportedForRegistry",
      "recorded in 2017",
      400,
      "ResourceTypeNotSupportedForRegistry",
      "The resource type replications is not supported for the registry contoso.",
      "az acr update --name contoso --sku Premium",
    ],
    [
      "ScopeLocked",
      "documented shape",
      409,
      "ScopeLocked",
      `The scope '${SCOPE}/replications/japaneast' cannot perform delete operation because following scope(s) are locked: '${SCOPE}'. Please remove the lock and try again.`,
      `A lock on ${SCOPE} forbids`,
    ],
    [
      "RequestDisallowedByPolicy",
      "documented shape",
      403,
      "RequestDisallowedByPolicy",
      `Resource 'japaneast' was disallowed by policy. Policy identifiers: '[{"policyAssignment":{"name":"Allowed locations","id":"/x"},"policyDefinition":{"name":"Def","id":"/y"}}]'.`,
      '"Allowed locations"',
    ],
    [
      "HomeReplicationCannotBeDeleted",
      "code of Azure/acr issue 294",
      400,
      "HomeReplicationCannotBeDeleted",
      "",
      "home",
    ],
    ["AnotherOperationInProgress", "generic ARM code", 409, "AnotherOperationInProgress", "", "Run again"],
    ["Conflict", "generic ARM code", 409, "Conflict", "", "Run again"],
    ["OperationInProgress", "generic ARM code", 409, "OperationInProgress", "", "Run again"],
    ["RegistryStatusConflict", "public change log of 2026", 409, "RegistryStatusConflict", "", "Run again"],
    [
      "a 409 of an unknown kind",
      "no code recorded",
      409,
      "SomethingNew",
      "",
      "Run again when that has changed",
    ],
    ["a 403 of an unknown kind", "no code recorded", 403, "SomethingNew", "", "only the message says why"],
    [
      "RequestDisallowedByAzure",
      "not recorded",
      403,
      "RequestDisallowedByAzure",
      "Resource 'japaneast' was disallowed by Azure: This policy maintains a set of best available regions.",
      "no exemption helps",
    ],
    [
      "DenyAssignmentAuthorizationFailed",
      "not recorded",
      403,
      "DenyAssignmentAuthorizationFailed",
      `The client 'x' with object id 'y' has permission to perform action 'z' on scope '${SCOPE}'; however, the access is denied because of the deny assignment with name 'Deny assignment created by Deployment Stack' and Id 'i' at scope '/subscriptions/s'.`,
      "The deny assignment 'Deny assignment created by Deployment Stack' on /subscriptions/s forbids this, whatever roles the identity has.",
    ],
    ["InvalidResourceLocation", "generic ARM code", 409, "InvalidResourceLocation", "", "another name"],
    ["SubscriptionNotFound", "documented shape", 404, "SubscriptionNotFound", "", SUBSCRIPTION],
    ["ResourceGroupNotFound", "documented shape", 404, "ResourceGroupNotFound", "", "`resource-group`"],
    ["ResourceNotFound", "documented shape", 404, "ResourceNotFound", "", "Registry contoso"],
    ["ParentResourceNotFound", "documented shape", 404, "ParentResourceNotFound", "", "Registry contoso"],
    ["QuotaExceeded", "shape of microsoft/vscode-docker issue 1281", 403, "QuotaExceeded", "", "limit"],
    [
      "a 429 that outlasted the retries",
      "no code recorded",
      429,
      "TooManyRequests",
      "",
      "management.azure.com asked to wait",
    ],
    ["a gateway that gave up", "no code", 502, "", "", "management.azure.com is not available"],
    ["a proxy that gave up", "no code", 503, "", "", "HTTPS_PROXY"],
    ["a server that fails", "no code", 500, "", "", "Run again"],
    ["a proxy that wants a password", "no code", 407, "", "", "HTTPS_PROXY"],
  ])("%s (%s)", (_what, _source, status, code, message, word) => {
    expect(remedy(status, code, message)).toContain(word);
  });

  test("codes compare without case", () => {
    expect(remedy(409, "scopelocked", "")).toContain("lock");
  });

  test("an unknown code has no remedy, and a 409 of an unknown kind is not taken for a busy registry", () => {
    expect(remedy(400, "SomethingNew", "What?")).toBe("");
    expect(remedy(409, "SomethingNew", "What?")).not.toContain("Something else is changing");
  });
});

describe("private endpoint trouble is told by the message, since no code is recorded", () => {
  test.each([
    [
      "fixed addresses (quoted in Microsoft's geo-replication page)",
      "Failed to replicate private endpoint. Private Endpoint /x contains static ipconfigurations: [registry] and it's missing these membernames/groupids combinations: [MemberName: registry_data_japaneast, GroupId: registry].",
      "fixed addresses",
    ],
    [
      "a full subnet (wording not recorded)",
      "Subnet snet-pe is full: it does not have enough available addresses.",
      "no free address",
    ],
    ["anything else about a private endpoint", "Failed to replicate private endpoint.", "private endpoint"],
  ])("%s", (_what, message, word) => {
    expect(remedy(200, "OperationFailed", message)).toContain(word);
  });
});
