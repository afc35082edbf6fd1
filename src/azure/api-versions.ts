import type { PipelinePolicy } from "@azure/core-rest-pipeline";
import { readAnswer } from "./http/answer.js";
import { readErrorBody } from "./http/error-body.js";

/** The version that is asked for first. */
export const API_VERSION = "2025-11-01";
/** The oldest preview that shows a registry's regional endpoints. */
export const REGIONAL_ENDPOINTS_API_VERSION = "2026-03-01-preview";

/** Versions of Microsoft.ContainerRegistry that have all that the action uses of them, newest first: its resources. */
export const KNOWN_API_VERSIONS = [API_VERSION, "2025-04-01", "2023-07-01", "2022-12-01", "2021-09-01"];
/** And its regional endpoints. Previews go after a year or so. */
export const KNOWN_PREVIEWS = ["2026-09-01-preview", REGIONAL_ENDPOINTS_API_VERSION];

/**
 * Serves clouds that lag behind, or have left a version behind: when one does not know the version that is asked for
 * and names those that it has, the newest of them that the action knows is used from then on. Where it knows none of
 * them any more, the newest that is named serves, a stable one before a preview. What a preview alone shows is for
 * whoever asks to judge: of those only known ones take each other's place.
 */
export function apiVersionPolicy(): PipelinePolicy {
  /** What is served in place of a version that the cloud does not know. */
  const served = new Map<string, string>();
  return {
    name: "apiVersion",
    sendRequest: async (request, next) => {
      const asked = askedVersion(request.url);
      if (asked === null) return await next(request);
      const place = `${providerOf(request.url)} ${asked}`;
      const first = served.get(place) ?? asked;
      request.url = withVersion(request.url, first);
      const response = await next(request);
      if (response.status < 400) return response;
      const other = otherVersion(readErrorBody(readAnswer(response)), first);
      if (other === null) return response;
      served.set(place, other);
      request.url = withVersion(request.url, other);
      return await next(request);
    },
  };
}

/** The version in an address; null where another one cannot serve. */
function askedVersion(address: string): string | null {
  const url = new URL(address);
  // Operation URLs are signed: they are used as given.
  return url.searchParams.has("s") ? null : url.searchParams.get("api-version");
}

/** Whose version it is: providers have versions of their own, and the last one in a path answers. */
function providerOf(address: string): string {
  const names = new URL(address).pathname.match(/(?<=\/providers\/)[^/]+/gi) ?? [];
  return names.at(-1)?.toLowerCase() ?? "";
}

function familyOf(version: string): readonly string[] | undefined {
  return [KNOWN_API_VERSIONS, KNOWN_PREVIEWS].find((family) => family.includes(version));
}

function withVersion(address: string, version: string): string {
  const url = new URL(address);
  url.searchParams.set("api-version", version);
  return url.toString();
}

function otherVersion(
  said: { readonly code: string | null; readonly message: string | null },
  asked: string,
): string | null {
  if (!lacksVersion(said.code)) return null;
  const named = namedVersions(said.message ?? "");
  // The same code tells of an unknown region; the version is fine then.
  if (named.includes(asked)) return null;
  const known = familyOf(asked)?.find((version) => named.includes(version));
  if (known !== undefined || KNOWN_PREVIEWS.includes(asked)) return known ?? null;
  return newestFirst(named)[0] ?? null;
}

/** Versions from the newest stable one to the oldest preview. */
export function newestFirst(versions: readonly string[]): readonly string[] {
  return versions.toSorted(
    (left, right) => Number(isPreview(left)) - Number(isPreview(right)) || (left < right ? 1 : -1),
  );
}

/** Whether a version is a preview, such as `2026-09-01-preview`: it may go at any time. */
export function isPreview(version: string): boolean {
  return /[a-z]/i.test(version);
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
