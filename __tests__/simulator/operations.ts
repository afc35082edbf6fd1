import { createHash, randomUUID } from "node:crypto";
import { refuseAbove } from "./access.js";
import type { Answer, Request } from "./http.js";
import { viewAt } from "./replicas.js";
import { isBusy } from "./replication-timeline.js";
import { invalidRequest, resourceNotFound } from "./resource-manager-errors.js";
import { type Operation, type RegistryState, registryId, type State } from "./state.js";

// The real `c` is a whole certificate, which makes these URLs some 3.8 kB long.
const CERTIFICATE = createHash("sha512").update("certificate").digest("base64url").repeat(38).slice(0, 3200);

/**
 * Remembers an operation on a replica, or another thing of that name; gives the name that its URLs end in. That is the
 * caller's own request ID (NET22, PS25, NET26): of two writes that share one, the URL tells of the later.
 */
export function startOperation(
  state: State,
  operation: Operation,
  { headers }: Pick<Request, "headers">,
  about = "replications",
): string {
  const given = headers["x-ms-client-request-id"];
  const isId = typeof given === "string" && /^[0-9a-f-]{32,36}$/i.test(given);
  const id = `${about}-${isId ? given : randomUUID()}`;
  state.operations.set(id, operation);
  return id;
}

/** Path of the poll of a create or update; `resource` is the ID of what it changes. */
export function statusPath(resource: string, id: string): string {
  return `${resource}/operationStatuses/${id}`;
}

/** Path of the poll of a delete, which lies at subscription scope in the region of what is deleted. */
export function resultPath(registry: RegistryState, region: string, id: string): string {
  return `/subscriptions/${registry.subscription}/providers/Microsoft.ContainerRegistry/locations/${region}/operationResults/${id}`;
}

/** `Azure-AsyncOperation` of a PUT or PATCH, or `Location` of a DELETE, freshly signed, with `Retry-After`. */
export function operationHeaders(
  state: State,
  header: "Azure-AsyncOperation" | "Location",
  path: string,
  version: string,
  at: number,
): Record<string, string> {
  const id = path.split("/").at(-1) ?? "";
  const url = `https://${state.cloud.resourceManager}${path}?api-version=${version}&${signature(id, String(at))}`;
  const { retryAfter = 10 } = state.world;
  return { [header]: url, ...(retryAfter === null ? {} : { "Retry-After": String(retryAfter) }) };
}

/** The poll of a create or update: `{"status":…}` and nothing else, but for the error of a failed create. */
export function operationStatus(
  state: State,
  registry: RegistryState,
  id: string,
  request: Request,
  version: string,
): Answer {
  const operation = state.operations.get(id);
  if (operation === undefined || operation.kind === "delete" || operation.kind === "delete registry")
    return resourceNotFound("operationStatuses", id, registry.resourceGroup);
  if (!isSigned(id, request)) return invalidRequest("The operation URL must be used as it was given.");
  const resource =
    operation.kind === "create registry"
      ? registryId(registry)
      : `${registryId(registry)}/replications/${operation.replica.name}`;
  return {
    status: 200,
    headers: operationHeaders(state, "Azure-AsyncOperation", statusPath(resource, id), version, request.at),
    body: statusBody(operation, request.at),
  };
}

/** The poll of a delete. It lies at subscription scope, so rights on the registry alone do not reach it. */
export function operationResult(
  state: State,
  target: { readonly subscription: string; readonly region: string; readonly id: string },
  request: Request,
  version: string,
): Answer {
  const scope = `/subscriptions/${target.subscription}`;
  const action = "Microsoft.ContainerRegistry/locations/operationResults/read";
  const refusal = refuseAbove(
    state,
    "subscription",
    action,
    `${scope}/providers${request.path.split("/providers")[1]}`,
  );
  if (refusal !== undefined) return refusal;
  const operation = state.operations.get(target.id);
  const done = operation === undefined ? undefined : doneAt(operation);
  if (done === undefined) return resourceNotFound("locations/operationResults", target.id, "");
  if (!isSigned(target.id, request)) return invalidRequest("The operation URL must be used as it was given.");
  if (request.at >= done) return { status: 200, body: "" };
  return {
    status: 202,
    headers: operationHeaders(state, "Location", request.path, version, request.at),
    body: "",
  };
}

/** When a delete is done; undefined for what is none. */
function doneAt(operation: Operation): number | undefined {
  if (operation.kind === "delete registry") return operation.registry.deletedAt;
  return operation.kind === "delete" ? operation.replica.deletion?.goneAt : undefined;
}

function statusBody(
  operation: Exclude<Operation, { readonly kind: "delete" | "delete registry" }>,
  at: number,
): object {
  if (operation.kind === "create registry")
    return { status: at < operation.until ? "Creating" : "Succeeded" };
  const { replica } = operation;
  if (operation.kind === "update") return { status: at < operation.until ? "Updating" : "Succeeded" };
  const state = viewAt(replica, at)?.provisioningState ?? "Failed";
  if (state === "Canceled") return { status: state };
  if (state !== "Failed") return { status: isBusy(state) ? state : "Succeeded" };
  return replica.course.error === null
    ? { status: "Failed" }
    : { status: "Failed", error: replica.course.error };
}

function signature(id: string, time: string): string {
  const hash = (what: string) => createHash("sha512").update(`${what}/${id}/${time}`).digest("base64url");
  return `t=${time}&c=${CERTIFICATE}&s=${hash("s").repeat(4)}&h=${hash("h").slice(0, 43)}`;
}

function isSigned(id: string, request: Request): boolean {
  const time = request.query.get("t") ?? "";
  const given = ["t", "c", "s", "h"].map((name) => `${name}=${request.query.get(name)}`).join("&");
  return given === signature(id, time);
}
