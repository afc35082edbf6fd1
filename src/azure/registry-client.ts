import { parseRegion, type Region } from "../registry/region.js";
import type { Registry } from "../registry/registry.js";
import type { RegistryId } from "../registry/registry-id.js";
import { type ArmClient, answerTo } from "./arm-client.js";
import type { CloudEndpoints } from "./clouds.js";
import { decodeRegistry } from "./decode.js";
import { malformed, refusal } from "./errors/explain.js";
import type { FailureContext } from "./errors/failure-context.js";
import { member, textMember } from "./http/answer.js";

/** Reads one registry by its ID: one GET. */
export async function readRegistry(
  arm: ArmClient,
  id: RegistryId,
  context: FailureContext,
  signal: AbortSignal,
): Promise<Registry> {
  const client = arm.containerRegistry(id.subscriptionId);
  const answer = await answerTo(
    (options) => client.registries.get(id.resourceGroup, id.name, options),
    signal,
  );
  if (answer.status !== 200) throw refusal(answer, context);
  const registry = decodeRegistry(answer.json);
  if (registry.lacks !== null) throw malformed(answer, registry.lacks, context);
  return registry.value;
}

const PROVIDERS_API_VERSION = "2021-04-01";

/**
 * The regions in which Azure offers replicas, from the provider's own list of locations; null where it cannot be
 * read. ARM's refusal of a wrong region serves then.
 */
export async function readOfferedRegions(
  arm: ArmClient,
  cloud: CloudEndpoints,
  subscriptionId: string,
  signal: AbortSignal,
): Promise<readonly Region[] | null> {
  const path = `/subscriptions/${subscriptionId}/providers/Microsoft.ContainerRegistry`;
  try {
    const answer = await arm.get(`${cloud.armEndpoint}${path}?api-version=${PROVIDERS_API_VERSION}`, signal);
    return answer.status === 200 ? decodeOfferedRegions(answer.json) : null;
  } catch {
    return null;
  }
}

function decodeOfferedRegions(json: unknown): readonly Region[] | null {
  const types = member(json, "resourceTypes");
  if (!Array.isArray(types)) return null;
  const replications = types.find(
    (type) => textMember(type, "resourceType")?.toLowerCase() === "registries/replications",
  );
  const locations = member(replications, "locations");
  if (!Array.isArray(locations)) return null;
  const regions = locations
    .map((name) => (typeof name === "string" ? parseRegion(name) : null))
    .filter((region) => region !== null);
  return regions.length === 0 ? null : regions;
}
