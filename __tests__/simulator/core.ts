import { CLIENT, GITHUB_TOKEN, ID_TOKEN_REQUEST_TOKEN, IDENTITY_HEADER } from "./constants.js";
import { createDataPlane } from "./data-plane.js";
import { createEntra, defaultApplications, issueEntraToken } from "./entra.js";
import { createFaultBook, type FaultBook } from "./faults.js";
import { createGitHubApi, type Issue } from "./github-api.js";
import type { Owners } from "./github-owners.js";
import { kindOfHost } from "./hosts.js";
import type { Service } from "./http.js";
import { inventionsOf } from "./inventions.js";
import { createLeakGuard, type LeakGuard } from "./leaks.js";
import { createManagedIdentity } from "./managed-identity.js";
import { createOidcService, issueIdToken } from "./oidc-service.js";
import { createRecorder, type Recorder } from "./recorder.js";
import { createResourceManager } from "./resource-manager.js";
import type { Sleep } from "./server.js";
import { initialState, type State } from "./state.js";
import { createTokenStore, type TokenStore } from "./tokens.js";
import type { World } from "./world.js";

/** The simulator without its sockets: the state, those who watch, and a service for each host. */
export interface Core {
  readonly guard: LeakGuard;
  readonly faults: FaultBook;
  readonly recorder: Recorder;
  readonly issues: readonly Issue[];
  readonly owners: Owners;
  readonly managedIdentity: Service;
  readonly now: () => number;
  readonly sleep?: Sleep | undefined;
  readonly state: () => State;
  /** The state, its time beginning now if nothing has happened yet. */
  readonly begin: (at: number) => State;
  readonly serviceOf: (host: string) => Service;
  readonly accessToken: (audience?: string) => string;
  readonly idToken: (audience?: string) => string;
}

/** Builds the services of a world around one state. */
export function createCore(world: World, now: () => number, sleep?: Sleep): Core {
  const { state, begin } = keepState(world, now);
  const guard = createLeakGuard();
  const tokens = createTokenStore(guard, now);
  rememberSecrets(guard, world, state());
  const github = createGitHubApi(state);
  const services = servicesOf(state, tokens, github.service);
  return {
    guard,
    faults: createFaultBook(world.faults ?? []),
    recorder: createRecorder(guard, tokens, inventionsOf(world)),
    issues: github.all,
    owners: github.owners,
    managedIdentity: createManagedIdentity(state, tokens),
    now,
    sleep,
    state,
    begin,
    serviceOf: (host) => services[kindOfHost(state(), host, now())] ?? gone,
    accessToken: (audience = state().cloud.resourceManagerAudiences[0] ?? "") =>
      issueEntraToken(state(), tokens, audience, CLIENT).value,
    idToken: (audience = state().cloud.idTokenAudience) => issueIdToken(state(), tokens, audience).value,
  };
}

/** A world's time begins with the first request, or with the first thing that a test does to it. */
function keepState(world: World, now: () => number): Pick<Core, "state" | "begin"> {
  let state = initialState(world, now());
  let hasBegun = false;
  return {
    state: () => state,
    begin(at) {
      if (!hasBegun) state = initialState(world, at);
      hasBegun = true;
      return state;
    },
  };
}

function servicesOf(
  state: () => State,
  tokens: TokenStore,
  github: Service,
): Readonly<Record<string, Service>> {
  return {
    "resource-manager": createResourceManager(state, tokens),
    entra: createEntra(state, tokens),
    "id-token": createOidcService(state, tokens),
    "data-plane": createDataPlane(state, tokens),
    github,
  };
}

function rememberSecrets(guard: LeakGuard, world: World, state: State): void {
  const isAuthority = (host: string) => state.cloud.authorities.includes(host);
  const isKind = (wanted: string) => (host: string) => kindOfHost(state, host, 0) === wanted;
  for (const { secret } of world.applications ?? defaultApplications(state.cloud.idTokenAudience)) {
    if (secret !== undefined) guard.remember({ value: secret, what: "client secret", mayGoTo: isAuthority });
  }
  guard.remember({ value: GITHUB_TOKEN, what: "GitHub token", mayGoTo: isKind("github") });
  guard.remember({
    value: ID_TOKEN_REQUEST_TOKEN,
    what: "ID token request token",
    mayGoTo: isKind("id-token"),
  });
  guard.remember({
    value: IDENTITY_HEADER,
    what: "identity header",
    mayGoTo: (host) => host === "127.0.0.1",
  });
}

/** A host that was there when the connection was made and is no more. */
const gone: Service = () => ({ status: 404, body: "" });
