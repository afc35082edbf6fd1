import type { PipelinePolicy } from "@azure/core-rest-pipeline";
import { signalOf } from "./signal.js";

/** Access tokens of the signed-in identity, by scope. Kept and renewed; masked before they are given out. */
export interface AccessTokens {
  get(scope: string, signal: AbortSignal): Promise<string>;
  /** A token other than `refused`, which the server did not accept although it should still be good. */
  replace(scope: string, refused: string, signal: AbortSignal): Promise<string>;
}

/** Signs every try. A token refused with 401 is replaced once: clocks jump and sessions are revoked. */
export function tokenPolicy(tokens: AccessTokens, scope: string): PipelinePolicy {
  return {
    name: "token",
    sendRequest: async (request, next) => {
      const token = await tokens.get(scope, signalOf(request));
      request.headers.set("Authorization", `Bearer ${token}`);
      const response = await next(request);
      if (response.status !== 401) return response;
      const fresh = await tokens.replace(scope, token, signalOf(request));
      if (fresh === token) return response;
      request.headers.set("Authorization", `Bearer ${fresh}`);
      return await next(request);
    },
  };
}
