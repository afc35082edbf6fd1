import { refuseAbove } from "./access.js";
import { REGISTRY_API_VERSIONS } from "./api-versions.js";
import { TENANT } from "./constants.js";
import type { Answer, Request } from "./http.js";
import { offeredRegions, regionsOf } from "./regions.js";
import { readableRegistries, registryResource } from "./registries.js";
import { resourceGroupNotFound } from "./resource-manager-errors.js";
import { isSameName, type State, shortRegion } from "./state.js";
import type { SubscriptionWorld } from "./world.js";

/** What `az cloud register` reads, and others who are told an ARM endpoint alone. */
export function metadataEndpoints(state: State): Answer {
  const { cloud } = state;
  const base = `https://${cloud.resourceManager}`;
  return {
    status: 200,
    body: {
      galleryEndpoint: base,
      graphEndpoint: `${base}/graph`,
      portalEndpoint: base,
      authentication: {
        loginEndpoint: `https://${cloud.authorities[0]}`,
        audiences: cloud.resourceManagerAudiences,
        tenant: "common",
        identityProvider: "AAD",
      },
    },
  };
}

/** The subscriptions that the identity sees. */
export function listSubscriptions(state: State): Answer {
  const value = state.subscriptions.map(subscriptionBody);
  return { status: 200, body: { value, count: { type: "Total", value: value.length } } };
}

/** One of them. */
export function getSubscription(state: State, id: string): Answer {
  const found = state.subscriptions.find((subscription) => isSameName(subscription.id, id));
  return { status: 200, body: subscriptionBody(found ?? { id }) };
}

/** Regions with coordinates, and the logical locations that ARM mixes in. */
export function listLocations(state: State, subscription: string): Answer {
  const scope = `/subscriptions/${subscription}`;
  const refusal = refuseAbove(
    state,
    "subscription",
    "Microsoft.Resources/subscriptions/locations/read",
    scope,
  );
  if (refusal !== undefined) return refusal;
  const physical = regionsOf(state.cloud.name).map((region) => {
    const name = shortRegion(region.displayName);
    const { latitude, longitude, geographyGroup } = region;
    const regionCategory = region.kind === "production" ? "Recommended" : "Other";
    return {
      id: `${scope}/locations/${name}`,
      name,
      type: "Region",
      displayName: region.displayName,
      regionalDisplayName: `(${geographyGroup}) ${region.displayName}`,
      metadata: { regionType: "Physical", regionCategory, geographyGroup, latitude, longitude },
    };
  });
  const logical = ["Asia", "Europe", "Global"].map((displayName) => ({
    id: `${scope}/locations/${displayName.toLowerCase()}`,
    name: displayName.toLowerCase(),
    type: "Region",
    displayName,
    regionalDisplayName: displayName,
    metadata: { regionType: "Logical", regionCategory: "Other" },
  }));
  return { status: 200, body: { value: [...physical, ...logical] } };
}

/** The provider as registered in a subscription, with display names of the regions of each type. */
export function getProvider(state: State, subscription: string): Answer {
  const scope = `/subscriptions/${subscription}`;
  const action = "Microsoft.Resources/subscriptions/providers/read";
  const refusal = refuseAbove(
    state,
    "subscription",
    action,
    `${scope}/providers/Microsoft.ContainerRegistry`,
  );
  if (refusal !== undefined) return refusal;
  const locations = state.world.regions ?? offeredRegions(state.cloud.name);
  const apiVersions = [...(state.world.apiVersions ?? REGISTRY_API_VERSIONS)].reverse();
  const types = ["registries", "registries/replications", "registries/webhooks"];
  return {
    status: 200,
    body: {
      id: `${scope}/providers/Microsoft.ContainerRegistry`,
      namespace: "Microsoft.ContainerRegistry",
      registrationState: state.world.providerRegistered === false ? "NotRegistered" : "Registered",
      registrationPolicy: "RegistrationRequired",
      resourceTypes: types.map((resourceType) => ({
        resourceType,
        locations,
        apiVersions,
        capabilities: "None",
      })),
    },
  };
}

/** The generic resource list; of its filter language it knows `resourceType eq` and `name eq`, joined by `and`. */
export function listResources(state: State, subscription: string, request: Request): Answer {
  const filter = request.query.get("$filter") ?? "";
  const wanted = (field: string) => new RegExp(`${field} eq '([^']*)'`, "i").exec(filter)?.[1];
  const [type, name] = [wanted("resourceType"), wanted("name")];
  const isRegistryType = type === undefined || isSameName(type, "Microsoft.ContainerRegistry/registries");
  const all = isRegistryType ? readableRegistries(state, subscription, request.at) : [];
  const found = all.filter((registry) => name === undefined || isSameName(registry.name, name));
  const pageSize = state.world.list?.pageSize ?? 1000;
  const from = Number(request.query.get("$skiptoken") ?? 0);
  const host = state.world.list?.nextLinkHost ?? state.cloud.resourceManager;
  const query = new URLSearchParams(request.query);
  query.set("$skiptoken", String(from + pageSize));
  const isMore = from + pageSize < found.length;
  const nextLink = isMore
    ? { nextLink: `https://${host}/subscriptions/${subscription}/resources?${query}` }
    : {};
  return {
    status: 200,
    body: { value: found.slice(from, from + pageSize).map(registryResource), ...nextLink },
  };
}

/** A resource group; it exists if a registry lies in it. */
export function getGroup(state: State, subscription: string, group: string): Answer {
  const id = `/subscriptions/${subscription}/resourceGroups/${group}`;
  const action = "Microsoft.Resources/subscriptions/resourceGroups/read";
  const refusal = refuseAbove(state, "group", action, id);
  if (refusal !== undefined) return refusal;
  const registry = state.registries.find(
    (one) => isSameName(one.subscription, subscription) && isSameName(one.resourceGroup, group),
  );
  if (registry === undefined) return resourceGroupNotFound(group);
  const properties = { provisioningState: "Succeeded" };
  const type = "Microsoft.Resources/resourceGroups";
  return {
    status: 200,
    body: { id, name: registry.resourceGroup, type, location: registry.home, properties },
  };
}

function subscriptionBody({ id, name = "Contoso" }: SubscriptionWorld): object {
  return {
    id: `/subscriptions/${id}`,
    authorizationSource: "RoleBased",
    managedByTenants: [],
    subscriptionId: id,
    tenantId: TENANT,
    displayName: name,
    state: "Enabled",
    subscriptionPolicies: {
      locationPlacementId: "Public_2014-09-01",
      quotaId: "PayAsYouGo_2014-09-01",
      spendingLimit: "Off",
    },
  };
}
