import { createHash, randomUUID } from "node:crypto";
import { refuseAbove } from "./access.js";
import type { Answer, Request } from "./http.js";
import { type Replica, viewAt } from "./replicas.js";
import { isBusy } from "./replication-timeline.js";
import { invalidRequest, resourceNotFound } from "./resource-manager-errors.js";
import type { ReplicationPath } from "./resource-paths.js";
import { type Operation, type RegistryState, registryId, type State } from "./state.js";

// The real `c` is a whole certificate, which makes these URLs some 3.8 kB long.
const CERTIFICATE = createHash("sha512").update("certificate").digest("base64url").repeat(38).slice(0, 3200);

/** Remembers an operation; gives the name that its URLs end in. */
export function startOperation(state: State, operation: Operation): string {
  const id = `replications-${randomUUID()}`;
  state.operations.set(id, operation);
  return id;
}

/** `Azure-AsyncOperation` of a PUT or PATCH, or `Location` of a DELETE, freshly signed, with `Retry-After`. */
export function operationHeaders(
  state: State,
  registry: RegistryState,
  replica: Replica,
  id: string,
  version: string,
  at: number,
  header: "Azure-AsyncOperation" | "Location",
): Record<string, string> {
  const path =
    header === "Location"
      ? `/subscriptions/${registry.subscription}/providers/Microsoft.ContainerRegistry/locations/${replica.region}/operationResults/${id}`
      : `${registryId(registry)}/replications/${replica.name}/operationStatuses/${id}`;
  const url = `https://${state.cloud.resourceManager}${path}?api-version=${version}&${signature(id, String(at))}`;
  const { retryAfter = 10 } = state.world;
  return { [header]: url, ...(retryAfter === null ? {} : { "Retry-After": String(retryAfter) }) };
}

/** The poll of a create or update: `{"status":…}` and nothing else, but for the error of a failed create. */
export function operationStatus(
  state: State,
  registry: RegistryState,
  target: ReplicationPath & { readonly id: string },
  request: Request,
  version: string,
): Answer {
  const operation = state.operations.get(target.id);
  if (operation === undefined || operation.kind === "delete")
    return resourceNotFound("operationStatuses", target.id, target.group);
  if (!isSigned(target.id, request)) return invalidRequest("The operation URL must be used as it was given.");
  return {
    status: 200,
    headers: operationHeaders(
      state,
      registry,
      operation.replica,
      target.id,
      version,
      request.at,
      "Azure-AsyncOperation",
    ),
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
  const registry = state.registries.find((one) => operation && one.replicas.includes(operation.replica));
  if (operation === undefined || registry === undefined)
    return resourceNotFound("locations/operationResults", target.id, "");
  if (!isSigned(target.id, request)) return invalidRequest("The operation URL must be used as it was given.");
  if (request.at >= (operation.replica.deletion?.goneAt ?? 0)) return { status: 200, body: "" };
  const { replica } = operation;
  return {
    status: 202,
    headers: operationHeaders(state, registry, replica, target.id, version, request.at, "Location"),
    body: "",
  };
}

function statusBody(operation: Exclude<Operation, { readonly kind: "delete" }>, at: number): object {
  const { replica } = operation;
  if (operation.kind === "update") return { status: at < operation.until ? "Updating" : "Succeeded" };
  const state = viewAt(replica, at)?.provisioningState ?? "Failed";
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
