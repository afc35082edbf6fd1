import { randomUUID } from "node:crypto";
import { refuseToken } from "./access.js";
import { REGISTRY_API_VERSIONS } from "./api-versions.js";
import { listAuthorization } from "./authorization.js";
import type { Answer, Request, Service } from "./http.js";
import { operationResult, operationStatus } from "./operations.js";
import { offeredRegions } from "./regions.js";
import { getRegistry, listRegistries, patchRegistry, registryAt } from "./registries.js";
import { deleteRegistry, putRegistry } from "./registry-lifecycle.js";
import { changeReplication, getReplication, listReplications } from "./replications.js";
import {
  missingApiVersion,
  missingSubscriptionRegistration,
  noRegisteredProvider,
  parentResourceNotFound,
  resourceNotFound,
  subscriptionNotFound,
  unsupportedMethod,
} from "./resource-manager-errors.js";
import { type Target, targetOf } from "./resource-paths.js";
import { isSameName, type State, shortRegion } from "./state.js";
import * as subscriptions from "./subscriptions.js";
import type { TokenStore } from "./tokens.js";

/** Azure Resource Manager, as far as it speaks of container registries and their replications. */
export function createResourceManager(state: () => State, tokens: TokenStore): Service {
  return (request) => {
    const answer = answerTo(state(), tokens, request);
    return { ...answer, headers: { ...commonHeaders(request, state()), ...answer.headers } };
  };
}

function answerTo(state: State, tokens: TokenStore, request: Request): Answer {
  const target = targetOf(request.path);
  if (target?.kind === "metadata") return subscriptions.metadataEndpoints(state);
  const refusal = refuseToken(state, tokens, request);
  if (refusal !== undefined) return refusal;
  const version = request.query.get("api-version");
  if (version === null) return missingApiVersion();
  if (target === undefined) return resourceNotFound("unknown", request.path, "");
  if ("subscription" in target && !isSeen(state, target.subscription))
    return subscriptionNotFound(target.subscription);
  return providerRefusal(state, target, version) ?? dispatch(state, target, request, version);
}

function dispatch(state: State, target: Target, request: Request, version: string): Answer {
  const { method } = request;
  switch (target.kind) {
    case "registry":
      return onRegistry(state, target, request, version);
    case "authorization":
      return onAuthorization(state, target, request);
    case "registry-operation":
      return onRegistryOperation(state, target, request, version);
    case "replications":
    case "replication":
    case "operation-status":
      return onReplications(state, target, request, version);
    case "operation-result":
      return operationResult(state, target, request, version);
    default:
      if (method !== "GET") return unsupportedMethod(method);
      return atSubscription(state, target, request, version);
  }
}

function atSubscription(
  state: State,
  target: Exclude<Target, { readonly registry: string } | { readonly kind: "operation-result" }>,
  request: Request,
  version: string,
): Answer {
  switch (target.kind) {
    case "metadata":
      return subscriptions.metadataEndpoints(state);
    case "subscriptions":
      return subscriptions.listSubscriptions(state);
    case "subscription":
      return subscriptions.getSubscription(state, target.subscription);
    case "locations":
      return subscriptions.listLocations(state, target.subscription);
    case "provider":
      return subscriptions.getProvider(state, target.subscription);
    case "resources":
      return subscriptions.listResources(state, target.subscription, request);
    case "group":
      return subscriptions.getGroup(state, target.subscription, target.group);
    case "registries":
      return listRegistries(state, target, request, version);
  }
}

function onRegistry(
  state: State,
  target: Extract<Target, { readonly kind: "registry" }>,
  request: Request,
  version: string,
): Answer {
  const verb = ACTIONS[request.method];
  if (verb === undefined) return unsupportedMethod(request.method);
  const found = registryAt(state, target, request.at, verb);
  if (request.method === "PUT") return putRegistry(state, found, target, request, version);
  if ("status" in found) return found;
  if (request.method === "GET") return getRegistry(state, found, request.at, version);
  if (request.method === "DELETE") return deleteRegistry(state, found, request, version);
  return patchRegistry(state, found, request, version);
}

function onAuthorization(
  state: State,
  target: Extract<Target, { readonly kind: "authorization" }>,
  request: Request,
): Answer {
  if (request.method !== "GET") return unsupportedMethod(request.method);
  const found = registryAt(state, target, request.at, "read");
  return "status" in found ? found : listAuthorization(state, found, target.list);
}

function onRegistryOperation(
  state: State,
  target: Extract<Target, { readonly kind: "registry-operation" }>,
  request: Request,
  version: string,
): Answer {
  if (request.method !== "GET") return unsupportedMethod(request.method);
  const found = registryAt(state, target, request.at, "operationStatuses/read");
  return "status" in found ? found : operationStatus(state, found, target.id, request, version);
}

const ACTIONS: Readonly<Record<string, string>> = {
  GET: "read",
  PUT: "write",
  PATCH: "write",
  DELETE: "delete",
};

function onReplications(
  state: State,
  target: Extract<Target, { readonly kind: "replications" | "replication" | "operation-status" }>,
  request: Request,
  version: string,
): Answer {
  const verb = ACTIONS[request.method];
  if (verb === undefined) return unsupportedMethod(request.method);
  const action = target.kind === "operation-status" ? "operationStatuses/read" : verb;
  const found = registryAt(state, target, request.at, `replications/${action}`);
  if ("status" in found) {
    const isParentMissing = found.status === 404 && request.method === "PUT" && target.kind === "replication";
    return isParentMissing ? parentResourceNotFound(target.registry, target.replication) : found;
  }
  if (target.kind === "replications") return listReplications(state, found, request, version);
  if (target.kind === "operation-status") return operationStatus(state, found, target.id, request, version);
  if (request.method === "GET") return getReplication(found, target.replication, request.at, version);
  return changeReplication(state, found, target.replication, request, version);
}

function isSeen(state: State, subscription: string): boolean {
  return state.subscriptions.some((known) => isSameName(known.id, subscription));
}

/** What ARM itself refuses before the provider sees anything: an unregistered one, or an unknown version. */
function providerRefusal(state: State, target: Target, version: string): Answer | undefined {
  if (target.kind === "authorization") return undefined;
  const isOfProvider =
    "registry" in target || target.kind === "registries" || target.kind === "operation-result";
  if (!isOfProvider) return undefined;
  if (state.world.providerRegistered === false) return missingSubscriptionRegistration();
  const versions = state.world.apiVersions ?? REGISTRY_API_VERSIONS;
  if (versions.includes(version)) return undefined;
  const type =
    target.kind === "registry" || target.kind === "registries" ? "registries" : "registries/replications";
  const home = "registry" in target ? homeOf(state, target.registry) : "";
  const locations = (state.world.regions ?? offeredRegions(state.cloud.name)).map(shortRegion);
  return noRegisteredProvider(home, version, type, versions, locations);
}

function homeOf(state: State, name: string): string {
  return state.registries.find((registry) => isSameName(registry.name, name))?.home ?? "";
}

/** Numbers as recorded in Sep 2025; they are not counted down, since nothing should depend on them. */
function commonHeaders(request: Request, state: State): Record<string, string> {
  const requestId = randomUUID();
  const correlation = request.headers["x-ms-correlation-request-id"];
  const kind = request.method === "GET" ? "reads" : request.method === "DELETE" ? "deletes" : "writes";
  return {
    "Cache-Control": "no-cache",
    Pragma: "no-cache",
    "Strict-Transport-Security": "max-age=31536000; includeSubDomains",
    "X-Content-Type-Options": "nosniff",
    "x-ms-request-id": requestId,
    "x-ms-correlation-request-id": typeof correlation === "string" ? correlation : requestId,
    "x-ms-routing-request-id": `WESTEUROPE:${new Date(request.at).toISOString().replace(/[-:]/g, "")}:${requestId}`,
    "api-supported-versions": (state.world.apiVersions ?? REGISTRY_API_VERSIONS).join(", "),
    [`x-ms-ratelimit-remaining-subscription-${kind}`]: kind === "reads" ? "249" : "199",
    [`x-ms-ratelimit-remaining-subscription-global-${kind}`]: kind === "reads" ? "3749" : "2999",
  };
}
