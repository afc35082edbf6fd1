import { createHash, randomUUID } from "node:crypto";
import { isObject } from "./http.js";
import type { LeakGuard } from "./leaks.js";

/** What a token is good for. */
export type TokenKind = "ID token" | "Entra token" | "registry refresh token" | "registry access token";

/** A token that the simulator issued. Times are milliseconds since the epoch. */
export interface Token {
  readonly value: string;
  readonly kind: TokenKind;
  readonly audience: string;
  readonly expiresAt: number;
  readonly claims: Readonly<Record<string, unknown>>;
}

/** What a token is to say, how long it lives, and which hosts may see it. */
export interface IssueOptions {
  readonly kind: TokenKind;
  readonly audience: string;
  /** Seconds. */
  readonly lifetime: number;
  readonly claims: Readonly<Record<string, unknown>>;
  readonly mayGoTo: (host: string) => boolean;
}

/** Issues tokens as JWTs with true `iat` and `exp`, and knows them again. */
export interface TokenStore {
  issue(options: IssueOptions): Token;
  find(value: string | undefined): Token | undefined;
  isExpired(token: Token): boolean;
}

/** Begins a store whose tokens the leak guard knows. */
export function createTokenStore(guard: LeakGuard, now: () => number): TokenStore {
  const tokens = new Map<string, Token>();
  return {
    issue({ kind, audience, lifetime, claims, mayGoTo }) {
      const issuedAt = now();
      const seconds = issuedAt / 1000;
      // `exp` keeps its fraction: tokens of a second or two must not lose half of it to rounding.
      const times = { iat: Math.floor(seconds), nbf: Math.floor(seconds), exp: seconds + lifetime };
      const all = { aud: audience, ...claims, ...times, jti: randomUUID() };
      const value = encodeJwt(all);
      const token: Token = { value, kind, audience, claims: all, expiresAt: issuedAt + lifetime * 1000 };
      tokens.set(value, token);
      guard.remember({ value, what: `${kind} for ${audience}`, mayGoTo });
      return token;
    },
    find: (value) => (value === undefined ? undefined : tokens.get(value)),
    isExpired: (token) => now() >= token.expiresAt,
  };
}

/** The claims of a JWT, its signature not looked at; undefined when it is none. */
export function claimsOf(jwt: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const claims: unknown = JSON.parse(Buffer.from(jwt.split(".")[1] ?? "", "base64url").toString("utf8"));
    return isObject(claims) ? claims : undefined;
  } catch {
    return undefined;
  }
}

/** A well-formed JWT whose signature nobody checks. */
function encodeJwt(claims: object): string {
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString("base64url");
  const head = `${part({ typ: "JWT", alg: "RS256", kid: "simulator" })}.${part(claims)}`;
  return `${head}.${createHash("sha512").update(head).digest("base64url")}`;
}
