import { member, textMember } from "./answer.js";

/** What an assertion says of whom it speaks for. Others chose the words: escape them when they are printed. */
export interface AssertionClaims {
  readonly issuer: string;
  readonly subject: string;
  readonly audience: string;
}

/** Reads the claims of an assertion, unverified, to show them to a person; null for tokens that have none. */
export function claimsOf(token: string): AssertionClaims | null {
  const payload = payloadOf(token);
  const issuer = textMember(payload, "iss");
  const subject = textMember(payload, "sub");
  const audience = textMember(payload, "aud");
  return issuer === null || subject === null || audience === null ? null : { issuer, subject, audience };
}

/** Milliseconds from issue to end, as the token says; null where it does not. */
export function lifetimeOf(token: string): number | null {
  const payload = payloadOf(token);
  const issued = member(payload, "iat");
  const ends = member(payload, "exp");
  return typeof issued === "number" && typeof ends === "number" ? (ends - issued) * 1000 : null;
}

/** The tenant that an Entra token was made in; null where it does not say. */
export function tenantOf(token: string): string | null {
  return textMember(payloadOf(token), "tid");
}

function payloadOf(token: string): unknown {
  try {
    return JSON.parse(Buffer.from(token.split(".")[1] ?? "", "base64url").toString("utf8"));
  } catch {
    return undefined;
  }
}
