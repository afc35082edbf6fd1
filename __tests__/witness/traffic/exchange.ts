import { existsSync, readFileSync } from "node:fs";
import type { RecordedRequest } from "../../simulator/index.js";

/** A request and its answer, as a simulator wrote them into the file of all traffic. */
export type Exchange = RecordedRequest;

/** Who asked: the action, a program of somebody else, or a test by hand. */
export type Client = "the action" | "Azure CLI" | "Ansible" | "skopeo" | "a test";

/** What an exchange is about. */
export type Subject =
  | "registry"
  | "registry, preview"
  | "replications"
  | "replication"
  | "operation status"
  | "operation result"
  | "resource list"
  | "provider"
  | "subscriptions"
  | "locations"
  | "resource group"
  | "challenge"
  | "token exchange"
  | "registry token"
  | "manifest"
  | "blob"
  | "permissions"
  | "locks"
  | "other content"
  | "elsewhere";

/** Reads a file of traffic; one that is not there holds none. */
export function readTraffic(file: string): readonly Exchange[] {
  if (!existsSync(file)) return [];
  const lines = readFileSync(file, "utf8").split("\n").filter(Boolean);
  return lines.map((line): Exchange => JSON.parse(line));
}

const USER_AGENTS: readonly (readonly [RegExp, Client])[] = [
  [/^acr-geo-replication/, "the action"],
  [/^AZURECLI|^python-requests/, "Azure CLI"],
  [/^azsdk-python-azure-mgmt/, "Ansible"],
  [/^skopeo/, "skopeo"],
];

/** Who sent it, by its `User-Agent`. */
export function clientOf({ headers }: Exchange): Client {
  const agent = headers["user-agent"] ?? "";
  return USER_AGENTS.find(([pattern]) => pattern.test(agent))?.[1] ?? "a test";
}

const SUBSCRIPTION = "management\\.[^/]+/subscriptions/[^/]+";
const PROVIDER = "providers/Microsoft\\.ContainerRegistry";
const REGISTRY = `${SUBSCRIPTION}/resourceGroups/[^/]+/${PROVIDER}/registries/[^/]+`;
const HOST = "[^/]+\\.azurecr\\.(io|us|cn)";

const SUBJECTS: readonly (readonly [RegExp, Subject])[] = [
  [pattern(REGISTRY), "registry"],
  [pattern(`${REGISTRY}/replications`), "replications"],
  [pattern(`${REGISTRY}/replications/[^/]+`), "replication"],
  [pattern(`${REGISTRY}(/replications/[^/]+)?/operationStatuses/[^/]+`), "operation status"],
  [pattern(`${SUBSCRIPTION}/${PROVIDER}/locations/[^/]+/operationResults/[^/]+`), "operation result"],
  [pattern(`${REGISTRY}/providers/Microsoft\\.Authorization/permissions`), "permissions"],
  [pattern(`${REGISTRY}/providers/Microsoft\\.Authorization/locks`), "locks"],
  [pattern(`${SUBSCRIPTION}/resources`), "resource list"],
  [pattern(`${SUBSCRIPTION}/${PROVIDER}`), "provider"],
  [pattern(`management\\.[^/]+/subscriptions(/[^/]+)?`), "subscriptions"],
  [pattern(`${SUBSCRIPTION}/locations`), "locations"],
  [pattern(`${SUBSCRIPTION}/resourceGroups/[^/]+`), "resource group"],
  [pattern(`${HOST}/v2/`), "challenge"],
  [pattern(`${HOST}/oauth2/exchange`), "token exchange"],
  [pattern(`${HOST}/oauth2/token`), "registry token"],
  [pattern(`${HOST}/v2/.+/manifests/[^/]+`), "manifest"],
  [pattern(`${HOST}/v2/.+/blobs/[^/]+`), "blob"],
  [pattern(`${HOST}/v2/.+`), "other content"],
  [/^(?!management\.)(?!.*\.azurecr\.)/, "elsewhere"],
];

/** A whole acceptance run is looked at by every check, and a subject takes many patterns to find. */
const subjects = new WeakMap<Exchange, Subject | "unknown">();

/** What it is about; undefined for a request to ARM or to a registry that nobody here knows. */
export function subjectOf(exchange: Exchange): Subject | undefined {
  const subject = subjects.get(exchange) ?? findSubject(exchange) ?? "unknown";
  subjects.set(exchange, subject);
  return subject === "unknown" ? undefined : subject;
}

function findSubject({ host, path, apiVersion = "" }: Exchange): Subject | undefined {
  const subject = SUBJECTS.find(([known]) => known.test(`${host}${path}`))?.[1];
  const isPreview = subject === "registry" && apiVersion >= "2026" && apiVersion.endsWith("-preview");
  return isPreview ? "registry, preview" : subject;
}

/** Its URL as it was sent. */
export function urlOf({ host, path, query }: Exchange): string {
  const text = new URLSearchParams(query).toString();
  return `https://${host}${path}${text === "" ? "" : `?${text}`}`;
}

/** Whether the answer is the service's own: there is one, and no test bent it on purpose. */
export function isAnswered(exchange: Exchange): boolean {
  return exchange.status !== undefined && !isBent(exchange);
}

/** Whether a test had a hand in what was answered, by a fault or by words of its own. */
export function isBent({ fault, isInvented }: Exchange): boolean {
  return isInvented === true || (fault !== undefined && fault !== "delay" && fault !== "meanwhile");
}

/** A header of the answer; empty when absent. */
export function answerHeader({ responseHeaders = {} }: Exchange, name: string): string {
  return Object.entries(responseHeaders).find(([key]) => key.toLowerCase() === name)?.[1] ?? "";
}

function pattern(source: string): RegExp {
  return new RegExp(`^${source}$`, "i");
}
