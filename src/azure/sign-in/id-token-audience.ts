import type { IdentityRequest, Request } from "../../registry/request.js";
import { CLOUDS, type CloudEndpoints } from "../clouds.js";
import type { Environment } from "../environment.js";
import { chooseSignIn } from "./choose-sign-in.js";

/**
 * The audience of the ID token that signing in for a request begins with, in a job that may ask for one; null where it
 * begins otherwise. It needs nothing of Azure's libraries, so it is known before these are loaded.
 */
export function firstAudience({ identity, cloud }: Request, environment: Environment): string | null {
  const { way } = chooseSignIn(identity, environment, true);
  return way?.kind === "oidc" ? audienceOf(identity, CLOUDS[cloud]) : null;
}

/** The audience that is asked for: the workflow's own, or the one that the cloud's Entra expects. */
export function audienceOf({ audience }: IdentityRequest, cloud: CloudEndpoints): string {
  return audience ?? cloud.idTokenAudience;
}
