import type { TokenCredential } from "@azure/core-auth";
import type { Clock } from "../../registry/clock.js";
import type { Transport } from "../http/pipeline.js";
import type { AccessTokens } from "../http/token-policy.js";
import { untilAborted } from "./until-aborted.js";

/** Begin to renew this long before a token ends (or in the last quarter of a short-lived one's life). */
const RENEW_BEFORE = 120_000;
/** A token with less than this left (or a tenth of its life) is waited for, not used. */
const USELESS_BEFORE = 10_000;

interface Held {
  readonly token: string;
  /** On the monotonic clock, so that a jump of the wall clock does not matter. */
  readonly renewAt: number;
  readonly uselessAt: number;
}

/**
 * Keeps one token per scope and renews it in the background shortly before it ends. `newCredential` makes a
 * credential with an empty cache; one is made anew when a token was refused.
 */
export function createAccessTokens(
  newCredential: () => TokenCredential,
  { clock, mask }: Pick<Transport, "clock" | "mask">,
): AccessTokens {
  let credential = newCredential();
  const held = new Map<string, Held>();
  const asked = new Map<string, Promise<string>>();

  const ask = (scope: string): Promise<string> => {
    const running = asked.get(scope);
    if (running !== undefined) return running;
    const answer = request(credential, scope, clock)
      .then((fresh) => {
        mask(fresh.token);
        held.set(scope, fresh);
        return fresh.token;
      })
      .finally(() => asked.delete(scope));
    asked.set(scope, answer);
    return answer;
  };

  return {
    get: async (scope, signal) => {
      const kept = held.get(scope);
      if (kept === undefined || clock.now() >= kept.uselessAt) return await untilAborted(ask(scope), signal);
      // The old token still serves; if its renewal fails, the next request tries again.
      if (clock.now() >= kept.renewAt) ask(scope).catch(() => undefined);
      return kept.token;
    },
    replace: async (scope, refused, signal) => {
      if (held.get(scope)?.token === refused) {
        held.delete(scope);
        credential = newCredential();
      }
      return held.get(scope)?.token ?? (await untilAborted(ask(scope), signal));
    },
  };
}

async function request(credential: TokenCredential, scope: string, clock: Clock): Promise<Held> {
  const token = await credential.getToken(scope);
  if (token === null) throw new Error("the credential gave no token");
  const left = token.expiresOnTimestamp - clock.date().getTime();
  const end = clock.now() + left;
  return {
    token: token.token,
    renewAt: end - Math.min(RENEW_BEFORE, left / 4),
    uselessAt: end - Math.min(USELESS_BEFORE, left / 10),
  };
}
