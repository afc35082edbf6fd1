import { isObject } from "../../simulator/http.js";
import { member } from "../../simulator/recorded-world.js";
import { broken, type Check, checkOfAnswers, checkOfRequests } from "./check.js";
import { answerHeader, type Exchange, type Subject, subjectOf, urlOf } from "./exchange.js";

const REGISTRY_TYPE = "Microsoft.ContainerRegistry/registries";
/** The versions that the action may fall back to in a cloud that lags behind. */
const VERSIONS = ["2025-11-01", "2025-04-01", "2023-07-01", "2022-12-01", "2021-09-01"];
/** Those that answer for the rest of a subscription. */
const VERSIONS_AROUND: Readonly<Partial<Record<Subject, string>>> = {
  "resource list": "2024-11-01",
  provider: "2021-04-01",
  subscriptions: "2022-12-01",
  permissions: "2022-04-01",
  locks: "2020-05-01",
};
const AROUND: readonly Subject[] = ["resource list", "provider", "subscriptions", "permissions", "locks"];
const READ_BY_ALL = ["registry", "replication", "replications"] as const;
const NAMED = ["subscriptions", "locations", "resource group"] as const;
const POLLS = ["operation status", "operation result"] as const;

/** What the rest of ARM's answers and the action's requests must be: in no swagger that this project has. */
export const RESOURCE_MANAGER_CHECKS: readonly Check[] = [
  checkOfRequests(
    "only known versions are asked for, and such as a refusal names",
    READ_BY_ALL,
    asksKnownVersion,
  ),
  checkOfRequests("of the preview nothing but a registry is read", ["registry, preview"], isRead),
  checkOfAnswers("the preview names each region's own host", ["registry, preview"], namesHosts, isGood),
  checkOfRequests("the resource list is asked for registries only", ["resource list"], filtersByType),
  checkOfAnswers(
    "the resource list has registries with ID, name and place",
    ["resource list"],
    hasRegistries,
    isGood,
  ),
  checkOfRequests(
    "what lies around a registry is only read, in the version meant for it",
    AROUND,
    readsInItsVersion,
  ),
  checkOfAnswers("the provider names the regions that it offers", ["provider"], namesRegions, isGood),
  checkOfAnswers("subscriptions, places and groups have an ID and a name", NAMED, isNamed, isGood),
  checkOfAnswers("permissions are actions, and those taken out again", ["permissions"], saysActions, isGood),
  checkOfAnswers("a lock has a level, and the ID of what it holds", ["locks"], saysLevel, isGood),
  checkOfRequests("operations are followed by the URL as it was given", POLLS, followsAsGiven),
  checkOfAnswers(
    "an operation says its status, its error, and nothing else",
    ["operation status"],
    saysStatus,
    isGood,
  ),
  checkOfAnswers(
    "the result of a delete is 202 or 200, and empty",
    ["operation result"],
    saysNothing,
    isGood,
  ),
  checkOfAnswers(
    "a refusal has a code and a message",
    [
      ...READ_BY_ALL,
      ...POLLS,
      "registry, preview",
      "resource list",
      "provider",
      "resource group",
      "permissions",
      "locks",
    ],
    saysWhy,
    (exchange) => !isGood(exchange),
  ),
];

function isGood({ status = 0 }: Exchange): boolean {
  return status < 400;
}

function asksKnownVersion({ apiVersion = "none" }: Exchange, all: readonly Exchange[]): readonly string[] {
  const isFine = VERSIONS.includes(apiVersion) || versionsNamedTo(all).has(apiVersion);
  return isFine ? [] : [`it asks for version ${apiVersion}`];
}

const namedVersions = new WeakMap<readonly Exchange[], ReadonlySet<string>>();

/** The versions that refusals have named to the action, which it may ask for where those that it knows are gone. */
function versionsNamedTo(all: readonly Exchange[]): ReadonlySet<string> {
  const named = namedVersions.get(all) ?? new Set(all.flatMap(versionsNamedBy));
  namedVersions.set(all, named);
  return named;
}

function versionsNamedBy({ status, responseBody }: Exchange): readonly string[] {
  const message = status === 400 ? String(member(responseBody, "error", "message")) : "";
  const [, list = ""] = /supported api-versions are '([^']*)'/.exec(message) ?? [];
  return list.split(", ");
}

function isRead({ method }: Exchange): readonly string[] {
  return method === "GET" ? [] : [`it is a ${method}`];
}

function readsInItsVersion(exchange: Exchange): readonly string[] {
  const { method, apiVersion, body } = exchange;
  const subject = subjectOf(exchange);
  return broken({
    [`it is a ${method}`]: method === "GET",
    "it has a body": body === "",
    [`it asks for version ${apiVersion}`]: subject !== undefined && apiVersion === VERSIONS_AROUND[subject],
  });
}

function namesHosts({ responseBody }: Exchange): readonly string[] {
  const { regionalEndpoints, regionalEndpointHostNames: hosts } = membersOf(
    member(responseBody, "properties"),
  );
  if (!Array.isArray(hosts)) return ["regionalEndpointHostNames is no list"];
  const isOn = regionalEndpoints === "Enabled";
  return broken({
    [`regionalEndpoints is ${regionalEndpoints}`]: isOn || regionalEndpoints === "Disabled",
    "there are hosts though it is off": isOn || hosts.length === 0,
    [`hosts are ${hosts}`]: hosts.every((host) =>
      /^[a-z0-9-]+\.[a-z0-9]+\.geo\.azurecr\.(io|us|cn)$/.test(host),
    ),
  });
}

function filtersByType({ query }: Exchange): readonly string[] {
  const filter = query.$filter ?? "";
  return filter.includes(`resourceType eq '${REGISTRY_TYPE}'`) ? [] : [`its filter is ${filter}`];
}

function hasRegistries({ responseBody }: Exchange): readonly string[] {
  const rows = member(responseBody, "value");
  if (!Array.isArray(rows)) return ["the answer has no value"];
  return rows.flatMap((row: unknown) => {
    const { id, name, type, location } = membersOf(row);
    return broken({
      [`${name} is of type ${type}`]: type === REGISTRY_TYPE,
      [`${id} does not end in ${name}`]: typeof id === "string" && id.endsWith(`/${name}`),
      [`${name} has no location`]: typeof location === "string",
    });
  });
}

function namesRegions({ responseBody }: Exchange): readonly string[] {
  const types = member(responseBody, "resourceTypes");
  const ours: unknown = (Array.isArray(types) ? types : []).find(
    (entry) => member(entry, "resourceType") === "registries/replications",
  );
  const locations = member(ours, "locations");
  return broken({
    "it does not say whether it is registered": typeof member(responseBody, "registrationState") === "string",
    "it names no regions for replications": Array.isArray(locations) && locations.length > 0,
  });
}

function isNamed({ responseBody }: Exchange): readonly string[] {
  const value = member(responseBody, "value");
  const things: readonly unknown[] = Array.isArray(value) ? value : [responseBody];
  return things.flatMap((thing) => {
    const { id, name, displayName } = membersOf(thing);
    return broken({
      "one has no ID": typeof id === "string",
      [`${id} has no name`]: typeof (name ?? displayName) === "string",
    });
  });
}

function saysActions({ responseBody }: Exchange): readonly string[] {
  const isTexts = (value: unknown) => Array.isArray(value) && value.every((text) => typeof text === "string");
  return rowsOf(responseBody).flatMap((row) =>
    broken({
      "actions are no list of texts": isTexts(member(row, "actions")),
      "notActions are no list of texts": isTexts(member(row, "notActions")),
    }),
  );
}

function saysLevel({ responseBody }: Exchange): readonly string[] {
  return rowsOf(responseBody).flatMap((row) => {
    const { id } = membersOf(row);
    const level = member(row, "properties", "level");
    return broken({
      [`${id} is no lock`]: /\/providers\/Microsoft\.Authorization\/locks\/[^/]+$/.test(String(id)),
      [`its level is ${level}`]: level === "CanNotDelete" || level === "ReadOnly",
    });
  });
}

function rowsOf(body: unknown): readonly unknown[] {
  const rows = member(body, "value");
  return Array.isArray(rows) ? rows : ["no list"];
}

/** The URL must stand in an answer of the same traffic, letter by letter. */
function followsAsGiven(exchange: Exchange, all: readonly Exchange[]): readonly string[] {
  return givenUrls(all).has(urlOf(exchange)) ? [] : ["no answer gave this URL"];
}

/** The URLs that some traffic names, found once: a whole acceptance run has tens of thousands of answers. */
const urlsByTraffic = new WeakMap<readonly Exchange[], ReadonlySet<string>>();

function givenUrls(all: readonly Exchange[]): ReadonlySet<string> {
  const headers = ["azure-asyncoperation", "location"];
  const urls =
    urlsByTraffic.get(all) ??
    new Set(all.flatMap((exchange) => headers.map((name) => answerHeader(exchange, name))));
  urlsByTraffic.set(all, urls);
  return urls;
}

function saysStatus(exchange: Exchange): readonly string[] {
  const { status, error, ...others } = membersOf(exchange.responseBody);
  const isExplained =
    typeof member(error, "code") === "string" && typeof member(error, "message") === "string";
  return broken({
    "it has no status": typeof status === "string",
    "its error has no code and message": error === undefined || (status === "Failed" && isExplained),
    [`it has ${Object.keys(others)} too`]: Object.keys(others).length === 0,
    "it does not give its URL again": answerHeader(exchange, "azure-asyncoperation") !== "",
  });
}

function saysNothing(exchange: Exchange): readonly string[] {
  const { status, responseBody } = exchange;
  return broken({
    [`its status is ${status}`]: status === 200 || status === 202,
    "it has a body": responseBody === "",
    "202 gives no new Location": status !== 202 || answerHeader(exchange, "location") !== "",
  });
}

function saysWhy({ status, responseBody }: Exchange): readonly string[] {
  const { code, message } = membersOf(member(responseBody, "error"));
  const isText = (value: unknown) => typeof value === "string" && value !== "";
  return isText(code) && isText(message) ? [] : [`${status} comes without code and message`];
}

function membersOf(value: unknown): Readonly<Record<string, unknown>> {
  return isObject(value) ? value : {};
}
