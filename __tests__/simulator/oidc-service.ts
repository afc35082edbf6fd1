import { CLOUDS } from "./clouds.js";
import { ID_TOKEN_HOST, ID_TOKEN_REQUEST_TOKEN, ISSUER, REPOSITORY, SUBJECT } from "./constants.js";
import { bearerOf, type Service } from "./http.js";
import type { State } from "./state.js";
import type { Token, TokenStore } from "./tokens.js";

/** What the runner puts into `ACTIONS_ID_TOKEN_REQUEST_URL`; the real one has a doubled slash like this, too. */
export const ID_TOKEN_REQUEST_URL = `https://${ID_TOKEN_HOST}/Xy12//idtoken/0a1b2c3d/4e5f6071?api-version=2.0`;

const AUTHORITIES = Object.values(CLOUDS).flatMap((cloud) => cloud.authorities);

/** The runner's ID-token service. */
export function createOidcService(state: () => State, tokens: TokenStore): Service {
  return (request) => {
    if (bearerOf(request) !== ID_TOKEN_REQUEST_TOKEN)
      return { status: 401, body: { message: "Unauthorized" } };
    const audience = request.query.get("audience") ?? `https://github.com/${REPOSITORY.split("/")[0]}`;
    return { status: 200, body: { value: issueIdToken(state(), tokens, audience).value } };
  };
}

/** An ID token of the running job. */
export function issueIdToken(state: State, tokens: TokenStore, audience: string): Token {
  const { issuer = ISSUER, subject = SUBJECT } = state.world.idToken ?? {};
  return tokens.issue({
    kind: "ID token",
    audience,
    lifetime: state.world.tokens?.id ?? 300,
    claims: { iss: issuer, sub: subject, repository: REPOSITORY, ref: "refs/heads/main" },
    mayGoTo: (host) => AUTHORITIES.includes(host),
  });
}
