import { PROVISIONING_STATES } from "../../simulator/inventions.js";
import { member } from "../../simulator/recorded-world.js";
import { broken, type Check, checkOfAnswers, checkOfRequests } from "./check.js";
import { answerHeader, type Exchange } from "./exchange.js";

const TYPE = "Microsoft.ContainerRegistry/registries/replications";
const REPLICAS = ["replication", "replications"] as const;

/** What the validator lets pass in requests and answers about replications (azure-rest-api-specs, extensible enums). */
export const REPLICATION_CHECKS: readonly Check[] = [
  checkOfAnswers(
    "a replica is named in full, and is the one in the URL",
    ["replication"],
    isItself,
    hasReplica,
  ),
  checkOfAnswers("LIST has rows, each a replica of that registry", ["replications"], hasRows, isGood),
  checkOfAnswers("states and zone redundancy are the API's own words", REPLICAS, usesKnownWords, isGood),
  checkOfAnswers(
    "an accepted write says where to follow it",
    ["replication", "registry"],
    saysWhere,
    isAccepted,
  ),
  checkOfAnswers("DELETE is answered by null or nothing", ["replication"], saysNothing, isGoodDelete),
  checkOfRequests("writes send nothing that the service alone may set", ["replication"], isWritable, isWrite),
];

function isGood({ status = 0 }: Exchange): boolean {
  return status < 400;
}

function hasReplica({ method, status }: Exchange): boolean {
  return method !== "DELETE" && (status === 200 || status === 201);
}

function isAccepted({ status }: Exchange): boolean {
  return status === 201 || status === 202;
}

function isGoodDelete({ method, status = 0 }: Exchange): boolean {
  return method === "DELETE" && status < 400;
}

function isWrite({ method }: Exchange): boolean {
  return method === "PUT" || method === "PATCH";
}

function isItself({ path, responseBody }: Exchange): readonly string[] {
  const id = member(responseBody, "id");
  return broken({
    "the answer's id is not the URL": isSame(id, path),
    "its name is not the last part of the URL": isSame(member(responseBody, "name"), path.split("/").at(-1)),
    "its type is another": member(responseBody, "type") === TYPE,
  });
}

function hasRows({ path, responseBody }: Exchange): readonly string[] {
  const rows = member(responseBody, "value");
  if (!Array.isArray(rows)) return ["the answer has no value"];
  return rows.flatMap((row: unknown) =>
    broken({
      [`${member(row, "id")} is not below the registry`]: isSame(
        member(row, "id"),
        `${path}/${member(row, "name")}`,
      ),
      [`${member(row, "name")} is of another type`]: member(row, "type") === TYPE,
    }),
  );
}

function usesKnownWords({ responseBody }: Exchange): readonly string[] {
  const value = member(responseBody, "value");
  const replicas: readonly unknown[] = Array.isArray(value) ? value : [responseBody];
  return replicas.flatMap((replica) => {
    const properties = member(replica, "properties");
    if (properties === undefined) return [];
    const state = String(member(properties, "provisioningState"));
    const zones = member(properties, "zoneRedundancy") ?? "Disabled";
    return broken({
      [`provisioningState is ${state}`]: PROVISIONING_STATES.includes(state),
      [`zoneRedundancy is ${zones}`]: zones === "Enabled" || zones === "Disabled",
    });
  });
}

function saysWhere(exchange: Exchange): readonly string[] {
  const name = exchange.status === 201 ? "azure-asyncoperation" : "location";
  const url = answerHeader(exchange, name);
  const retryAfter = answerHeader(exchange, "retry-after");
  return broken({
    [`${name} is "${url}"`]: url.startsWith(`https://${exchange.host}/subscriptions/`),
    "Retry-After is no number": /^\d*$/.test(retryAfter),
  });
}

function saysNothing({ responseBody }: Exchange): readonly string[] {
  return broken({
    "it has a body": responseBody === null || responseBody === "" || responseBody === undefined,
  });
}

function isWritable({ method, body }: Exchange): readonly string[] {
  const onTop = method === "PUT" ? ["location", "tags", "properties"] : ["tags", "properties"];
  const strangers = [
    ...keysOf(body).filter((key) => !onTop.includes(key)),
    ...keysOf(member(body, "properties")).filter((key) => key !== "regionEndpointEnabled"),
  ];
  return strangers.map((key) => `it sends ${key}`);
}

function keysOf(value: unknown): readonly string[] {
  return typeof value === "object" && value !== null ? Object.keys(value) : [];
}

function isSame(one: unknown, other: unknown): boolean {
  return typeof one === "string" && typeof other === "string" && one.toLowerCase() === other.toLowerCase();
}
