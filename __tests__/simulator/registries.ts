import { mayOnRegistry, refuseAbove, refuseOnRegistry } from "./access.js";
import { hasRegionalEndpoints, isSince } from "./api-versions.js";
import { regionsWithEndpoint } from "./hosts.js";
import { type Answer, isObject, jsonObjectOf, type Request } from "./http.js";
import { writeLock } from "./locks.js";
import {
  invalidRequest,
  resourceGroupNotFound,
  resourceNotFound,
  scopeLocked,
} from "./resource-manager-errors.js";
import type { RegistryPath } from "./resource-paths.js";
import { isSameName, type RegistryState, regionalHost, registryId, type State } from "./state.js";

const NAMESPACE = "Microsoft.ContainerRegistry/registries";

/** The registry that a path names, or the 403 or 404 that ARM gives; `action` is what is wanted of it. */
export function registryAt(
  state: State,
  path: RegistryPath,
  at: number,
  action: string,
): RegistryState | Answer {
  const inGroup = state.registries.filter(
    (registry) =>
      isSameName(registry.subscription, path.subscription) && isSameName(registry.resourceGroup, path.group),
  );
  const found = inGroup.find(
    (registry) => isSameName(registry.name, path.registry) && at < registry.deletedAt,
  );
  if (found !== undefined) return refuseOnRegistry(state, found, `${NAMESPACE}/${action}`) ?? found;
  // Rights on a registry end with it, so that ARM tells who has none above 403. A world that says nothing of
  // permissions answers 404 all the same: it is what most tests of a wrong name are after.
  const scope = `/subscriptions/${path.subscription}/resourceGroups/${path.group}`;
  const id = `${scope}/providers/${NAMESPACE}/${path.registry}`;
  const refusal = refuseAbove(state, "group", `${NAMESPACE}/${action}`, id);
  if (refusal !== undefined && state.world.permissions !== undefined) return refusal;
  if (inGroup.length === 0) return resourceGroupNotFound(path.group);
  return resourceNotFound("registries", path.registry, path.group);
}

/** GET of a registry. */
export function getRegistry(state: State, registry: RegistryState, at: number, version: string): Answer {
  return { status: 200, body: registryBody(state, registry, at, version) };
}

/** PATCH of `regionalEndpoints`: 200, synchronous, with the host names in the answer (CLI-REG-REC). */
export function patchRegistry(
  state: State,
  registry: RegistryState,
  request: Request,
  version: string,
): Answer {
  const lock = writeLock(state, registry);
  if (lock !== undefined) return scopeLocked(registryId(registry), "write", lock);
  const properties = jsonObjectOf(request)?.properties;
  const wanted = isObject(properties) ? properties.regionalEndpoints : undefined;
  if (wanted !== undefined && !hasRegionalEndpoints(version))
    return invalidRequest(
      "Could not find member 'regionalEndpoints' on object of type 'RegistryProperties'.",
    );
  if (wanted === "Enabled" || wanted === "Disabled") registry.regionalEndpoints = wanted === "Enabled";
  return getRegistry(state, registry, request.at, version);
}

/** LIST of registries in a subscription or a group: those that the identity may read. */
export function listRegistries(
  state: State,
  where: { readonly subscription: string; readonly group?: string },
  request: Request,
  version: string,
): Answer {
  const value = readableRegistries(state, where.subscription, request.at)
    .filter((registry) => where.group === undefined || isSameName(registry.resourceGroup, where.group))
    .map((registry) => registryBody(state, registry, request.at, version));
  return { status: 200, body: { value } };
}

/** The registries of a subscription that exist and that the identity may read: ARM's lists leave out the others. */
export function readableRegistries(state: State, subscription: string, at: number): readonly RegistryState[] {
  return state.registries.filter(
    (registry) =>
      isSameName(registry.subscription, subscription) &&
      at < registry.deletedAt &&
      mayOnRegistry(state, registry, `${NAMESPACE}/read`),
  );
}

/** What the generic resource list and the provider's own answers have in common. */
export function registryResource(registry: RegistryState): Record<string, unknown> {
  const tier = registry.world.sku ?? "Premium";
  return {
    sku: { name: tier, tier },
    type: NAMESPACE,
    id: registryId(registry),
    name: registry.name,
    location: registry.world.homeWrittenAs ?? registry.home,
    tags: registry.world.tags ?? {},
  };
}

function registryBody(state: State, registry: RegistryState, at: number, version: string): object {
  return {
    ...registryResource(registry),
    ...(isSince(version, "2020-11-01") ? { systemData: systemData(state.origin) } : {}),
    properties: {
      loginServer: registry.loginServer,
      creationDate: new Date(state.origin - 86_400_000).toISOString(),
      provisioningState: registryStateAt(state, registry, at),
      adminUserEnabled: false,
      policies: policies(registry, version),
      ...(isSince(version, "2019-12-01") ? networkProperties(registry, at) : {}),
      ...(isSince(version, "2020-11-01") ? { zoneRedundancy: "Disabled" } : {}),
      ...(isSince(version, "2025-04-01") ? { anonymousPullEnabled: false } : {}),
      ...(isSince(version, "2025-11-01")
        ? { networkRuleBypassAllowedForTasks: false, roleAssignmentMode: roleAssignmentMode(registry) }
        : {}),
      ...(hasRegionalEndpoints(version) ? previewProperties(state, registry, at) : {}),
    },
  };
}

function roleAssignmentMode({ world }: RegistryState): string {
  return world.repositoryPermissions ? "AbacRepositoryPermissions" : "LegacyRegistryPermissions";
}

function registryStateAt(state: State, registry: RegistryState, at: number): string {
  if (Number.isFinite(registry.deletedAt)) return "Deleting";
  const later = registry.world.states?.findLast(({ after }) => at - state.origin >= after);
  return later?.provisioningState ?? registry.world.provisioningState ?? "Succeeded";
}

function policies(registry: RegistryState, version: string): object {
  const status = registry.world.armTokensAccepted === false ? "disabled" : "enabled";
  const softDelete = registry.world.softDelete ? "enabled" : "disabled";
  const hasSoftDelete = version.endsWith("-preview") && isSince(version, "2022-02-01");
  return {
    quarantinePolicy: { status: registry.world.quarantine === undefined ? "disabled" : "enabled" },
    trustPolicy: { type: "Notary", status: "disabled" },
    retentionPolicy: { days: 7, lastUpdatedTime: "2026-01-01T00:00:00.0000000+00:00", status: "disabled" },
    ...(isSince(version, "2021-06-01") ? { exportPolicy: { status: "enabled" } } : {}),
    ...(isSince(version, "2021-12-01") && version !== "2022-12-01" && version !== "2023-07-01"
      ? { azureADAuthenticationAsArmPolicy: { status } }
      : {}),
    ...(hasSoftDelete
      ? {
          softDeletePolicy: {
            retentionDays: 7,
            lastUpdatedTime: "2026-01-01T00:00:00.0000000+00:00",
            status: softDelete,
          },
        }
      : {}),
  };
}

function networkProperties(registry: RegistryState, at: number): object {
  const connections = Array.from({ length: registry.world.privateEndpoints ?? 0 }, (_, index) => {
    const name = `${registry.name}.${index}`;
    return {
      id: `${registryId(registry)}/privateEndpointConnections/${name}`,
      name,
      type: `${NAMESPACE}/privateEndpointConnections`,
      properties: {
        provisioningState: "Succeeded",
        privateEndpoint: { id: privateEndpointId(registry, index) },
        privateLinkServiceConnectionState: { status: "Approved", description: "", actionsRequired: "None" },
      },
    };
  });
  const { ipRules, dataEndpoints = connections.length > 0 } = registry.world;
  const hasDataEndpoints = dataEndpoints;
  return {
    dataEndpointEnabled: hasDataEndpoints,
    dataEndpointHostNames: hasDataEndpoints ? dataEndpointHosts(registry, at) : [],
    encryption: { status: "disabled" },
    networkRuleBypassOptions: "AzureServices",
    networkRuleSet: {
      defaultAction: ipRules === undefined ? "Allow" : "Deny",
      ipRules: (ipRules ?? []).map((value) => ({ action: "Allow", value })),
    },
    privateEndpointConnections: connections,
    publicNetworkAccess: "Enabled",
  };
}

function privateEndpointId({ subscription }: RegistryState, index: number): string {
  return `/subscriptions/${subscription}/resourceGroups/rg-network/providers/Microsoft.Network/privateEndpoints/pe-${index}`;
}

/** One host for each region: `{label}.{region}.data.{suffix}` (DOC-PE). */
function dataEndpointHosts(registry: RegistryState, at: number): readonly string[] {
  const [label = "", ...suffix] = registry.loginServer.split(".");
  return regionsWithEndpoint(registry, at).map((region) => `${label}.${region}.data.${suffix.join(".")}`);
}

/** What the previews of 2026 show beyond the stable versions (CLI-REG-REC). */
function previewProperties(state: State, registry: RegistryState, at: number): object {
  const hosts = regionsWithEndpoint(registry, at).map((region) =>
    regionalHost(registry, region, state.cloud),
  );
  return {
    regionalEndpoints: registry.regionalEndpoints ? "Enabled" : "Disabled",
    regionalEndpointHostNames: registry.regionalEndpoints ? hosts : [],
    endpointProtocol: "IPv4",
    metadataSearch: "Disabled",
    autoGeneratedDomainNameLabelScope: "Unsecure",
  };
}

function systemData(at: number): object {
  const time = new Date(at - 86_400_000).toISOString();
  const by = { createdBy: "admin@contoso.example", createdByType: "User", createdAt: time };
  return { ...by, lastModifiedBy: "admin@contoso.example", lastModifiedByType: "User", lastModifiedAt: time };
}
