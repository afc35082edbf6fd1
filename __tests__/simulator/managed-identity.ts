import { CLIENT, IDENTITY_HEADER } from "./constants.js";
import { audienceOf, issueEntraToken } from "./entra.js";
import type { Service } from "./http.js";
import type { State } from "./state.js";
import type { TokenStore } from "./tokens.js";

/** The managed-identity endpoint in App Service's form (api-version 2019-08-01), on plain loopback HTTP. */
export function createManagedIdentity(state: () => State, tokens: TokenStore): Service {
  return (request) => {
    if (request.path !== "/msi/token")
      return { status: 404, body: { statusCode: 404, message: "Not found" } };
    if (request.headers["x-identity-header"] !== IDENTITY_HEADER)
      return {
        status: 401,
        body: { statusCode: 401, message: "The X-IDENTITY-HEADER header is missing or wrong." },
      };
    const clientId = request.query.get("client_id") ?? CLIENT;
    const audience = audienceOf(state(), request.query.get("resource") ?? "");
    if (clientId !== CLIENT || audience === undefined)
      return {
        status: 400,
        body: { statusCode: 400, message: "No User Assigned or Delegated Managed Identity found." },
      };
    const token = issueEntraToken(state(), tokens, audience, clientId);
    const expiresOn = String(Math.floor(token.expiresAt / 1000));
    const body = {
      access_token: token.value,
      expires_on: expiresOn,
      resource: audience,
      token_type: "Bearer",
    };
    return { status: 200, body: { ...body, client_id: clientId } };
  };
}
