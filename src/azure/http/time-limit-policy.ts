import { setMaxListeners } from "node:events";
import { isRestError, type PipelinePolicy, type PipelineRequest, RestError } from "@azure/core-rest-pipeline";
import type { Clock } from "../../registry/clock.js";
import { signalOf } from "./signal.js";

/** How long one try may take, from the connection to the last byte of the answer. */
export const TRY_LIMIT = 30_000;

/** Ends a try that takes too long; it then counts as a lost connection. */
export function timeLimitPolicy(clock: Clock): PipelinePolicy {
  return {
    name: "timeLimit",
    sendRequest: async (request, next) => {
      const caller = signalOf(request);
      const trying = new AbortController();
      const done = new AbortController();
      let isTooLong = false;
      const limit = clock.sleep(TRY_LIMIT, done.signal).then(() => {
        isTooLong = !done.signal.aborted;
        if (isTooLong) trying.abort();
      });
      // Not AbortSignal.any: its signals live until the old generation is collected, with all that listens to them.
      const giveUp = () => trying.abort(caller.reason);
      // Many requests listen at once; Node would take more than ten for a leak and say so in the log.
      setMaxListeners(0, caller);
      if (caller.aborted) giveUp();
      else caller.addEventListener("abort", giveUp, { once: true });
      try {
        request.abortSignal = trying.signal;
        // A race, because an answer that breaks off in its middle does not always end the read.
        const response = await Promise.race([next(request), limit]);
        if (response !== undefined) return response;
      } catch (error) {
        if (!isTooLong) throw aboutRequest(error, request);
      } finally {
        request.abortSignal = caller;
        caller.removeEventListener("abort", giveUp);
        done.abort();
      }
      throw new RestError(`no answer within ${TRY_LIMIT / 1000} seconds`, { code: "ETIMEDOUT", request });
    },
  };
}

/** The error of an answer that breaks off in its middle does not say whose answer it was. */
function aboutRequest(error: unknown, request: PipelineRequest): unknown {
  if (isRestError(error)) error.request ??= request;
  return error;
}
