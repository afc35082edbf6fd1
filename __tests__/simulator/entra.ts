import { randomUUID } from "node:crypto";
import { CLIENT, CLIENT_SECRET, ISSUER, PRINCIPAL, SUBJECT, TENANT } from "./constants.js";
import { entraError } from "./entra-errors.js";
import { isOwnRegistryHost } from "./hosts.js";
import type { Answer, Request, Service } from "./http.js";
import { segmentsOf } from "./http.js";
import type { State } from "./state.js";
import { claimsOf, type Token, type TokenStore } from "./tokens.js";
import type { ApplicationWorld, World } from "./world.js";

const ASSERTION_TYPE = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";
const TENANT_INDEPENDENT = ["common", "organizations"];

/** The application of a world that names none: secret, certificate and the job's own federated credential. */
export function defaultApplications(audience: string): readonly ApplicationWorld[] {
  const federatedCredentials = [{ issuer: ISSUER, subject: SUBJECT, audience }];
  return [{ clientId: CLIENT, secret: CLIENT_SECRET, certificate: true, federatedCredentials }];
}

/** Microsoft Entra as far as sign-in of applications goes: discovery and both token endpoints. */
export function createEntra(state: () => State, tokens: TokenStore): Service {
  return (request) => {
    const [tenant = "", ...rest] = segmentsOf(request.path);
    const path = rest.join("/").toLowerCase();
    if (path === "discovery/instance") return instanceDiscovery(request.host);
    if (!isKnownTenant(state(), request.host, tenant)) return entraError("unknown-tenant", { tenant });
    if (path.endsWith(".well-known/openid-configuration")) return openidConfiguration(request.host, tenant);
    if (path === "oauth2/v2.0/token" || path === "oauth2/token")
      return tokenAnswer(state(), tokens, tenant, request);
    return { status: 404, body: { error: "not_found" } };
  };
}

/** Issues a token of the identity for an audience, as every way to sign in ends. */
export function issueEntraToken(state: State, tokens: TokenStore, audience: string, clientId: string): Token {
  const isForRegistry = audience === state.cloud.registryAudience;
  return tokens.issue({
    kind: "Entra token",
    audience,
    lifetime: state.world.tokens?.access ?? 3599,
    claims: { appid: clientId, oid: PRINCIPAL, tid: TENANT, iss: `https://sts.windows.net/${TENANT}/` },
    mayGoTo: (host) =>
      isOwnRegistryHost(state, host) || (!isForRegistry && host === state.cloud.resourceManager),
  });
}

/** The audience that a scope or a resource asks for; undefined when the cloud has no such resource. */
export function audienceOf(state: State, resource: string): string | undefined {
  const audience = resource.replace(/\/\.default$/, "").replace(/\/$/, "");
  const known = [...state.cloud.resourceManagerAudiences, state.cloud.registryAudience];
  return known.includes(audience) ? audience : undefined;
}

function isKnownTenant(state: State, host: string, tenant: string): boolean {
  if (!state.cloud.authorities.includes(host)) return false;
  const known = applicationsOf(state.world, state).map((application) => application.tenant ?? TENANT);
  return [...known, ...TENANT_INDEPENDENT].includes(tenant.toLowerCase());
}

function applicationsOf(world: World, state: State): readonly ApplicationWorld[] {
  return world.applications ?? defaultApplications(state.cloud.idTokenAudience);
}

function instanceDiscovery(host: string): Answer {
  const aliases = [host];
  return {
    status: 200,
    body: {
      tenant_discovery_endpoint: `https://${host}/common/v2.0/.well-known/openid-configuration`,
      "api-version": "1.1",
      metadata: [{ preferred_network: host, preferred_cache: host, aliases }],
    },
  };
}

function openidConfiguration(host: string, tenant: string): Answer {
  const base = `https://${host}/${tenant}`;
  return {
    status: 200,
    body: {
      token_endpoint: `${base}/oauth2/v2.0/token`,
      token_endpoint_auth_methods_supported: ["client_secret_post", "private_key_jwt", "client_secret_basic"],
      jwks_uri: `${base}/discovery/v2.0/keys`,
      issuer: `${base}/v2.0`,
      authorization_endpoint: `${base}/oauth2/v2.0/authorize`,
    },
  };
}

function tokenAnswer(state: State, tokens: TokenStore, tenant: string, request: Request): Answer {
  const form = new URLSearchParams(request.body);
  const clientId = form.get("client_id") ?? "";
  const application = applicationsOf(state.world, state).find(
    (candidate) => candidate.clientId === clientId && (candidate.tenant ?? TENANT) === tenant,
  );
  if (application === undefined) return entraError("unknown-application", { clientId });
  const refusal = refuseClient(application, form, request);
  if (refusal !== undefined) return refusal;
  const resource = form.get("resource") ?? form.get("scope")?.split(" ")[0] ?? "";
  const audience = audienceOf(state, resource);
  if (audience === undefined) return entraError("unknown-resource", { resource });
  return granted(issueEntraToken(state, tokens, audience, clientId), form.has("resource"), request.at);
}

function granted(token: Token, isOldEndpoint: boolean, now: number): Answer {
  const expiresIn = Math.floor((token.expiresAt - now) / 1000);
  const common = { token_type: "Bearer", access_token: token.value };
  if (!isOldEndpoint)
    return { status: 200, body: { ...common, expires_in: expiresIn, ext_expires_in: expiresIn } };
  const expiresOn = String(Math.floor(token.expiresAt / 1000));
  return {
    status: 200,
    body: { ...common, expires_in: String(expiresIn), expires_on: expiresOn, resource: token.audience },
  };
}

function refuseClient(
  application: ApplicationWorld,
  form: URLSearchParams,
  request: Request,
): Answer | undefined {
  const { clientId } = application;
  const secret = form.get("client_secret");
  if (secret !== null) {
    if (application.secret !== secret) return entraError("wrong-secret", { clientId });
    return application.secretExpired ? entraError("expired-secret", { clientId }) : undefined;
  }
  const assertion = form.get("client_assertion");
  if (assertion === null || form.get("client_assertion_type") !== ASSERTION_TYPE)
    return entraError("no-credential", { clientId });
  const claims = claimsOf(assertion);
  if (claims === undefined) return entraError("malformed-assertion", { clientId });
  if (Number(claims.exp) * 1000 <= request.at) return entraError("expired-assertion", { clientId });
  if (claims.iss === clientId) {
    return application.certificate && claims.sub === clientId
      ? undefined
      : entraError("unknown-certificate", { clientId });
  }
  return refuseFederated(application, String(claims.iss), String(claims.sub), String(claims.aud));
}

/** The checks run from issuer to audience to subject, and each miss has a code of its own. */
function refuseFederated(
  application: ApplicationWorld,
  issuer: string,
  subject: string,
  audience: string,
): Answer | undefined {
  const asked = { clientId: application.clientId, issuer, subject, audience, trace: randomUUID() };
  const all = application.federatedCredentials ?? [];
  if (all.length === 0) return entraError("nothing-federated", asked);
  const sameIssuer = all.filter((credential) => credential.issuer === issuer);
  if (sameIssuer.length === 0) return entraError("issuer-mismatch", asked);
  const sameAudience = sameIssuer.filter((credential) => credential.audience === audience);
  if (sameAudience.length === 0) return entraError("audience-mismatch", asked);
  if (sameAudience.some((credential) => credential.subject === subject)) return undefined;
  const folded = sameAudience.some(
    (credential) => credential.subject.toLowerCase() === subject.toLowerCase(),
  );
  return entraError(folded ? "subject-case-mismatch" : "subject-mismatch", asked);
}
