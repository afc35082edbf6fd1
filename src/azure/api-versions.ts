import type { PipelinePolicy } from "@azure/core-rest-pipeline";
import { readAnswer } from "./http/answer.js";
import { readErrorBody } from "./http/error-body.js";

/** API versions of Microsoft.ContainerRegistry that have all that the action uses, newest first. */
export const KNOWN_API_VERSIONS = ["2025-11-01", "2025-04-01", "2023-07-01", "2022-12-01", "2021-09-01"];
/** The version that is asked for first. */
export const API_VERSION = "2025-11-01";
/** The oldest preview that shows a registry's regional endpoints. */
export const REGIONAL_ENDPOINTS_API_VERSION = "2026-03-01-preview";

/**
 * Serves clouds that lag behind: when one does not know {@link API_VERSION} and names those that it has, the newest
 * of them that the action knows is used from then on.
 */
export function apiVersionPolicy(): PipelinePolicy {
  let served = API_VERSION;
  return {
    name: "apiVersion",
    sendRequest: async (request, next) => {
      const asked = withVersion(request.url, served);
      if (asked === null) return await next(request);
      request.url = asked;
      const response = await next(request);
      if (response.status < 400) return response;
      const other = olderVersion(readErrorBody(readAnswer(response)), served);
      if (other === null) return response;
      served = other;
      request.url = withVersion(request.url, other) ?? request.url;
      return await next(request);
    },
  };
}

/** The address with another version; null where the request chose its version by itself. */
function withVersion(address: string, version: string): string | null {
  const url = new URL(address);
  const asked = url.searchParams.get("api-version");
  if (asked === null || !KNOWN_API_VERSIONS.includes(asked) || !isRegistryCall(url)) return null;
  url.searchParams.set("api-version", version);
  return url.toString();
}

function isRegistryCall(url: URL): boolean {
  // Operation URLs are signed: they are used as given.
  return (
    /\/providers\/Microsoft\.ContainerRegistry\/registries\//i.test(url.pathname) &&
    !url.searchParams.has("s")
  );
}

function olderVersion(
  said: { readonly code: string | null; readonly message: string | null },
  served: string,
): string | null {
  if (!lacksVersion(said.code)) return null;
  const named = namedVersions(said.message ?? "");
  // The same code tells of an unknown region; the version is fine then.
  if (named.includes(served)) return null;
  return KNOWN_API_VERSIONS.find((version) => named.includes(version)) ?? null;
}

/** Whether an error code says that a cloud does not have the version (or the type in that version). */
export function lacksVersion(code: string | null): boolean {
  return ["noregisteredproviderfound", "invalidresourcetype", "invalidapiversionparameter"].includes(
    code?.toLowerCase() ?? "",
  );
}

/** The API versions that a message names as supported. */
export function namedVersions(message: string): readonly string[] {
  const list = /supported (?:api-)?versions are\s*'([^']*)'/i.exec(message)?.[1] ?? "";
  return list
    .split(",")
    .map((version) => version.trim())
    .filter((version) => version !== "");
}
