import type { PipelineRequest } from "@azure/core-rest-pipeline";

const NEVER = new AbortController().signal;

/** The signal of a request; one that never aborts where the request has none. */
export function signalOf(request: Pick<PipelineRequest, "abortSignal">): AbortSignal {
  return request.abortSignal instanceof AbortSignal ? request.abortSignal : NEVER;
}
