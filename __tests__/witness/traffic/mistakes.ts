import { HOME, REGISTRY, RESOURCE_GROUP, SUBSCRIPTION } from "../../simulator/index.js";
import type { Exchange } from "./exchange.js";

/** An exchange in which one thing is wrong, and who is to find it. */
export interface Mistake {
  readonly what: string;
  readonly foundBy: "oav" | "us";
  readonly exchange: Exchange;
}

const HOST = "management.azure.com";
const REGISTRY_PATH = `/subscriptions/${SUBSCRIPTION}/resourceGroups/${RESOURCE_GROUP}/providers/Microsoft.ContainerRegistry/registries/${REGISTRY}`;
const PATH = `${REGISTRY_PATH}/replications/japaneast`;
const STATUS = { displayStatus: "Ready", timestamp: "2026-09-10T06:44:50Z" };
const PROPERTIES = {
  provisioningState: "Succeeded",
  status: STATUS,
  regionEndpointEnabled: true,
  zoneRedundancy: "Disabled",
};
const REPLICA = {
  id: PATH,
  name: "japaneast",
  type: "Microsoft.ContainerRegistry/registries/replications",
  location: "japaneast",
  tags: {},
  properties: PROPERTIES,
};
const JSON_TYPE = { "Content-Type": "application/json; charset=utf-8" };
const OPERATION = `https://${HOST}${PATH}/operationStatuses/replications-1?api-version=2025-11-01`;
const RESULT = `https://${HOST}/subscriptions/${SUBSCRIPTION}/providers/Microsoft.ContainerRegistry/locations/${HOME}/operationResults/replications-1?api-version=2025-11-01`;

/** Exchanges without a mistake. */
const GET = exchange({ responseBody: REPLICA });
const LIST = exchange({ path: `${REGISTRY_PATH}/replications`, responseBody: { value: [REPLICA] } });
const PUT = exchange({
  method: "PUT",
  status: 201,
  body: { location: "japaneast" },
  responseBody: REPLICA,
  responseHeaders: { ...JSON_TYPE, "Azure-AsyncOperation": OPERATION, "Retry-After": "10" },
});
const DELETE = exchange({
  method: "DELETE",
  status: 202,
  responseBody: null,
  responseHeaders: { ...JSON_TYPE, Location: RESULT },
});
const MISSING = exchange({
  status: 404,
  responseBody: { error: { code: "ResourceNotFound", message: "no" } },
});

/** What they are bent from; nobody may find anything in these. */
export const SOUND: readonly Exchange[] = [GET, LIST, PUT, DELETE, MISSING];

/** Deliberate mistakes: those that oav was found to see, and those that it was found to let pass. */
export const MISTAKES: readonly Mistake[] = [
  byOav("displayStatus is a number", withStatus({ displayStatus: 1 })),
  byOav("status is a text", withProperties({ status: "Ready" })),
  byOav("the routing flag is a text", withProperties({ regionEndpointEnabled: "true" })),
  byOav("value is an object", { ...LIST, responseBody: { value: REPLICA } }),
  byOav("the timestamp is no time", withStatus({ timestamp: "yesterday" })),
  byOav("location is missing in the request", { ...PUT, body: {} }),
  byOav("location is missing in the answer", withReplica({ location: undefined })),
  byOav("the answer has a property that nobody knows", withReplica({ region: "japaneast" })),
  byOav("its properties have one that nobody knows", withProperties({ ready: true })),
  byOav("its status has one that nobody knows", withStatus({ state: "Ready" })),
  byOav("the request has one that nobody knows", {
    ...PUT,
    body: { location: "japaneast", region: "japaneast" },
  }),
  byOav("PUT is answered 202", { ...PUT, status: 202 }),
  byOav("Retry-After is a word", {
    ...PUT,
    responseHeaders: { ...PUT.responseHeaders, "Retry-After": "soon" },
  }),
  byOav("the error is of another shape", { ...MISSING, responseBody: { errors: ["no"] } }),
  byOav("the name is too short", named("geo")),
  byOav("the name has a dash", named("japan-east")),
  byUs(
    "provisioningState is a word that the API does not have",
    withProperties({ provisioningState: "Done" }),
  ),
  byUs("zoneRedundancy is a word that the API does not have", withProperties({ zoneRedundancy: "Maybe" })),
  byUs("the answer has no id", withReplica({ id: undefined })),
  byUs("LIST has no value", { ...LIST, responseBody: {} }),
  byUs("the name is not the one in the URL", withReplica({ name: "brazilsouth" })),
  byUs("201 comes without Azure-AsyncOperation", { ...PUT, responseHeaders: JSON_TYPE }),
  byUs("202 comes without Location", { ...DELETE, responseHeaders: JSON_TYPE }),
  byUs("the request sets provisioningState", {
    ...PUT,
    body: { location: "japaneast", properties: { provisioningState: "Succeeded" } },
  }),
  byUs("DELETE is answered with the replica", { ...DELETE, responseBody: REPLICA }),
];

function byOav(what: string, exchange: Exchange): Mistake {
  return { what, foundBy: "oav", exchange };
}

function byUs(what: string, exchange: Exchange): Mistake {
  return { what, foundBy: "us", exchange };
}

function exchange(parts: Partial<Exchange>): Exchange {
  return {
    at: 0,
    host: HOST,
    method: "GET",
    path: PATH,
    query: { "api-version": "2025-11-01" },
    apiVersion: "2025-11-01",
    headers: { "user-agent": "acr-geo-replication" },
    audience: undefined,
    body: "",
    status: 200,
    responseHeaders: JSON_TYPE,
    ...parts,
  };
}

function withReplica(change: object): Exchange {
  return { ...GET, responseBody: { ...REPLICA, ...change } };
}

function withProperties(change: object): Exchange {
  return withReplica({ properties: { ...PROPERTIES, ...change } });
}

function withStatus(change: object): Exchange {
  return withProperties({ status: { ...STATUS, ...change } });
}

function named(name: string): Exchange {
  const path = `${REGISTRY_PATH}/replications/${name}`;
  return { ...PUT, path, responseBody: { ...REPLICA, id: path, name } };
}
