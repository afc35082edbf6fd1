import { textMember } from "../http/answer.js";
import type { Transport } from "../http/pipeline.js";

/** What an ID token says of the job. Server's words: escape them when they are printed. */
export interface IdTokenClaims {
  readonly issuer: string;
  readonly subject: string;
  readonly audience: string;
}

/** The job's ID tokens for one audience. */
export interface IdTokenSource {
  /** A fresh token; the same one for a few seconds, since the library asks twice for each exchange. */
  next(): Promise<string>;
  /** What the latest token said; null before the first, or when it could not be read. */
  claims(): IdTokenClaims | null;
  /** Why the latest could not be had; null when it was. */
  problem(): unknown;
}

/** An ID token lives about five minutes: it is made anew for each exchange. */
const SAME_EXCHANGE = 10_000;

/** Asks `idToken` of the runner and remembers what it said. */
export function createIdTokenSource(
  idToken: (audience: string) => Promise<string>,
  audience: string,
  { clock, mask }: Pick<Transport, "clock" | "mask">,
): IdTokenSource {
  let latest: { readonly token: Promise<string>; readonly at: number } | null = null;
  let claims: IdTokenClaims | null = null;
  let problem: unknown = null;

  const ask = async (): Promise<string> => {
    problem = null;
    try {
      const token = await idToken(audience);
      mask(token);
      claims = readClaims(token);
      return token;
    } catch (error) {
      problem = error;
      latest = null;
      throw error;
    }
  };

  return {
    next: () => {
      if (latest === null || clock.now() - latest.at > SAME_EXCHANGE) {
        latest = { token: ask(), at: clock.now() };
      }
      return latest.token;
    },
    claims: () => claims,
    problem: () => problem,
  };
}

/** Reads the payload of a JWT. Nothing is verified: it is only shown to a person. */
export function readClaims(token: string): IdTokenClaims | null {
  try {
    const payload: unknown = JSON.parse(Buffer.from(token.split(".")[1] ?? "", "base64url").toString("utf8"));
    const issuer = textMember(payload, "iss");
    const subject = textMember(payload, "sub");
    const audience = textMember(payload, "aud");
    return issuer === null || subject === null || audience === null ? null : { issuer, subject, audience };
  } catch {
    return null;
  }
}
