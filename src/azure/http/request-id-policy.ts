import { randomUUID } from "node:crypto";
import type { PipelinePolicy } from "@azure/core-rest-pipeline";

/**
 * Gives every request an ID of its own each time that it is sent. Azure names an operation after it, so a write that goes
 * out again, with a fresh token say, must not share the ID of the one before.
 */
export function requestIdPolicy(): PipelinePolicy {
  return {
    name: "requestId",
    sendRequest: (request, next) => {
      request.requestId = randomUUID();
      request.headers.set("x-ms-client-request-id", request.requestId);
      return next(request);
    },
  };
}
