import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  type CertificateAuthority,
  issueClientCertificate,
  trustedAuthority,
  untrustedAuthority,
} from "./certificates.js";
import { type Core, createCore } from "./core.js";
import type { Fault } from "./faults.js";
import type { Issue } from "./github-api.js";
import type { Owners } from "./github-owners.js";
import { kindOfHost } from "./hosts.js";
import type { KnownSecret, Leak } from "./leaks.js";
import { createMeanwhile, type Meanwhile } from "./meanwhile.js";
import {
  type Admission,
  type Connection,
  type ConnectProxy,
  closeServer,
  listen,
  startProxy,
} from "./proxy.js";
import { matching, type Query, type RecordedRequest, sharedRequestIds, writesOf } from "./recorder.js";
import { createFront, type Sleep } from "./server.js";
import { type SignIn, signInEnvironment, writeSecretFile } from "./sign-in.js";
import type { World } from "./world.js";

export { CLOUDS, type Cloud, type CloudName } from "./clouds.js";
export * from "./common-faults.js";
export * from "./constants.js";
export type { Effect, Fault } from "./faults.js";
export { blobDigestsOf, childDigestsOf, digestOf, type ImageWorld } from "./images.js";
export type { ReplicaSnapshot } from "./meanwhile.js";
export type { Connection } from "./proxy.js";
export type { RecordedRequest } from "./recorder.js";
export type { SignIn } from "./sign-in.js";
export type * from "./world.js";

/** A running simulator. */
export interface Simulator extends Meanwhile, Owners {
  /** For HTTPS_PROXY. */
  readonly proxyUrl: string;
  /** A port on loopback that speaks TLS for every host of the world, for connections that go past the proxy. */
  readonly directPort: number;
  /** Every connection to a host of the world so far. */
  readonly connections: readonly Connection[];
  /** A directory for what belongs to this simulator; `close` removes it. */
  readonly folder: string;
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
  /** Environment of a client: how to reach the simulator, and one way to sign in (`oidc` unless given). */
  environment(signIn?: SignIn): Record<string, string>;
  /** Requests to ARM that ask for a change. */
  writes(): readonly RecordedRequest[];
  matching(query: Query): readonly RecordedRequest[];
  count(method: string, path: RegExp): number;
  /** Something goes wrong from now on, until what this gives is called. */
  inject(fault: Fault): () => void;
  /** Throws when a secret went to a host that it was not made for, or an unexpected host was contacted. */
  assertNoLeaks(): void;
  /** Throws when two writes of the action's to ARM bear one request ID, or one bears none. */
  assertWritesToldApart(): void;
  secrets(): readonly KnownSecret[];
  /** An Entra token of the identity, such as a signed-in Azure CLI would print. Default audience: ARM. */
  accessToken(audience?: string): string;
  /** An ID token of the job, such as a workload identity file holds. */
  idToken(audience?: string): string;
  close(): Promise<void>;
}

/**
 * Starts a simulator of that world on loopback. `clock` gives milliseconds since the epoch. It does not keep the
 * process alive by itself.
 */
export async function startSimulator(
  world: World = {},
  clock: () => number = Date.now,
  sleep?: Sleep,
): Promise<Simulator> {
  const core = createCore(world, clock, sleep);
  const authority = await trustedAuthority();
  const clientCertificate = await issueClientCertificate();
  const unexpectedHosts: string[] = [];
  const unresolvedHosts: string[] = [];
  const connections: Connection[] = [];
  const proxy = await startProxyFor(core, authority, {
    inVain: (host, port, verdict) => {
      if (verdict === "unexpected") unexpectedHosts.push(`${host}:${port}`);
      if (verdict === "no-such-name") unresolvedHosts.push(host);
    },
    made: (connection) => connections.push(connection),
  });
  const local = createFront({ ...core, serviceOf: () => core.managedIdentity }, () => "127.0.0.1");
  const managedIdentityUrl = `http://127.0.0.1:${await listen(local)}/msi/token`;
  const folder = await mkdtemp(join(tmpdir(), "acr-simulator-"));
  const authorityFile = join(folder, "authority.pem");
  await writeFile(authorityFile, authority.pem);
  const { recorder, guard, faults, issues, owners, accessToken, idToken } = core;
  return {
    ...createMeanwhile(() => core.begin(clock()), clock),
    ...owners,
    proxyUrl: proxy.url,
    directPort: proxy.directPort,
    connections,
    folder,
    authorityFile,
    requests: recorder.requests,
    leaks: guard.leaks,
    unexpectedHosts,
    unresolvedHosts,
    issues,
    environment: (signIn = "oidc") => ({
      HTTPS_PROXY: proxy.url,
      NODE_EXTRA_CA_CERTS: authorityFile,
      ...signInEnvironment(signIn, {
        managedIdentityUrl,
        certificate: clientCertificate,
        idToken,
        writeSecret: (name, text) => writeSecretFile(folder, name, text),
      }),
    }),
    writes: () => writesOf(recorder.requests, core.state().cloud.resourceManager),
    matching: (query) => matching(recorder.requests, query),
    count: (method, path) => matching(recorder.requests, { method, path }).length,
    inject: faults.add,
    assertNoLeaks: () => assertNoLeaks(guard.leaks, unexpectedHosts),
    assertWritesToldApart: () =>
      assertToldApart(writesOf(recorder.requests, core.state().cloud.resourceManager)),
    secrets: guard.secrets,
    accessToken,
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

async function startProxyFor(
  core: Core,
  authority: CertificateAuthority,
  told: {
    readonly inVain: (host: string, port: string, verdict: Admission) => void;
    readonly made: (connection: Connection) => void;
  },
): Promise<ConnectProxy> {
  const admit = (host: string, port: string): Admission => {
    const kind = port === "443" ? kindOfHost(core.state(), host, core.now()) : "unexpected";
    const verdict = kind === "unexpected" || kind === "no-such-name" ? kind : "known";
    told.inVain(host, port, verdict);
    return verdict;
  };
  const stranger = await untrustedAuthority();
  const faultOf = (host: string) => core.faults.forConnection(host, core.now());
  return startProxy({ authority, stranger, admit, faultOf, note: told.made }, (hostOf) =>
    createFront(core, hostOf),
  );
}

function assertToldApart(writes: readonly RecordedRequest[]): void {
  const ofAction = writes.filter(({ headers }) => headers["user-agent"]?.startsWith("acr-geo-replication"));
  const shared = sharedRequestIds(ofAction);
  if (shared.length > 0) throw new Error(`Writes share the request ID ${shared.join(", ")}.`);
}

function assertNoLeaks(leaks: readonly Leak[], unexpectedHosts: readonly string[]): void {
  const lines = [
    ...leaks.map(({ what, host, path }) => `${what} was sent to ${host}${path}`),
    ...unexpectedHosts.map((host) => `${host} was contacted`),
  ];
  if (lines.length > 0) throw new Error(`What must not happen has happened:\n${lines.join("\n")}`);
}
