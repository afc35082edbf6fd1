import type { Effect, Fault } from "./faults.js";
import type { ErrorBody } from "./replication-timeline.js";

/** The data plane behind a firewall or a private endpoint: 403 DENIED to every request, or at one step only. */
export function firewalled(host: string, path?: RegExp): Fault {
  const message =
    "client with IP '203.0.113.7' is not allowed access. Refer https://aka.ms/acr/firewall to grant access.";
  return { host, ...(path === undefined ? {} : { path }), effect: dataPlaneDenied(message) };
}

/** The exchange for an identity without a role: the status and the code of a firewall, and other words. */
export function roleMissing(host: string): Fault {
  return { host, path: /^\/oauth2\/exchange$/, effect: dataPlaneDenied("retrieving permissions failed") };
}

function dataPlaneDenied(message: string): Effect {
  return { kind: "answer", status: 403, body: { errors: [{ code: "DENIED", message }] } };
}

/** The manifest is refused although the token was given, as a token's scope or a repository's rule may have it. */
export function manifestDenied(host: string): Fault {
  const message = "requested access to the resource is denied";
  return { host, path: /\/manifests\//, effect: dataPlaneDenied(message) };
}

/** 429, with `Retry-After` in seconds or as a date, or without. */
export function throttled(retryAfter?: number | Date): Effect {
  const value = retryAfter instanceof Date ? retryAfter.toUTCString() : retryAfter;
  const headers: Record<string, string> = value === undefined ? {} : { "Retry-After": String(value) };
  return armError(
    429,
    "TooManyRequests",
    "The request is being throttled as the limit has been reached.",
    headers,
  );
}

/** 409 as ARM answers while it is at work on the resource. */
export function anotherOperationInProgress(): Effect {
  const message = "Another operation on this or dependent resource is in progress.";
  return armError(409, "AnotherOperationInProgress", message);
}

/** 409 in words that Azure may or may not have; null: without a body. */
export function conflictOf(code: string | null, headers: Record<string, string> = {}): Effect {
  if (code === null) return { kind: "answer", status: 409, headers, body: "" };
  return armError(409, code, "The registry is in a state in which this cannot be done now.", headers);
}

/** What a proxy writes in place of the service: a page with any status. */
export function proxyPage(status: number): Effect {
  const body = `<!doctype html><html><body><h1>${status}</h1><p>This page was written by the proxy.</p></body></html>`;
  return { kind: "answer", status, headers: { "Content-Type": "text/html" }, body };
}

/** 403 for want of rights on the private endpoints that a new replica must join. */
export function linkedAuthorizationFailed(headers: Record<string, string> = {}): Effect {
  const action = "Microsoft.Network/privateEndpoints/privateLinkServiceProxies/write";
  return armError(
    403,
    "LinkedAuthorizationFailed",
    `The client has permission to perform action 'Microsoft.ContainerRegistry/registries/replications/write' on scope; however, it does not have permission to perform action '${action}' on the linked scope(s) '/subscriptions/11111111-1111-4111-8111-111111111111/resourceGroups/rg-network/providers/Microsoft.Network/privateEndpoints/pe-contoso' or the linked scope(s) are invalid.`,
    headers,
  );
}

/** An ARM error as an effect. */
export function armError(
  status: number,
  code: string,
  message: string,
  headers: Record<string, string> = {},
): Effect {
  return { kind: "answer", status, headers, body: { error: { code, message } } };
}

/** What the operation says where a private endpoint has a static address (DOC-GEO). */
export function staticPrivateEndpoint(region: string): ErrorBody {
  const id =
    "/subscriptions/11111111-1111-4111-8111-111111111111/resourceGroups/rg-network/providers/Microsoft.Network/privateEndpoints/pe-contoso";
  return {
    code: "ReplicationFailed",
    message: `Failed to replicate private endpoint. Private Endpoint ${id} contains static ipconfigurations: [registry, registry_data_westeurope] and it's missing these membernames/groupids combinations: [MemberName: registry_data_${region}, GroupId: registry].`,
  };
}

/** GitHub's primary (`x-ratelimit-remaining: 0`) or secondary (`Retry-After`) rate limit. */
export function githubRateLimit(kind: "primary" | "secondary", seconds: number): Effect {
  const reset = Math.floor(Date.now() / 1000) + seconds;
  const headers: Record<string, string> =
    kind === "primary"
      ? { "X-RateLimit-Limit": "1000", "X-RateLimit-Remaining": "0", "X-RateLimit-Reset": String(reset) }
      : { "Retry-After": String(seconds) };
  const message =
    kind === "primary"
      ? "API rate limit exceeded for installation."
      : "You have exceeded a secondary rate limit. Please wait a few minutes before you try again.";
  return { kind: "answer", status: 403, headers, body: { message } };
}
