import type { RequestFailed } from "../registry/failure.js";
import type { Registry } from "../registry/registry.js";
import type { RegistryId } from "../registry/registry-id.js";
import type { RegistrySelector } from "../registry/request.js";
import { prose, ServerText } from "../registry/server-text.js";
import type { ArmClient } from "./arm-client.js";
import { decodeListedRegistry } from "./decode.js";
import { failure } from "./errors/explain.js";
import type { FailureContext } from "./errors/failure-context.js";
import { readRegistry } from "./registry-client.js";

/** Where to look for a registry. */
export interface RegistrySearch {
  readonly selector: RegistrySelector;
  readonly subscriptionId: string;
  readonly resourceGroup: string | null;
}

const RESOURCES_API_VERSION = "2024-11-01";

/** Finds the one registry that is meant and reads it. Throws when there is none, or more than one. */
export async function findRegistry(
  arm: ArmClient,
  search: RegistrySearch,
  context: FailureContext,
  signal: AbortSignal,
): Promise<Registry> {
  const candidates = await findCandidates(arm, search, context, signal);
  const registries: Registry[] = [];
  for (const id of candidates) registries.push(await readRegistry(arm, id, context, signal));
  const meant = registries.filter((registry) => isMeant(registry, search.selector));
  const [registry, another] = meant;
  if (registry === undefined) throw notFound(search, registries, context);
  if (another !== undefined) throw ambiguous(search, meant, context);
  return registry;
}

async function findCandidates(
  arm: ArmClient,
  { selector, subscriptionId, resourceGroup }: RegistrySearch,
  context: FailureContext,
  signal: AbortSignal,
): Promise<readonly RegistryId[]> {
  if (selector.kind === "id") return [selector.id];
  const name = nameOf(selector);
  if (resourceGroup !== null) return [{ subscriptionId, resourceGroup, name }];
  const filter = encodeURIComponent("resourceType eq 'Microsoft.ContainerRegistry/registries'");
  const found = await arm.list(
    `/subscriptions/${subscriptionId}/resources?$filter=${filter}&api-version=${RESOURCES_API_VERSION}`,
    decodeListedRegistry,
    context,
    signal,
  );
  return found.filter((id) => id.name.toLowerCase() === name.toLowerCase());
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

function isMeant(registry: Registry, selector: RegistrySelector): boolean {
  return selector.kind !== "login-server" || registry.loginServer === selector.loginServer.toLowerCase();
}

function notFound(
  { selector, subscriptionId }: RegistrySearch,
  seen: readonly Registry[],
  context: FailureContext,
): RequestFailed {
  const known = new ServerText(seen.map((registry) => registry.loginServer).join(", "));
  return failure(context, {
    kind: "not-found",
    code: "RegistryNotFound",
    remedy:
      selector.kind === "login-server" && seen.length > 0
        ? prose`Subscription ${subscriptionId} has registries named ${nameOf(selector)}, but none with that login server. Theirs: ${known}.`
        : prose`Subscription ${subscriptionId} has no registry named ${nameOf(selector)} that the identity may see. Look at \`registry\` and \`subscription-id\`, or write the full resource ID into \`registry\`.`,
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
    remedy: prose`Subscription ${subscriptionId} has several registries of that name. Write the login server of the one that is meant into \`registry\` (${known}), or set \`resource-group\`.`,
  });
}
