import { type Effect, type Fault, ID_TOKEN_HOST, type RecordedRequest } from "../../simulator/index.js";

/** One kind of request that the action makes, and how a fault picks it out. */
export interface RequestKind {
  readonly name: string;
  readonly match: Pick<Fault, "host" | "method" | "path" | "query">;
}

const ARM = "management.azure.com";
const DATA_PLANE = /\.azurecr\.io$/;
const GITHUB = "api.github.com";
const REGISTRY = /\/registries\/[^/]+$/;
const REPLICATION = /\/replications\/[^/]+$/;

/** The requests of a sign-in by OIDC. */
export const SIGN_IN_KINDS: readonly RequestKind[] = [
  { name: "ID token", match: { host: ID_TOKEN_HOST } },
  { name: "Entra token", match: { host: "login.microsoftonline.com", method: "POST" } },
];

/** What is read of Azure Resource Manager before a plan is made. */
export const LOOK_KINDS: readonly RequestKind[] = [
  { name: "search for the registry", match: { host: ARM, path: /\/resources$/ } },
  {
    name: "GET of the registry",
    match: { host: ARM, method: "GET", path: REGISTRY, query: /api-version=[0-9-]+$/ },
  },
  { name: "LIST of the replicas", match: { host: ARM, method: "GET", path: /\/replications$/ } },
];

/** What is read of Azure Resource Manager beside. */
export const READ_KINDS: readonly RequestKind[] = [
  { name: "GET of a replica", match: { host: ARM, method: "GET", path: REPLICATION } },
  {
    name: "list of the offered regions",
    match: { host: ARM, path: /\/providers\/Microsoft\.ContainerRegistry$/ },
  },
  {
    name: "GET of the regional endpoints",
    match: { host: ARM, method: "GET", path: REGISTRY, query: /-preview$/ },
  },
];

/** What is written to Azure Resource Manager. */
export const WRITE_KINDS: readonly RequestKind[] = [
  { name: "PUT", match: { host: ARM, method: "PUT", path: REPLICATION } },
  { name: "PATCH", match: { host: ARM, method: "PATCH", path: REPLICATION } },
  { name: "DELETE", match: { host: ARM, method: "DELETE", path: REPLICATION } },
];

/** What is asked of the registry's own hosts. */
export const DATA_PLANE_KINDS: readonly RequestKind[] = [
  { name: "challenge of a registry host", match: { host: DATA_PLANE, path: /^\/v2\/$/ } },
  { name: "exchange for a refresh token", match: { host: DATA_PLANE, path: /^\/oauth2\/exchange$/ } },
  { name: "pull token", match: { host: DATA_PLANE, path: /^\/oauth2\/token$/ } },
  // A HEAD that is refused is asked again as a GET, whose words say why.
  { name: "HEAD or GET of a manifest", match: { host: DATA_PLANE, path: /\/manifests\// } },
  { name: "GET of an index", match: { host: DATA_PLANE, method: "GET", path: /\/manifests\// } },
];

/** What is asked of GitHub's API to close a drift issue. */
export const GITHUB_KINDS: readonly RequestKind[] = [
  { name: "LIST of the issues", match: { host: GITHUB, method: "GET", path: /\/issues$/ } },
  { name: "PATCH of an issue", match: { host: GITHUB, method: "PATCH", path: /\/issues\/\d+$/ } },
  { name: "POST of a comment", match: { host: GITHUB, method: "POST", path: /\/comments$/ } },
];

/** The URL that an operation names; it is asked only why a replica failed. */
export const OPERATION_URL: RequestKind = {
  name: "operation URL",
  match: { host: ARM, path: /\/operationStatuses\// },
};

/** Every kind of request but those to GitHub's API and to operation URLs. */
export const AZURE_KINDS: readonly RequestKind[] = [
  ...SIGN_IN_KINDS,
  ...LOOK_KINDS,
  ...READ_KINDS,
  ...WRITE_KINDS,
  ...DATA_PLANE_KINDS,
];

/** The same fault at the first requests of each kind: one of each unless `times` says otherwise. */
export function atEach(kinds: readonly RequestKind[], effect: Effect, times = 1): readonly Fault[] {
  return kinds.map(({ match }) => ({ ...match, times, effect }));
}

/** The names of the kinds of which no request met a fault. */
export function unhurt(
  kinds: readonly RequestKind[],
  requests: readonly RecordedRequest[],
): readonly string[] {
  const hurt = requests.filter(({ fault }) => fault !== undefined);
  return kinds.filter(({ match }) => !hurt.some((one) => isOfKind(one, match))).map(({ name }) => name);
}

function isOfKind({ host, method, path, apiVersion }: RecordedRequest, match: RequestKind["match"]): boolean {
  const isHost = typeof match.host === "string" ? match.host === host : match.host?.test(host) !== false;
  const isMethod = match.method === undefined || match.method === method;
  const isVersion = match.query?.test(`api-version=${apiVersion}`) !== false;
  return isHost && isMethod && isVersion && match.path?.test(path) !== false;
}
