import { CLOUDS } from "../../../src/azure/clouds.js";
import type { FailureContext } from "../../../src/azure/errors/failure-context.js";
import type { AccessTokens } from "../../../src/azure/http/token-policy.js";
import type { Failure } from "../../../src/registry/failure.js";
import { type Prose, ServerText } from "../../../src/registry/server-text.js";
import { region } from "../../builders/registry.js";

export const SUBSCRIPTION = "11111111-1111-4111-8111-111111111111";

/** A create in Japan East in registry contoso, with what a test changes of it. */
export function context(change: Partial<FailureContext> = {}): FailureContext {
  return {
    activity: "create",
    region: region("japaneast"),
    cloud: CLOUDS.AzureCloud,
    registry: "contoso",
    subscriptionId: SUBSCRIPTION,
    ...change,
  };
}

/** Tokens that are the name of their scope. */
export const scopeTokens: AccessTokens = {
  get: async (scope) => `token for ${scope}`,
  replace: async (_scope, refused) => refused,
};

/** Prose as one string, server words included. */
export function textOf(prose: Prose): string {
  return prose.map(plain).join("");
}

/** A failure with plain strings, for comparisons. */
export function plainFailure(failure: Failure) {
  const { code, message, correlationId, remedy, ...rest } = failure;
  return {
    ...rest,
    code: code === null ? null : plain(code),
    message: message === null ? null : plain(message),
    correlationId: correlationId === null ? null : plain(correlationId),
    remedy: textOf(remedy),
  };
}

function plain(text: string | ServerText): string {
  return text instanceof ServerText ? text.unescaped() : text;
}
