import type { TokenCredential } from "@azure/core-auth";
import { createEmptyPipeline, type ProxySettings } from "@azure/core-rest-pipeline";
import {
  AzureCliCredential,
  ClientAssertionCredential,
  ClientCertificateCredential,
  ClientSecretCredential,
  ManagedIdentityCredential,
  WorkloadIdentityCredential,
} from "@azure/identity";
import type { ProxySetting } from "../../registry/proxy.js";
import type { CloudEndpoints } from "../clouds.js";
import type { AssertionClaims } from "../http/jwt.js";
import type { ChosenSignIn } from "./choose-sign-in.js";
import type { EntraClient } from "./entra-client.js";
import type { IdTokenSource } from "./id-token-source.js";

/** Thrown when a way to sign in gives no token. `cause` is the real reason, not the library's words for it. */
export class SignInFailed extends Error {
  readonly way: ChosenSignIn;
  readonly claims: AssertionClaims | null;

  constructor(way: ChosenSignIn, claims: AssertionClaims | null, cause: unknown) {
    super(`signing in by ${way.kind} failed`, { cause });
    this.name = "SignInFailed";
    this.way = way;
    this.claims = claims;
  }
}

/** The Azure CLI starts slowly on a busy machine, but a hang must end. */
const CLI_TIME_LIMIT = 60_000;

/** What a credential is made with. */
export interface CredentialSetting {
  readonly cloud: CloudEndpoints;
  readonly proxy: ProxySetting;
  readonly entra: EntraClient;
  /** Null where the way needs none. */
  readonly idTokens: IdTokenSource | null;
}

/** A credential for one way to sign in, with an empty cache. Fails with {@link SignInFailed}. */
export function createCredential(way: ChosenSignIn, setting: CredentialSetting): TokenCredential {
  const { entra, idTokens } = setting;
  let credential: TokenCredential | null = null;
  return {
    getToken: async (scopes) => {
      idTokens?.begin();
      try {
        credential ??= build(way, setting);
        return await credential.getToken(scopes);
      } catch (error) {
        const reason = idTokens?.problem() ?? entra.latestProblem() ?? error;
        throw new SignInFailed(way, entra.latestClaims(), reason);
      }
    },
  };
}

function build(way: ChosenSignIn, { cloud, proxy, entra, idTokens }: CredentialSetting): TokenCredential {
  const options = {
    ...proxyOptionsOf(proxy),
    authorityHost: cloud.authority,
    httpClient: entra.httpClient,
    // Our own policies do both.
    retryOptions: { maxRetries: 0 },
    redirectOptions: { maxRetries: 0 },
  };
  // The library's own policies have nothing to do, and one of them makes Node load all of its `fetch` for the first request.
  const bare = { ...options, pipeline: createEmptyPipeline() };
  switch (way.kind) {
    case "oidc":
      return new ClientAssertionCredential(
        way.tenantId,
        way.clientId,
        async () => (await idTokens?.next()) ?? "",
        bare,
      );
    case "client-secret":
      return new ClientSecretCredential(way.tenantId, way.clientId, way.secret, bare);
    case "client-certificate":
      return new ClientCertificateCredential(way.tenantId, way.clientId, certificateOf(way), {
        ...bare,
        sendCertificateChain: way.sendsChain,
      });
    case "workload-identity":
      return new WorkloadIdentityCredential({
        ...bare,
        tenantId: way.tenantId,
        clientId: way.clientId,
        tokenFilePath: way.tokenFile,
      });
    case "managed-identity":
      return new ManagedIdentityCredential({
        ...options,
        ...(way.clientId === null ? {} : { clientId: way.clientId }),
      });
    case "azure-cli":
      return new AzureCliCredential({
        processTimeoutInMs: CLI_TIME_LIMIT,
        ...(way.tenantId === null ? {} : { tenantId: way.tenantId }),
      });
  }
}

/**
 * Keeps the library from reading the variables by itself, which it does in another order, and breaks at an address
 * that does not count. The way of each request is then chosen anew by our policies.
 */
function proxyOptionsOf(setting: ProxySetting): { readonly proxyOptions?: ProxySettings } {
  if (setting.kind !== "proxy") return {};
  const { protocol, hostname, port } = new URL(setting.proxy.address);
  const standard = protocol === "https:" ? 443 : 80;
  return { proxyOptions: { host: `${protocol}//${hostname}`, port: Number(port) || standard } };
}

function certificateOf(way: Extract<ChosenSignIn, { kind: "client-certificate" }>) {
  return {
    certificatePath: way.path,
    ...(way.password === null ? {} : { certificatePassword: way.password }),
  };
}
