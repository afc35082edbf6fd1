import { type Answer, textMember } from "../http/answer.js";
import { parseChallenge } from "./challenge.js";
import type { DataPlane } from "./data-plane.js";

/** Where a host's tokens are given out: the origin of its realm, and the service that they are for. */
export interface Realm {
  readonly origin: string;
  readonly service: string;
}

/** Thrown when a registry host gives no token. Holds what it said, and at which step. */
export class RegistryTokenRefused extends Error {
  readonly step: "challenge" | "exchange" | "token";
  readonly answer: Answer;

  constructor(step: RegistryTokenRefused["step"], answer: Answer) {
    super(`no registry token: HTTP ${answer.status} at the ${step}`);
    this.name = "RegistryTokenRefused";
    this.step = step;
    this.answer = answer;
  }
}

/** Whether an answer refuses a token, rather than fails. OAuth 2.0 has 400 for that as well (RFC 6749, 5.2). */
export function isTokenRefusal({ status }: Answer): boolean {
  return status === 400 || status === 401 || status === 403;
}

/** Asks a host for its challenge; null where it wants no token. */
export async function readRealm(send: DataPlane, host: string, signal: AbortSignal): Promise<Realm | null> {
  const answer = await send({ method: "GET", url: `https://${host}/v2/` }, signal);
  if (answer.status === 200) return null;
  const challenge = answer.status === 401 ? parseChallenge(answer.header("www-authenticate")) : null;
  if (challenge === null) throw new RegistryTokenRefused("challenge", answer);
  return { origin: challenge.realm.origin, service: challenge.service };
}

/** Exchanges an Entra token for a refresh token of the registry. */
export async function exchangeEntraToken(
  send: DataPlane,
  realm: Realm,
  entra: { readonly token: string; readonly tenant: string | null },
  signal: AbortSignal,
): Promise<string> {
  const form = new URLSearchParams({
    grant_type: "access_token",
    service: realm.service,
    ...(entra.tenant === null ? {} : { tenant: entra.tenant }),
    access_token: entra.token,
  });
  const answer = await send(formPost(`${realm.origin}/oauth2/exchange`, form), signal);
  return readToken(answer, "exchange", "refresh_token");
}

/** Gets a token that may pull from repositories; the registry may leave some out. */
export async function requestPullToken(
  send: DataPlane,
  realm: Realm,
  repositories: readonly string[],
  refreshToken: string,
  signal: AbortSignal,
): Promise<string> {
  const form = new URLSearchParams({
    grant_type: "refresh_token",
    service: realm.service,
    refresh_token: refreshToken,
  });
  for (const repository of repositories) form.append("scope", `repository:${repository}:pull`);
  const answer = await send(formPost(`${realm.origin}/oauth2/token`, form), signal);
  return readToken(answer, "token", "access_token");
}

function formPost(url: string, form: URLSearchParams) {
  const headers = { "Content-Type": "application/x-www-form-urlencoded" };
  return { method: "POST", url, headers, body: form.toString() } as const;
}

function readToken(answer: Answer, step: RegistryTokenRefused["step"], name: string): string {
  const token = textMember(answer.json, name);
  if (answer.status !== 200 || token === null) throw new RegistryTokenRefused(step, answer);
  return token;
}
