import { isRestError, type PipelinePolicy, type PipelineResponse } from "@azure/core-rest-pipeline";
import type { Clock } from "../../registry/clock.js";

/**
 * One line of evidence per try: method, address, status, milliseconds and the server's request ID; where it gave none,
 * the one that the request went out with. Never a header or a body, and of the query only the API version: operation
 * URLs carry a signature.
 */
export function tracePolicy(trace: (line: string) => void, clock: Clock): PipelinePolicy {
  return {
    name: "trace",
    sendRequest: async (request, next) => {
      const begun = clock.now();
      const report = (result: string, requestId: string | undefined) => {
        const milliseconds = Math.round(clock.now() - begun);
        const id = requestId === undefined ? `client request ${request.requestId}` : `request ${requestId}`;
        trace(`${request.method} ${describe(request.url)}: ${result} in ${milliseconds} ms, ${id}`);
      };
      try {
        const response = await next(request);
        report(String(response.status), idOf(response));
        return response;
      } catch (error) {
        report(isRestError(error) ? (error.code ?? "no answer") : "no answer", undefined);
        throw error;
      }
    },
  };
}

function idOf({ headers }: PipelineResponse): string | undefined {
  return headers.get("x-ms-request-id") ?? headers.get("x-ms-correlation-request-id");
}

function describe(address: string): string {
  const url = new URL(address);
  const version = url.searchParams.get("api-version");
  return `${url.origin}${url.pathname}${version === null ? "" : `?api-version=${version}`}`;
}
