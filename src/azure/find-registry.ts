import type { RequestFailed } from "../registry/failure.js";
import type { Registry } from "../registry/registry.js";
import type { RegistryId } from "../registry/registry-id.js";
import type { ReplicaListing } from "../registry/replica.js";
import type { RegistrySelector } from "../registry/request.js";
import { prose, ServerText } from "../registry/server-text.js";
import type { FoundRegistry } from "../run/ports.js";
import type { ArmClient } from "./arm-client.js";
import { decodeListedRegistry } from "./decode.js";
import { failure } from "./errors/explain.js";
import type { FailureContext } from "./errors/failure-context.js";
import { readRegistry } from "./registry-client.js";

/** Where to look for a registry. */
export interface RegistrySearch {
  readonly selector: RegistrySelector;
  /** The login server that it must have; null for any. */
  readonly loginServer: string | null;
  readonly subscriptionId: string;
  readonly resourceGroup: string | null;
}

const RESOURCES_API_VERSION = "2024-11-01";

/**
 * Finds the one registry that is meant and reads it. Throws when there is none, or more than one. Where there is one
 * candidate only, `list` is begun while that is read; its result is not waited for.
 */
export async function findRegistry(
  arm: ArmClient,
  search: RegistrySearch,
  list: (id: RegistryId) => Promise<ReplicaListing>,
  context: FailureContext,
  signal: AbortSignal,
): Promise<FoundRegistry> {
  const seen = await listCandidates(arm, search, context, signal);
  const candidates = seen.filter(({ name }) => isSameName(name, nameOf(search.selector)));
  const [candidate, ...others] = candidates;
  if (candidate === undefined) throw noSuchName(search, seen, context);
  const listing = others.length === 0 ? list(candidate) : null;
  // Where the registry cannot be read, nobody asks what became of the list.
  listing?.catch(() => undefined);
  const registries: Registry[] = [];
  for (const id of candidates) registries.push(await readRegistry(arm, id, context, signal));
  const meant = registries.filter((registry) => hasLoginServer(registry, search.loginServer));
  const [registry, another] = meant;
  if (registry === undefined) throw otherLoginServer(search, registries, context);
  if (another !== undefined) throw ambiguous(search, meant, context);
  return { registry, listing };
}

/** The registry that an ID or a resource group names, or all that the identity sees in the subscription. */
async function listCandidates(
  arm: ArmClient,
  { selector, subscriptionId, resourceGroup }: RegistrySearch,
  context: FailureContext,
  signal: AbortSignal,
): Promise<readonly RegistryId[]> {
  if (selector.kind === "id") return [selector.id];
  const name = nameOf(selector);
  if (resourceGroup !== null) return [{ subscriptionId, resourceGroup, name }];
  const filter = encodeURIComponent("resourceType eq 'Microsoft.ContainerRegistry/registries'");
  return await arm.list(
    `/subscriptions/${subscriptionId}/resources?$filter=${filter}&api-version=${RESOURCES_API_VERSION}`,
    decodeListedRegistry,
    context,
    signal,
  );
}

function isSameName(one: string, other: string): boolean {
  return one.toLowerCase() === other.toLowerCase();
}

/**
 * The name of the registry that is meant. The label of a login server is the name, or the name, a hyphen and a
 * hash (registries with a domain name label); a name itself has no hyphen.
 */
export function nameOf(selector: RegistrySelector): string {
  switch (selector.kind) {
    case "id":
      return selector.id.name;
    case "name":
      return selector.name;
    case "login-server":
      return selector.loginServer.split(/[.-]/, 1)[0] ?? selector.loginServer;
  }
}

function hasLoginServer(registry: Registry, loginServer: string | null): boolean {
  return loginServer === null || registry.loginServer === loginServer.toLowerCase();
}

function noSuchName(
  { selector, subscriptionId }: RegistrySearch,
  seen: readonly RegistryId[],
  context: FailureContext,
): RequestFailed {
  return failure(context, {
    kind: "not-found",
    code: "RegistryNotFound",
    remedy: prose`Subscription ${subscriptionId} has no registry named ${nameOf(selector)} that the identity can see. It can see ${listNames(seen)}. Check \`registry\` and \`subscription-id\`, and whether the identity has a role on the registry (a new role assignment takes some minutes to take effect). The list may lack a registry that was created in the last few minutes: with \`resource-group\` set, or the full resource ID in \`registry\`, the list is not needed, and the error is more exact.`,
  });
}

const MOST_NAMED = 20;

function listNames(seen: readonly RegistryId[]): ServerText | string {
  if (seen.length === 0) return "none at all there";
  const names = seen.slice(0, MOST_NAMED).map(({ name }) => name);
  return new ServerText([...names, ...(seen.length > MOST_NAMED ? ["…"] : [])].join(", "));
}

function otherLoginServer(
  { selector, loginServer }: RegistrySearch,
  found: readonly Registry[],
  context: FailureContext,
): RequestFailed {
  const theirs = new ServerText(found.map((registry) => registry.loginServer).join(", "));
  const misses = prose`${loginServer ?? ""}, but no registry ${nameOf(selector)} that was found has that login server. Found: ${theirs}. `;
  return selector.kind === "login-server"
    ? failure(context, {
        kind: "not-found",
        code: "RegistryNotFound",
        remedy: ["`registry` names ", ...misses, "Correct it, or check `subscription-id`."],
      })
    : failure(context, {
        kind: "rejected",
        code: "ImageOfAnotherRegistry",
        remedy: ["`images` names ", ...misses, "Correct the images, or leave out their login server."],
      });
}

function ambiguous(
  { subscriptionId }: RegistrySearch,
  meant: readonly Registry[],
  context: FailureContext,
): RequestFailed {
  const known = new ServerText(meant.map((registry) => registry.loginServer).join(", "));
  return failure(context, {
    kind: "rejected",
    code: "RegistryAmbiguous",
    remedy: prose`Subscription ${subscriptionId} has several registries of that name. Set \`registry\` to the login server of the one you mean (${known}), or set \`resource-group\`.`,
  });
}
