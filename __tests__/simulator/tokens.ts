import { createHash, createPrivateKey, randomUUID, sign, X509Certificate } from "node:crypto";
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
  /** PEM of an RSA key and its certificate, where somebody verifies the token. */
  readonly signer?: string;
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
    issue({ kind, audience, lifetime, claims, mayGoTo, signer }) {
      const issuedAt = now();
      const seconds = issuedAt / 1000;
      // `exp` keeps its fraction: tokens of a second or two must not lose half of it to rounding. Who verifies
      // tokens wants whole numbers.
      const exp = signer === undefined ? seconds + lifetime : Math.ceil(seconds + lifetime);
      const times = { iat: Math.floor(seconds), nbf: Math.floor(seconds), exp };
      const all = { aud: audience, ...claims, ...times, jti: randomUUID() };
      const value = signer === undefined ? encodeJwt(all) : encodeSignedJwt(all, signer);
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
  const head = `${part({ typ: "JWT", alg: "RS256", kid: "simulator" })}.${part(claims)}`;
  return `${head}.${createHash("sha512").update(head).digest("base64url")}`;
}

/** A JWT that brings its certificate along, as the registry server wants to see it. */
function encodeSignedJwt(claims: object, signer: string): string {
  const certificate = new X509Certificate(signer).raw.toString("base64");
  const head = `${part({ typ: "JWT", alg: "RS256", x5c: [certificate] })}.${part(claims)}`;
  const signature = sign("RSA-SHA256", Buffer.from(head), createPrivateKey(signer));
  return `${head}.${signature.toString("base64url")}`;
}

function part(value: object): string {
  return Buffer.from(JSON.stringify(value)).toString("base64url");
}
