import { REGISTRY_API_VERSIONS } from "./api-versions.js";
import { type Answer, isObject } from "./http.js";
import { offeredRegions, regionsOf } from "./regions.js";
import { viewAt } from "./replicas.js";
import {
  disallowedByPolicy,
  existsElsewhere,
  invalidRequest,
  invalidResourceName,
  locationNotAvailable,
  noRegisteredProvider,
  notSupportedForRegistry,
  regionTaken,
} from "./resource-manager-errors.js";
import { isSameName, type RegistryState, type State, shortRegion } from "./state.js";

/** What a PUT asks for, in the service's own words. */
export interface PutWish {
  readonly region: string;
  readonly tags: Readonly<Record<string, string>>;
  readonly routing: boolean;
}

/** What a PATCH asks for; what is left out stays. */
export interface PatchWish {
  readonly tags?: Readonly<Record<string, string>>;
  readonly routing?: boolean;
}

type Body = Readonly<Record<string, unknown>> | undefined;

const TYPE = "Microsoft.ContainerRegistry/registries/replications";

/** Refuses a name that the swagger forbids. */
export function checkName(name: string): Answer | undefined {
  return /^[a-zA-Z0-9]{5,50}$/.test(name) ? undefined : invalidResourceName(name);
}

/** Reads a PUT's body, or gives the refusal, in the order in which ARM and the provider would look. */
export function readPut(
  state: State,
  registry: RegistryState,
  name: string,
  body: Body,
  at: number,
): PutWish | Answer {
  if (body === undefined || typeof body.location !== "string")
    return invalidRequest("The 'location' property is required for this type of resource.");
  const unknown = unknownMember(body, ["location", "tags", "properties", "id", "name", "type"]);
  if (unknown !== undefined) return unknown;
  const settings = readSettings(body, ["regionEndpointEnabled", "zoneRedundancy"]);
  if ("status" in settings) return settings;
  const region = shortRegion(body.location);
  const refusal = refuseLocation(state, registry, body.location) ?? refusePlace(registry, name, region, at);
  if (refusal !== undefined) return refusal;
  if ((registry.world.sku ?? "Premium").toLowerCase() !== "premium")
    return notSupportedForRegistry(registry.name);
  return { region, tags: settings.tags ?? {}, routing: settings.routing ?? true };
}

/** Reads a PATCH's body: tags and regionEndpointEnabled, nothing else. */
export function readPatch(body: Body): PatchWish | Answer {
  if (body === undefined)
    return invalidRequest("The request content was invalid and could not be deserialized.");
  return unknownMember(body, ["tags", "properties"]) ?? readSettings(body, ["regionEndpointEnabled"]);
}

function readSettings(body: Readonly<Record<string, unknown>>, known: readonly string[]): PatchWish | Answer {
  const { tags, properties = {} } = body;
  if (!isObject(properties)) return invalidRequest("'properties' must be an object.");
  const unknown = unknownMember(properties, known);
  if (unknown !== undefined) return unknown;
  const routing = properties.regionEndpointEnabled;
  if (routing !== undefined && typeof routing !== "boolean")
    return invalidRequest("'properties.regionEndpointEnabled' must be true or false.");
  if (tags !== undefined && tags !== null && !isTags(tags))
    return invalidRequest("'tags' must be a map of strings.");
  return {
    ...(isTags(tags) ? { tags } : {}),
    ...(typeof routing === "boolean" ? { routing } : {}),
  };
}

function isTags(value: unknown): value is Readonly<Record<string, string>> {
  if (!isObject(value)) return false;
  const entries = Object.entries(value);
  const fits = ([name, text]: [string, unknown]) =>
    name.length <= 512 && typeof text === "string" && text.length <= 256;
  return entries.length <= 50 && entries.every(fits);
}

function unknownMember(
  body: Readonly<Record<string, unknown>>,
  known: readonly string[],
): Answer | undefined {
  const stranger = Object.keys(body).find((key) => !known.includes(key));
  return stranger === undefined
    ? undefined
    : invalidRequest(`Could not find member '${stranger}' on object of type 'Replication'.`);
}

function refuseLocation(state: State, registry: RegistryState, location: string): Answer | undefined {
  const region = shortRegion(location);
  const offered = (state.world.regions ?? offeredRegions(state.cloud.name)).map(shortRegion);
  if (!offered.includes(region)) {
    const isRegion = regionsOf(state.cloud.name).some((known) => shortRegion(known.displayName) === region);
    return isRegion
      ? locationNotAvailable(location, TYPE, offered)
      : noRegisteredProvider(
          location,
          "2025-11-01",
          "registries/replications",
          REGISTRY_API_VERSIONS,
          offered,
        );
  }
  const allowed = state.world.allowedLocations?.map(shortRegion);
  if (allowed === undefined || allowed.includes(region)) return undefined;
  const assignment = `/subscriptions/${registry.subscription}/providers/Microsoft.Authorization/policyAssignments/allowed-locations`;
  return disallowedByPolicy(region, assignment);
}

function refusePlace(registry: RegistryState, name: string, region: string, at: number): Answer | undefined {
  const present = registry.replicas.filter((replica) => viewAt(replica, at) !== undefined);
  const sameName = present.find((replica) => isSameName(replica.name, name));
  if (sameName !== undefined)
    return sameName.region === region ? undefined : existsElsewhere(name, sameName.region, region);
  const sameRegion = present.find((replica) => replica.region === region);
  return sameRegion === undefined ? undefined : regionTaken(region, sameRegion.name);
}
