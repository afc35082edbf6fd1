import { CLIENT, PRINCIPAL, TENANT } from "./constants.js";
import { type Answer, bearerOf, type Request } from "./http.js";
import { authorizationFailed, unauthenticated } from "./resource-manager-errors.js";
import { type RegistryState, registryId, type State } from "./state.js";
import type { TokenStore } from "./tokens.js";

/**
 * What an identity may do in a world that says nothing: everything with the registries, and at the subscription
 * only what names regions. So the delete's poll URL, which lies at subscription scope, answers 403.
 */
const DEFAULT_PERMISSIONS = {
  subscription: [
    "Microsoft.Resources/subscriptions/providers/read",
    "Microsoft.Resources/subscriptions/locations/read",
  ],
  group: [],
  registry: ["*"],
};

/** Refuses a request without a good ARM token of this cloud; undefined when all is well. */
export function refuseToken(state: State, tokens: TokenStore, request: Request): Answer | undefined {
  const authority = state.cloud.authorities[0] ?? "";
  const refuse = (code: string, message: string) => unauthenticated(code, message, authority, TENANT);
  const bearer = bearerOf(request);
  if (bearer === undefined)
    return refuse("AuthenticationFailed", "Authentication failed. The 'Authorization' header is missing.");
  const token = tokens.find(bearer);
  if (token === undefined || request.host !== state.cloud.resourceManager)
    return refuse("InvalidAuthenticationToken", "The access token is invalid.");
  if (!state.cloud.resourceManagerAudiences.includes(token.audience))
    return refuse(
      "InvalidAuthenticationTokenAudience",
      `The access token has been obtained for wrong audience or resource '${token.audience}'. It should exactly match with one of the allowed audiences ${state.cloud.resourceManagerAudiences.map((audience) => `'${audience}'`).join(",")}.`,
    );
  if (tokens.isExpired(token))
    return refuse(
      "ExpiredAuthenticationToken",
      `The access token expiry UTC time '${new Date(token.expiresAt).toISOString()}' is earlier than current UTC time '${new Date(request.at).toISOString()}'.`,
    );
  return undefined;
}

/** Refuses an action that the identity does not have on a registry; undefined when it has. */
export function refuseOnRegistry(
  state: State,
  registry: RegistryState,
  action: string,
  scope: string = registryId(registry),
): Answer | undefined {
  const granted = mayOnRegistry(state, registry, action);
  return granted ? undefined : authorizationFailed(CLIENT, PRINCIPAL, action, scope);
}

/** Whether the identity has an action on a registry, or on the scopes above it. */
export function mayOnRegistry(state: State, registry: RegistryState, action: string): boolean {
  return isGranted(permissionsOnRegistry(state, registry).flat(), action);
}

/** The actions that the identity has on a registry: those of its own, of the group's and of the subscription's roles. */
export function permissionsOnRegistry(state: State, registry: RegistryState): readonly (readonly string[])[] {
  const permissions = { ...DEFAULT_PERMISSIONS, ...state.world.permissions };
  const own = registry.world.permissions ?? permissions.registry;
  return [own, permissions.group, permissions.subscription].filter((actions) => actions.length > 0);
}

/** Refuses an action at subscription or resource group scope; undefined when the identity has it. */
export function refuseAbove(
  state: State,
  level: "group" | "subscription",
  action: string,
  scope: string,
): Answer | undefined {
  const permissions = { ...DEFAULT_PERMISSIONS, ...state.world.permissions };
  const inherited = level === "group" ? permissions.group : [];
  if (isGranted([...inherited, ...permissions.subscription], action)) return undefined;
  return authorizationFailed(CLIENT, PRINCIPAL, action, scope);
}

function isGranted(patterns: readonly string[], action: string): boolean {
  return patterns.some((pattern) => {
    const source = pattern.replace(/[.+?^${}()|[\]\\]/g, "\\$&").replaceAll("*", ".*");
    return new RegExp(`^${source}$`, "i").test(action);
  });
}
