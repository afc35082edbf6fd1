import { parseRegion, type Region } from "../registry/region.js";
import type { Registry } from "../registry/registry.js";
import type { RegistryId } from "../registry/registry-id.js";
import { REGIONAL_ENDPOINTS_API_VERSION } from "./api-versions.js";
import { type ArmClient, answerTo } from "./arm-client.js";
import type { CloudEndpoints } from "./clouds.js";
import { decodeRegionalHosts, decodeRegistry } from "./decode.js";
import { malformed, refusal } from "./errors/explain.js";
import type { FailureContext } from "./errors/failure-context.js";
import { member, textMember } from "./http/answer.js";
import { hostsByRegion } from "./images/registry-hosts.js";

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

/** The hosts of the regions by themselves, from the preview API; empty where they are off or cannot be read. */
export async function readRegionalEndpoints(
  arm: ArmClient,
  cloud: CloudEndpoints,
  registry: Registry,
  signal: AbortSignal,
): Promise<ReadonlyMap<Region, string>> {
  try {
    const answer = await arm.get(registryAddress(registry, cloud, REGIONAL_ENDPOINTS_API_VERSION), signal);
    const listed = answer.status === 200 ? decodeRegionalHosts(answer.json) : null;
    return hostsByRegion(registry.loginServer, listed ?? [], cloud);
  } catch {
    return new Map();
  }
}

/** Where ARM shows a registry, in one version of its API. */
export function registryAddress({ id }: Registry, { armEndpoint }: CloudEndpoints, version: string): string {
  const group = encodeURIComponent(id.resourceGroup);
  return `${armEndpoint}/subscriptions/${id.subscriptionId}/resourceGroups/${group}/providers/Microsoft.ContainerRegistry/registries/${id.name}?api-version=${version}`;
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
