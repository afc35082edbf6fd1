import { isRestError, type PipelinePolicy, type PipelineRequest, RestError } from "@azure/core-rest-pipeline";
import type { Clock } from "../../registry/clock.js";
import { isTimeout, withTimeLimit } from "../../registry/time-limit.js";
import { signalOf } from "./signal.js";

/** How long one try may take, from the connection to the last byte of the answer. */
export const TRY_LIMIT = 30_000;

/** Ends a try that takes too long; it then counts as a lost connection. */
export function timeLimitPolicy(clock: Clock): PipelinePolicy {
  return {
    name: "timeLimit",
    sendRequest: async (request, next) => {
      const caller = signalOf(request);
      try {
        return await withTimeLimit(TRY_LIMIT, clock.sleep, [caller], (signal) => {
          request.abortSignal = signal;
          return next(request);
        });
      } catch (error) {
        throw reasonOf(error, request, caller);
      } finally {
        request.abortSignal = caller;
      }
    },
  };
}

function reasonOf(error: unknown, request: PipelineRequest, caller: AbortSignal): unknown {
  // An answer that was still coming when the run was stopped has not broken off.
  if (caller.aborted) return new DOMException("The operation was aborted.", "AbortError");
  if (isTimeout(error)) {
    return new RestError(`no answer within ${TRY_LIMIT / 1000} seconds`, { code: "ETIMEDOUT", request });
  }
  // The error of an answer that breaks off in its middle does not say whose answer it was.
  if (isRestError(error)) error.request ??= request;
  return error;
}
