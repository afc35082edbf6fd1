import { isSince } from "./api-versions.js";
import { type Answer, jsonObjectOf, type Request } from "./http.js";
import { deleteLock, writeLock } from "./locks.js";
import { operationHeaders, resultPath, startOperation, statusPath } from "./operations.js";
import { listedAt, type Replica, type View, viewAt } from "./replicas.js";
import { replicationBody } from "./replication-bodies.js";
import { createReplication, deleteReplication, updateReplication } from "./replication-changes.js";
import { checkName, type PutWish, readPatch, readPut } from "./replication-requests.js";
import { isBusy } from "./replication-timeline.js";
import {
  anotherOperationInProgress,
  conflict,
  homeCannotBeDeleted,
  resourceNotFound,
  scopeLocked,
} from "./resource-manager-errors.js";
import { homeRow, isSameName, type RegistryState, registryId, type State } from "./state.js";

/** LIST, in pages and in the order that the world asks for. */
export function listReplications(
  state: State,
  registry: RegistryState,
  request: Request,
  version: string,
): Answer {
  const {
    pageSize = Number.POSITIVE_INFINITY,
    order = "creation",
    lag = 0,
    lagAfterDelete = 0,
    nextLinkHost,
  } = state.world.list ?? {};
  const shown = registry.replicas
    .map((replica) => listedAt(replica, request.at - lag, request.at, lagAfterDelete))
    .filter((view) => view !== undefined);
  const from = Number(request.query.get("$skiptoken") ?? 0);
  const rows = order === "shuffled" && from === 0 && pageSize >= shown.length ? shuffled(shown) : shown;
  const page = rows.slice(from, from + pageSize);
  const host = nextLinkHost ?? state.cloud.resourceManager;
  const next = `https://${host}${registryId(registry)}/replications?api-version=${version}&$skiptoken=${from + pageSize}`;
  const value = page.map((view) => replicationBody(registry, view, version));
  return { status: 200, body: { value, ...(from + pageSize < rows.length ? { nextLink: next } : {}) } };
}

/** GET of one replication, by its name. */
export function getReplication(registry: RegistryState, name: string, at: number, version: string): Answer {
  const view = currentView(registry, name, at);
  if (view === undefined) return notFound(registry, name);
  const lie = view.replica.inGet;
  if (lie !== undefined && at < lie.until) return lie.answer;
  return { status: 200, body: replicationBody(registry, view, version) };
}

/** PUT, PATCH and DELETE of one replication. */
export function changeReplication(
  state: State,
  registry: RegistryState,
  name: string,
  request: Request,
  version: string,
): Answer {
  const id = `${registryId(registry)}/replications/${name}`;
  const isDelete = request.method === "DELETE";
  const lock = isDelete ? deleteLock(state, registry, name) : writeLock(state, registry, name);
  if (lock !== undefined) return scopeLocked(id, isDelete ? "delete" : "write", lock);
  if (isDelete) return remove(state, registry, name, request, version);
  return request.method === "PUT"
    ? put(state, registry, name, request, version)
    : patch(state, registry, name, request, version);
}

/** The replica of that name that a GET would show now. */
export function currentView(registry: RegistryState, name: string, at: number): View | undefined {
  return registry.replicas
    .filter((replica) => isSameName(replica.name, name))
    .map((replica) => viewAt(replica, at))
    .findLast((view) => view !== undefined);
}

function put(state: State, registry: RegistryState, name: string, request: Request, version: string): Answer {
  const refusal = checkName(name);
  if (refusal !== undefined) return refusal;
  const wish = readPut(state, registry, name, jsonObjectOf(request), request.at);
  if ("status" in wish) return wish;
  const existing = currentView(registry, name, request.at);
  if (existing === undefined && wish.region === registry.home)
    return putAtHome(registry, request.at, version);
  if (existing === undefined) return putAnew(state, registry, name, wish, request, version);
  if (existing.provisioningState === "Deleting") return busy(registry, name);
  if (isBusy(existing.provisioningState))
    return accepted(state, registry, existing.replica, request, version, 200, "create");
  const updated = { tags: wish.tags, routing: wish.routing };
  updateReplication(existing.replica, updated, request.at, state.timing.update);
  return accepted(state, registry, existing.replica, request, version, 200, "update");
}

function putAnew(
  state: State,
  registry: RegistryState,
  name: string,
  wish: PutWish,
  request: Request,
  version: string,
): Answer {
  const code = state.world.oneCreateAtATime;
  if (code !== undefined && isAnyCreating(registry, request.at)) return conflict(code);
  const replica = createReplication(state, registry, name, wish, request.at);
  if (viewAt(replica, request.at)?.provisioningState !== "Creating")
    return { status: 200, body: bodyNow(registry, replica, request.at, version) };
  return accepted(state, registry, replica, request, version, 201, "create");
}

function isAnyCreating(registry: RegistryState, at: number): boolean {
  return registry.replicas.some((replica) => viewAt(replica, at)?.provisioningState === "Creating");
}

/** ARM takes a create at the home region and does nothing (azure-rest-api-specs#10233): the home row stands for it. */
function putAtHome(registry: RegistryState, at: number, version: string): Answer {
  const row = homeRow(registry, at);
  registry.replicas.push(row);
  return getReplication(registry, row.name, at, version);
}

/** 200 and done at once for tags alone (recorded 2019), 201 and Updating for routing (recorded 2026). */
function patch(
  state: State,
  registry: RegistryState,
  name: string,
  request: Request,
  version: string,
): Answer {
  const wish = readPatch(jsonObjectOf(request));
  if ("status" in wish) return wish;
  const existing = currentView(registry, name, request.at);
  if (existing === undefined) return notFound(registry, name);
  const isConflict = isBusy(existing.provisioningState) && state.world.patchWhileBusy !== "accept";
  if (existing.provisioningState === "Deleting" || isConflict) return busy(registry, name);
  const { tags, routing } = existing.revision;
  const updated = { tags: wish.tags ?? tags, routing: wish.routing ?? routing };
  if (wish.routing === undefined) {
    updateReplication(existing.replica, updated, request.at, state.timing.retag);
    return getReplication(registry, name, request.at, version);
  }
  updateReplication(existing.replica, updated, request.at, state.timing.update);
  return accepted(state, registry, existing.replica, request, version, 201, "update");
}

function remove(
  state: State,
  registry: RegistryState,
  name: string,
  request: Request,
  version: string,
): Answer {
  const { at } = request;
  const existing = currentView(registry, name, at);
  if (existing === undefined) return { status: 204, body: "" };
  if (existing.replica.region === registry.home) return homeCannotBeDeleted(registry.name);
  deleteReplication(state, existing.replica, at);
  const id = startOperation(state, { kind: "delete", replica: existing.replica }, request);
  return {
    status: 202,
    headers: operationHeaders(
      state,
      "Location",
      resultPath(registry, existing.replica.region, id),
      version,
      at,
    ),
    // The literal null, as recorded in 2017 and 2023; nothing at all in 2026.
    body: isSince(version, "2026-01-01") ? "" : null,
  };
}

function accepted(
  state: State,
  registry: RegistryState,
  replica: Replica,
  request: Request,
  version: string,
  status: number,
  kind: "create" | "update",
): Answer {
  const { at } = request;
  const until = replica.revisions.at(-1)?.until ?? at;
  const id = startOperation(state, { kind, replica, until }, request);
  const resource = `${registryId(registry)}/replications/${replica.name}`;
  return {
    status,
    headers: operationHeaders(state, "Azure-AsyncOperation", statusPath(resource, id), version, at),
    body: bodyNow(registry, replica, at, version),
  };
}

function bodyNow(registry: RegistryState, replica: Replica, at: number, version: string): object | null {
  const view = viewAt(replica, at);
  return view === undefined ? null : replicationBody(registry, view, version);
}

function busy(registry: RegistryState, name: string): Answer {
  return anotherOperationInProgress(`${registryId(registry)}/replications/${name}`);
}

function notFound(registry: RegistryState, name: string): Answer {
  return resourceNotFound(`registries/${registry.name}/replications`, name, registry.resourceGroup);
}

function shuffled<Row>(rows: readonly Row[]): readonly Row[] {
  return rows
    .map((row) => ({ row, weight: Math.random() }))
    .sort((one, other) => one.weight - other.weight)
    .map(({ row }) => row);
}
