import type { Answer } from "./http.js";

/** An error answer in ARM's shape. Texts and codes are those of the recordings and the documented ones. */
function armError(
  status: number,
  code: string,
  message: string,
  headers: Record<string, string> = {},
): Answer {
  return { status, headers, body: { error: { code, message } } };
}

/** 401 as ARM gives it, with the challenge that names the tenant's authority. */
export function unauthenticated(code: string, message: string, authority: string, tenant: string): Answer {
  const challenge = `Bearer authorization_uri="https://${authority}/${tenant}", error="invalid_token", error_description="${message}"`;
  return armError(401, code, message, { "WWW-Authenticate": challenge });
}

/** 403: the client lacks an action on a scope. */
export function authorizationFailed(client: string, objectId: string, action: string, scope: string): Answer {
  return armError(
    403,
    "AuthorizationFailed",
    `The client '${client}' with object id '${objectId}' does not have authorization to perform action '${action}' over scope '${scope}' or the scope is invalid. If access was recently granted, please refresh your credentials.`,
  );
}

/** 404: no such subscription, or none that the client sees. */
export function subscriptionNotFound(subscription: string): Answer {
  return armError(404, "SubscriptionNotFound", `The subscription '${subscription}' could not be found.`);
}

/** 404: no such resource group. */
export function resourceGroupNotFound(group: string): Answer {
  return armError(404, "ResourceGroupNotFound", `Resource group '${group}' could not be found.`);
}

/** 404: the group has no such resource. */
export function resourceNotFound(type: string, name: string, group: string): Answer {
  const message = `The Resource 'Microsoft.ContainerRegistry/${type}/${name}' under resource group '${group}' was not found. For more details please go to https://aka.ms/ARMResourceNotFoundFix`;
  return armError(404, "ResourceNotFound", message, { "x-ms-failure-cause": "gateway" });
}

/** 404: a PUT below a registry that does not exist. */
export function parentResourceNotFound(registry: string, replication: string): Answer {
  const message = `Failed to perform 'write' on resource(s) of type 'registries/replications', because the parent resource 'registries/${registry}' could not be found for '${replication}'.`;
  return armError(404, "ParentResourceNotFound", message);
}

/** 400: no api-version in the query. */
export function missingApiVersion(): Answer {
  return armError(
    400,
    "MissingApiVersionParameter",
    "The api-version query parameter (?api-version=) is required for all requests.",
  );
}

/** 400: a version or a region that the provider does not know; the text names those that it does (acr#70). */
export function noRegisteredProvider(
  location: string,
  version: string,
  type: string,
  versions: readonly string[],
  locations: readonly string[],
): Answer {
  return armError(
    400,
    "NoRegisteredProviderFound",
    `No registered resource provider found for location '${location}' and API version '${version}' for type '${type}'. The supported api-versions are '${versions.join(", ")}'. The supported locations are '${locations.join(", ")}'.`,
  );
}

/** 400: a region that does not offer the type; the text names those that do (acr#406). */
export function locationNotAvailable(location: string, type: string, locations: readonly string[]): Answer {
  return armError(
    400,
    "LocationNotAvailableForResourceType",
    `The provided location '${location}' is not available for resource type '${type}'. List of available regions for the resource type is '${locations.join(",")}'.`,
  );
}

/** 409: the provider is not registered in the subscription. */
export function missingSubscriptionRegistration(): Answer {
  return armError(
    409,
    "MissingSubscriptionRegistration",
    "The subscription is not registered to use namespace 'Microsoft.ContainerRegistry'. See https://aka.ms/rps-not-found for how to register subscriptions.",
  );
}

/** 400: the registry is not Premium; the text as recorded in 2017 (PS17). */
export function notSupportedForRegistry(registry: string): Answer {
  return armError(
    400,
    "ResourceTypeNotSupportedForRegistry",
    `The resource type replications is not supported for the registry ${registry}.`,
  );
}

/** 409: a management lock. */
export function scopeLocked(id: string, operation: "delete" | "write", lockedScope: string): Answer {
  return armError(
    409,
    "ScopeLocked",
    `The scope '${id}' cannot perform ${operation} operation because following scope(s) are locked: '${lockedScope}'. Please remove the lock and try again.`,
  );
}

/** 403: Azure Policy. */
export function disallowedByPolicy(resource: string, assignment: string): Answer {
  const identifiers = `[{"policyAssignment":{"name":"Allowed locations","id":"${assignment}"},"policyDefinition":{"name":"Allowed locations","id":"/providers/Microsoft.Authorization/policyDefinitions/e56962a6-4747-49cd-b67b-bf8b01975c4c"}}]`;
  return armError(
    403,
    "RequestDisallowedByPolicy",
    `Resource '${resource}' was disallowed by policy. Policy identifiers: '${identifiers}'.`,
  );
}

/** The code is known (acr#294), status and text are not recorded. */
export function homeCannotBeDeleted(registry: string): Answer {
  return armError(
    400,
    "HomeReplicationCannotBeDeleted",
    `The home replication of the registry ${registry} cannot be deleted.`,
  );
}

/** 409: a generic ARM code; none of the registry provider's own is recorded. */
export function anotherOperationInProgress(id: string): Answer {
  return armError(
    409,
    "AnotherOperationInProgress",
    `Another operation on this or dependent resource is in progress. Resource: '${id}'.`,
  );
}

/** 409 with a code that the world chose; null: without a body. */
export function conflict(code: string | null): Answer {
  if (code === null) return { status: 409, body: "" };
  return armError(409, code, "The registry is busy with another replication. Try again later.");
}

/** Not recorded; the shape is ARM's for a name that exists elsewhere. */
export function existsElsewhere(name: string, location: string, wanted: string): Answer {
  return armError(
    409,
    "InvalidResourceLocation",
    `The resource '${name}' already exists in location '${location}'. A resource with the same name cannot be created in location '${wanted}'. Please select a new resource name.`,
  );
}

/** Not recorded; a fake that az was tried with answered 409 and az gave up at once. */
export function regionTaken(region: string, name: string): Answer {
  return armError(409, "Conflict", `A replication already exists in location '${region}': '${name}'.`);
}

/** 400: a body that cannot be read. */
export function invalidRequest(message: string): Answer {
  return armError(400, "InvalidRequestContent", message);
}

/** 400: a name that the swagger forbids; the text is not recorded. */
export function invalidResourceName(name: string): Answer {
  return armError(
    400,
    "InvalidResourceName",
    `The replication name '${name}' is invalid: it must be 5 to 50 letters and digits.`,
  );
}

/** 405: a method that the resource does not have. */
export function unsupportedMethod(method: string): Answer {
  return armError(405, "MethodNotAllowed", `The HTTP method '${method}' is not supported at this scope.`);
}
