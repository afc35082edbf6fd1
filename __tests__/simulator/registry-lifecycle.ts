import { isSince } from "./api-versions.js";
import { type Answer, isObject, jsonObjectOf, type Request } from "./http.js";
import { deleteLock, writeLock } from "./locks.js";
import { operationHeaders, resultPath, startOperation, statusPath } from "./operations.js";
import { getRegistry } from "./registries.js";
import { invalidRequest, scopeLocked } from "./resource-manager-errors.js";
import type { RegistryPath } from "./resource-paths.js";
import { addRegistry, isSameName, type RegistryState, registryId, type State } from "./state.js";

/** PUT of a registry: one that is there stays as it is; `found` says whether it is, or why it cannot be known. */
export function putRegistry(
  state: State,
  found: RegistryState | Answer,
  target: RegistryPath,
  request: Request,
  version: string,
): Answer {
  if (!("status" in found)) {
    const lock = writeLock(state, found);
    return lock
      ? scopeLocked(registryId(found), "write", lock)
      : getRegistry(state, found, request.at, version);
  }
  const isGroupThere = state.registries.some((one) => isSameName(one.resourceGroup, target.group));
  return found.status === 404 && isGroupThere ? createRegistry(state, target, request, version) : found;
}

/** Recorded 2017 and 2026: 200 and Succeeded at once. Recorded 2021: 201, Creating, and an operation to follow. */
function createRegistry(state: State, target: RegistryPath, request: Request, version: string): Answer {
  const { location, sku } = jsonObjectOf(request) ?? {};
  const tier = isObject(sku) ? sku.name : undefined;
  if (typeof location !== "string" || (tier !== "Basic" && tier !== "Standard" && tier !== "Premium"))
    return invalidRequest("The properties 'location' and 'sku' are required for this type of resource.");
  const { at } = request;
  const until = at + state.timing.provisioned;
  const takesTime = isSince(version, "2021-01-01") && !isSince(version, "2026-01-01");
  const states = [{ after: until - state.origin, provisioningState: "Succeeded" }];
  const registry = addRegistry(
    state,
    {
      name: target.registry,
      subscription: target.subscription,
      resourceGroup: target.group,
      home: location,
      sku: tier,
      ...(takesTime ? { provisioningState: "Creating", states } : {}),
    },
    at,
  );
  const answer = getRegistry(state, registry, at, version);
  if (!takesTime) return answer;
  const id = startOperation(state, { kind: "create registry", until }, request, "registries");
  const path = statusPath(registryId(registry), id);
  return {
    ...answer,
    status: 201,
    headers: operationHeaders(state, "Azure-AsyncOperation", path, version, at),
  };
}

/** 202 with the registry, which is Deleting, and Location in its home region (CLI-REG-REC). */
export function deleteRegistry(
  state: State,
  registry: RegistryState,
  request: Request,
  version: string,
): Answer {
  const { at } = request;
  const lock = deleteLock(state, registry);
  if (lock !== undefined) return scopeLocked(registryId(registry), "delete", lock);
  registry.deletedAt = Math.min(registry.deletedAt, at + state.timing.delete);
  const id = startOperation(state, { kind: "delete registry", registry }, request, `delete-${registry.name}`);
  const path = resultPath(registry, registry.home, id);
  return {
    ...getRegistry(state, registry, at, version),
    status: 202,
    headers: operationHeaders(state, "Location", path, version, at),
  };
}
