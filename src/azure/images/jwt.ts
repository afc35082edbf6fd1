import { member, textMember } from "../http/answer.js";

/** The payload of a JWT, unverified; undefined for tokens that are none. */
function payloadOf(token: string): unknown {
  try {
    return JSON.parse(Buffer.from(token.split(".")[1] ?? "", "base64url").toString("utf8"));
  } catch {
    return undefined;
  }
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
