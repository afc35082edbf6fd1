import type { CloudEndpoints } from "../clouds.js";
import { lifetimeOf, tenantOf } from "../http/jwt.js";
import type { Transport } from "../http/pipeline.js";
import { SignInFailed } from "../sign-in/credential.js";
import { TokenRefused } from "../sign-in/entra-client.js";
import type { SignedIn } from "../sign-in/sign-in.js";
import type { DataPlane } from "./data-plane.js";
import { reasonOf } from "./registry-refusal.js";
import { createTokenCache } from "./token-cache.js";
import {
  exchangeEntraToken,
  isTokenRefusal,
  type Realm,
  RegistryTokenRefused,
  readRealm,
  requestPullToken,
} from "./token-exchange.js";
import { shareTokens } from "./token-sharing.js";

/** A token of the registry's own that lets its bearer pull. */
export interface PullToken {
  readonly value: string;
  /** Whether it was asked for several repositories at once: the registry may have left out the one that counts. */
  readonly isShared: boolean;
}

/** Pull tokens of one registry, by host and repositories. */
export interface RegistryTokens {
  /** A token that may pull from the repository; null where the host asks for none. */
  get(host: string, repository: string, signal: AbortSignal): Promise<PullToken | null>;
  /**
   * Forgets a token that was refused for the repository; null where the host refused to answer without one. After a
   * shared one it gets a token of its own, and the others keep theirs.
   */
  forget(host: string, repository: string, refused: PullToken | null): void;
}

/**
 * Gets tokens the way that each host's own challenge names: Entra token, refresh token of the registry, pull token
 * (Azure/acr `docs/AAD-OAuth.md`). The `repositories` that are known beforehand share their pull tokens. The fence of
 * `send` keeps foreign realms out.
 */
export function createRegistryTokens(
  send: DataPlane,
  signedIn: SignedIn,
  cloud: CloudEndpoints,
  { clock, mask }: Pick<Transport, "clock" | "mask">,
  repositories: readonly string[],
): RegistryTokens {
  const realms = createTokenCache<Realm | null>(clock, () => null);
  const refreshTokens = createTokenCache<string>(clock, lifetimeOf);
  const pullTokens = createTokenCache<string>(clock, lifetimeOf);

  const exchange = async (realm: Realm, scope: string, signal: AbortSignal): Promise<string> => {
    const token = await signedIn.tokens.get(scope, signal);
    const tenant = signedIn.tenantId ?? tenantOf(token);
    return await exchangeEntraToken(send, realm, { token, tenant }, signal);
  };
  // The registry's own audience is right everywhere, but some clouds do not know it; ARM's serves there.
  let scope = cloud.registryScope;
  const exchangeEither = async (realm: Realm, signal: AbortSignal): Promise<string> => {
    // Another host may find out while this one is being answered.
    const tried = scope;
    try {
      return await exchange(realm, tried, signal);
    } catch (error) {
      if (!isRefusal(error) || tried === cloud.armScope) throw error;
    }
    const token = await exchange(realm, cloud.armScope, signal);
    scope = cloud.armScope;
    return token;
  };
  const refreshToken = (realm: Realm, signal: AbortSignal) =>
    refreshTokens.get(keyOf(realm), async () => masked(await exchangeEither(realm, signal)));
  const masked = (token: string) => {
    mask(token);
    return token;
  };
  const pullToken = async (realm: Realm, scopes: readonly string[], signal: AbortSignal): Promise<string> => {
    const kept = await refreshToken(realm, signal);
    try {
      return masked(await requestPullToken(send, realm, scopes, kept, signal));
    } catch (error) {
      // The refresh token may have ended before its time.
      if (!isRefusal(error)) throw error;
      refreshTokens.forget(keyOf(realm), kept);
    }
    const fresh = await refreshToken(realm, signal);
    return masked(await requestPullToken(send, realm, scopes, fresh, signal));
  };
  const sharing = shareTokens(repositories);
  const pullTokenOf = async (
    realm: Realm,
    host: string,
    repository: string,
    signal: AbortSignal,
  ): Promise<PullToken> => {
    const scopes = sharing.of(host, repository);
    const isShared = scopes.length > 1;
    try {
      const value = await pullTokens.get(keyOfPull(host, scopes), () => pullToken(realm, scopes, signal));
      return { value, isShared };
    } catch (error) {
      if (!isShared || !mayBeOfOne(error)) throw error;
    }
    for (const one of scopes) sharing.end(host, one);
    return await pullTokenOf(realm, host, repository, signal);
  };

  return {
    get: async (host, repository, signal) => {
      const realm = await realms.get(host, () => readRealm(send, host, signal));
      if (realm === null) return null;
      try {
        return await pullTokenOf(realm, host, repository, signal);
      } catch (error) {
        // A firewall that has closed in the meantime refuses everything, and the challenge with it.
        if (isRefusedWithoutReason(error)) await readRealm(send, host, signal);
        throw error;
      }
    },
    forget: (host, repository, refused) => {
      if (refused === null) realms.forget(host, null);
      else if (refused.isShared) sharing.end(host, repository);
      else pullTokens.forget(keyOfPull(host, [repository]), refused.value);
    },
  };
}

/** Whether a shared token may be withheld because of one of its repositories: whatever is said, except by a firewall. */
function mayBeOfOne(error: unknown): boolean {
  return (
    error instanceof RegistryTokenRefused && error.step === "token" && reasonOf(error.answer) !== "firewall"
  );
}

function isRefusedWithoutReason(error: unknown): boolean {
  return (
    error instanceof RegistryTokenRefused && error.answer.status === 403 && reasonOf(error.answer) === null
  );
}

function keyOfPull(host: string, repositories: readonly string[]): string {
  return `${host} ${repositories.join(" ")}`;
}

function keyOf(realm: Realm): string {
  return `${realm.origin} ${realm.service}`;
}

// Entra does not know the registry's audience, or the registry does not want this token: another may do.
function isRefusal(error: unknown): boolean {
  if (error instanceof RegistryTokenRefused) {
    return isTokenRefusal(error.answer) && reasonOf(error.answer) !== "firewall";
  }
  if (!(error instanceof SignInFailed)) return false;
  // What the Azure CLI was told, it passes on in words only.
  return error.cause instanceof TokenRefused || error.way.kind === "azure-cli";
}
