import { type DataPlaneHost, dataPlaneOf, isOwnRegistryHost } from "./hosts.js";
import { type Answer, bearerOf, type Request, type Service } from "./http.js";
import { hasBlob, manifestAnswer, tagsAnswer } from "./manifests.js";
import { grantedAccess, mayPull, type RepositoryAccess } from "./repository-access.js";
import type { State } from "./state.js";
import type { Token, TokenStore } from "./tokens.js";
import { askUpstream } from "./upstream.js";

const COMMON_HEADERS = {
  "Docker-Distribution-Api-Version": "registry/2.0",
  Server: "AzureContainerRegistry",
  "X-Ms-Ratelimit-Remaining-Calls-Per-Second": "166.65",
};

const DOCKER_USER = "00000000-0000-0000-0000-000000000000";

/** A registry's own hosts: the token exchange, and content as each region, or a real registry behind it, has it. */
export function createDataPlane(state: () => State, tokens: TokenStore): Service {
  return async (request) => {
    const place = dataPlaneOf(state(), request.host, request.at);
    if (place === undefined) return { status: 404, body: "" };
    const answer = await answerTo(state(), tokens, place, request);
    return { ...answer, headers: { ...COMMON_HEADERS, ...answer.headers } };
  };
}

function answerTo(
  state: State,
  tokens: TokenStore,
  place: DataPlaneHost,
  request: Request,
): Answer | Promise<Answer> {
  if (isFirewalled(state, place, request)) return refusalOfFirewall();
  if (request.path === "/oauth2/exchange" && request.method === "POST")
    return exchange(state, tokens, place, request);
  if (request.path === "/oauth2/token") return registryToken(state, tokens, place, request);
  if (!request.path.startsWith("/v2/")) return { status: 404, body: "" };
  const upstream = place.registry.world.upstreams?.regions[place.region];
  if (upstream !== undefined) return askUpstream(upstream, request);
  return v2(state, tokens, place, request);
}

function v2(state: State, tokens: TokenStore, place: DataPlaneHost, request: Request): Answer {
  const target = /^\/v2\/(.+)\/(manifests|blobs|tags)\/([^/]+)$/.exec(request.path);
  const repository = target?.[1];
  const token = tokens.find(bearerOf(request));
  const isGood =
    token?.kind === "registry access token" &&
    token.audience === place.registry.loginServer &&
    !tokens.isExpired(token) &&
    (repository === undefined || mayPull(token.claims, repository));
  if (!isGood) return challenge(place, request, repository, token);
  if (target === null || repository === undefined)
    return request.path === "/v2/"
      ? { status: 200, body: {} }
      : failure(404, "NOT_FOUND", "resource not found");
  const [, , kind, reference = ""] = target;
  if (kind === "tags") return tagsAnswer(state, place, repository, request.at);
  const refusal = quarantined(place);
  if (refusal !== undefined) return refusal;
  const redirect = place.registry.world.redirectsTo;
  const region = `${place.registry.label}.${place.region}.data.${state.cloud.registrySuffix}`;
  if (redirect === undefined && kind === "blobs" && !hasBlob(state, place, repository, reference, request.at))
    return failure(404, "BLOB_UNKNOWN", "blob unknown to registry");
  if (redirect !== undefined || kind === "blobs")
    return { status: 307, headers: { Location: `https://${redirect ?? region}${request.path}` }, body: "" };
  return manifestAnswer(
    state,
    place,
    { repository, reference, accept: request.headers.accept ?? "" },
    request.at,
  );
}

/** Realm is the host that was asked, service the global login server, as seen on a regional endpoint in 2026. */
function challenge(
  { registry }: DataPlaneHost,
  request: Request,
  repository: string | undefined,
  token: Token | undefined,
): Answer {
  const realm = registry.world.challenge?.realm ?? `https://${request.host}/oauth2/token`;
  const service = registry.world.challenge?.service ?? registry.loginServer;
  const scope = repository === undefined ? "" : `,scope="repository:${repository}:pull"`;
  const error =
    bearerOf(request) === undefined ? "" : `,error="${token ? "insufficient_scope" : "invalid_token"}"`;
  const header = `Bearer realm="${realm}",service="${service}"${scope}${error}`;
  return { ...unauthorized(), headers: { "WWW-Authenticate": header } };
}

function exchange(state: State, tokens: TokenStore, place: DataPlaneHost, request: Request): Answer {
  const { registry } = place;
  const form = new URLSearchParams(request.body);
  const entra = tokens.find(form.get("access_token") ?? undefined);
  const isArm = entra !== undefined && state.cloud.resourceManagerAudiences.includes(entra.audience);
  const isAccepted = isArm
    ? registry.world.armTokensAccepted !== false
    : entra?.audience === state.cloud.registryAudience;
  if (form.get("grant_type") !== "access_token" || form.get("service") !== registry.loginServer)
    return failure(400, "BAD_REQUEST", "grant_type or service is wrong");
  if (entra === undefined || entra.kind !== "Entra token" || !isAccepted || tokens.isExpired(entra))
    return unauthorized();
  return {
    status: 200,
    body: { refresh_token: issue(state, tokens, place, "registry refresh token", []).value },
  };
}

/** POST with a refresh token, or GET with it as Basic password, which is what docker and skopeo send. */
function registryToken(state: State, tokens: TokenStore, place: DataPlaneHost, request: Request): Answer {
  const form = request.method === "POST" ? new URLSearchParams(request.body) : request.query;
  const refresh = tokens.find(
    request.method === "POST" ? (form.get("refresh_token") ?? undefined) : passwordOf(request),
  );
  const isGood =
    refresh?.kind === "registry refresh token" &&
    refresh.audience === place.registry.loginServer &&
    form.get("service") === place.registry.loginServer &&
    !tokens.isExpired(refresh);
  if (!isGood) return unauthorized();
  const scopes = form.getAll("scope");
  const access = grantedAccess(state, place.registry, scopes);
  if (access.length === 0 && scopes.length > 0) return unauthorized();
  const token = issue(state, tokens, place, "registry access token", access);
  return { status: 200, body: { access_token: token.value } };
}

function issue(
  state: State,
  tokens: TokenStore,
  { registry }: DataPlaneHost,
  kind: "registry refresh token" | "registry access token",
  access: readonly RepositoryAccess[],
): Token {
  const { registryRefresh = 3 * 3600, registryAccess = 75 * 60 } = state.world.tokens ?? {};
  return tokens.issue({
    kind,
    audience: registry.loginServer,
    lifetime: kind === "registry refresh token" ? registryRefresh : registryAccess,
    claims: { iss: "Azure Container Registry", access },
    mayGoTo: (host) => isOwnRegistryHost(state, host),
    ...(registry.world.upstreams === undefined ? {} : { signer: registry.world.upstreams.signer }),
  });
}

function passwordOf(request: Request): string | undefined {
  const basic = /^Basic (.+)$/i.exec(request.headers.authorization ?? "")?.[1] ?? "";
  const [user, password] = Buffer.from(basic, "base64").toString("utf8").split(":");
  return user === DOCKER_USER ? password : undefined;
}

/** A firewall answers a request without a token as always: its 403 comes with the token, at each step that has one. */
function isFirewalled(state: State, { registry, region }: DataPlaneHost, request: Request): boolean {
  const { firewall } = registry.world;
  if (firewall === undefined) return false;
  const { opensAfter = Number.POSITIVE_INFINITY, regions = [region] } = firewall;
  const bringsToken = request.path.startsWith("/oauth2/") || bearerOf(request) !== undefined;
  return bringsToken && regions.includes(region) && request.at - state.origin < opensAfter;
}

function refusalOfFirewall(): Answer {
  const message =
    "client with IP '203.0.113.7' is not allowed access. Refer https://aka.ms/acr/firewall to grant access.";
  return failure(403, "DENIED", message);
}

/** What a registry says of images that its scanner has not released. */
function quarantined({ registry }: DataPlaneHost): Answer | undefined {
  if (registry.world.quarantine === undefined) return undefined;
  return registry.world.quarantine === 403
    ? failure(403, "DENIED", "requested access to the resource is denied")
    : failure(404, "MANIFEST_UNKNOWN", "manifest unknown");
}

function unauthorized(): Answer {
  const message = "authentication required, visit https://aka.ms/acr/authorization for more information.";
  return failure(401, "UNAUTHORIZED", message);
}

function failure(status: number, code: string, message: string): Answer {
  return { status, body: { errors: [{ code, message }] } };
}
