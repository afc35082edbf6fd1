import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createCertificateAuthority } from "./certificates.js";
import { CLIENT, GITHUB_TOKEN, ID_TOKEN_REQUEST_TOKEN, IDENTITY_HEADER } from "./constants.js";
import { createDataPlane } from "./data-plane.js";
import { createEntra, defaultApplications, issueEntraToken } from "./entra.js";
import { createFaultBook, type Fault } from "./faults.js";
import { createGitHubApi, type Issue } from "./github-api.js";
import { kindOfHost } from "./hosts.js";
import type { Service } from "./http.js";
import { createLeakGuard, type Leak, type Secret } from "./leaks.js";
import { createManagedIdentity } from "./managed-identity.js";
import { createMeanwhile, type Meanwhile } from "./meanwhile.js";
import { createOidcService, issueIdToken } from "./oidc-service.js";
import { closeServer, listen, startProxy } from "./proxy.js";
import { createRecorder, matching, type Query, type RecordedRequest, writesOf } from "./recorder.js";
import { createResourceManager } from "./resource-manager.js";
import { createFront } from "./server.js";
import { type SignIn, signInEnvironment, writeSecretFile } from "./sign-in.js";
import { initialState, type State } from "./state.js";
import { createTokenStore } from "./tokens.js";
import type { World } from "./world.js";

export { CLOUDS, type Cloud, type CloudName } from "./clouds.js";
export * from "./constants.js";
export type { Effect, Fault } from "./faults.js";
export { childDigestsOf, digestOf, type ImageWorld } from "./images.js";
export type { ReplicaSnapshot } from "./meanwhile.js";
export type { RecordedRequest } from "./recorder.js";
export type { SignIn } from "./sign-in.js";
export type * from "./world.js";

/** A running simulator. */
export interface Simulator extends Meanwhile {
  /** For HTTPS_PROXY. */
  readonly proxyUrl: string;
  /** For NODE_EXTRA_CA_CERTS. */
  readonly authorityFile: string;
  /** Every request so far, in the order of arrival. */
  readonly requests: readonly RecordedRequest[];
  readonly leaks: readonly Leak[];
  /** Hosts that something wanted to reach and that are none of the world's. */
  readonly unexpectedHosts: readonly string[];
  /** Registry hosts that were asked for and do not exist. */
  readonly unresolvedHosts: readonly string[];
  /** The issues of the repository. */
  readonly issues: readonly Issue[];
  /** Environment of a client: how to reach the simulator, and one way to sign in. */
  environment(signIn?: SignIn): Record<string, string>;
  /** Requests to ARM that ask for a change. */
  writes(): readonly RecordedRequest[];
  matching(query: Query): readonly RecordedRequest[];
  count(method: string, path: RegExp): number;
  inject(fault: Fault): void;
  /** Throws when a secret went to a host that it was not made for, or an unexpected host was contacted. */
  assertNoLeaks(): void;
  secrets(): readonly Secret[];
  /** An Entra token of the identity, such as a signed-in Azure CLI would print. Default audience: ARM. */
  accessToken(audience?: string): string;
  /** An ID token of the job, such as a workload identity file holds. */
  idToken(audience?: string): string;
  close(): Promise<void>;
}

/** Starts a simulator of that world on loopback. `clock` gives milliseconds since the epoch. */
export async function startSimulator(world: World = {}, clock: () => number = Date.now): Promise<Simulator> {
  let state = initialState(world, clock());
  let hasBegun = false;
  const begin = (at: number): State => {
    if (!hasBegun) state = initialState(world, at);
    hasBegun = true;
    return state;
  };
  const current = () => state;
  const guard = createLeakGuard();
  const tokens = createTokenStore(guard, clock);
  const recorder = createRecorder(guard, tokens);
  const faults = createFaultBook(world.faults ?? []);
  const github = createGitHubApi(current);
  rememberSecrets(guard.remember, world, state);
  const services: Record<string, Service> = {
    "resource-manager": createResourceManager(current, tokens),
    entra: createEntra(current, tokens),
    "id-token": createOidcService(current, tokens),
    "data-plane": createDataPlane(current, tokens),
    github: github.service,
  };
  const unexpectedHosts: string[] = [];
  const unresolvedHosts: string[] = [];
  const common = { faults, guard, recorder, now: clock, begin: (at: number) => begin(at).origin };
  const authority = createCertificateAuthority();
  const proxy = await startProxy(
    {
      authority,
      stranger: createCertificateAuthority("An authority that nobody trusts"),
      faultOf: (host) => faults.forConnection(host, clock()),
      admit: (host, port) => {
        const kind = port === "443" ? kindOfHost(state, host, clock()) : "unexpected";
        if (kind === "unexpected") unexpectedHosts.push(`${host}:${port}`);
        if (kind === "no-such-name") unresolvedHosts.push(host);
        return kind === "unexpected" || kind === "no-such-name" ? kind : "known";
      },
    },
    (hostOf) =>
      createFront(
        { ...common, serviceOf: (host) => services[kindOfHost(state, host, clock())] ?? gone },
        hostOf,
      ),
  );
  const managedIdentity = createManagedIdentity(current, tokens);
  const local = createFront({ ...common, serviceOf: () => managedIdentity }, () => "127.0.0.1");
  const localUrl = `http://127.0.0.1:${await listen(local)}`;
  const folder = await mkdtemp(join(tmpdir(), "acr-simulator-"));
  const authorityFile = join(folder, "authority.pem");
  await writeFile(authorityFile, authority.pem);
  const idToken = (audience?: string) =>
    issueIdToken(state, tokens, audience ?? state.cloud.idTokenAudience).value;
  return {
    ...createMeanwhile(() => begin(clock()), clock),
    proxyUrl: proxy.url,
    authorityFile,
    requests: recorder.requests,
    leaks: guard.leaks,
    unexpectedHosts,
    unresolvedHosts,
    issues: github.all,
    environment: (signIn = "oidc") => ({
      HTTPS_PROXY: proxy.url,
      NODE_EXTRA_CA_CERTS: authorityFile,
      ...signInEnvironment(signIn, {
        managedIdentityUrl: `${localUrl}/msi/token`,
        writeSecret: (name, text) => writeSecretFile(folder, name, text),
        certificate: authority.issueClientCertificate,
        idToken,
      }),
    }),
    writes: () => writesOf(recorder.requests, state.cloud.resourceManager),
    matching: (query) => matching(recorder.requests, query),
    count: (method, path) => matching(recorder.requests, { method, path }).length,
    inject: faults.add,
    assertNoLeaks: () => assertNoLeaks(guard.leaks, unexpectedHosts),
    secrets: guard.secrets,
    accessToken: (audience) =>
      issueEntraToken(state, tokens, audience ?? state.cloud.resourceManagerAudiences[0] ?? "", CLIENT).value,
    idToken,
    close: async () => {
      await Promise.all([
        proxy.close(),
        closeServer(local, []),
        rm(folder, { recursive: true, force: true }),
      ]);
    },
  };
}

function rememberSecrets(remember: (secret: Secret) => void, world: World, state: State): void {
  const isAuthority = (host: string) => state.cloud.authorities.includes(host);
  const applications = world.applications ?? defaultApplications(state.cloud.idTokenAudience);
  for (const { secret } of applications) {
    if (secret !== undefined) remember({ value: secret, what: "client secret", mayGoTo: isAuthority });
  }
  const isKind = (wanted: string) => (host: string) => kindOfHost(state, host, 0) === wanted;
  remember({ value: GITHUB_TOKEN, what: "GitHub token", mayGoTo: isKind("github") });
  remember({ value: ID_TOKEN_REQUEST_TOKEN, what: "ID token request token", mayGoTo: isKind("id-token") });
  remember({ value: IDENTITY_HEADER, what: "identity header", mayGoTo: (host) => host === "127.0.0.1" });
}

function assertNoLeaks(leaks: readonly Leak[], unexpectedHosts: readonly string[]): void {
  const lines = [
    ...leaks.map(({ what, host, path }) => `${what} was sent to ${host}${path}`),
    ...unexpectedHosts.map((host) => `${host} was contacted`),
  ];
  if (lines.length > 0) throw new Error(`What must not happen has happened:\n${lines.join("\n")}`);
}

/** A host that was there when the connection was made and is no more. */
const gone: Service = () => ({ status: 404, body: "" });
