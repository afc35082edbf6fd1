import {
  createEmptyPipeline,
  createPipelineRequest,
  type HttpClient,
  type HttpMethods,
  type Pipeline,
  type PipelinePolicy,
  userAgentPolicy,
} from "@azure/core-rest-pipeline";
import type { Clock } from "../../registry/clock.js";
import { type Answer, readAnswer } from "./answer.js";
import type { AzureClock } from "./azure-clock.js";
import { type Fence, hostFencePolicy } from "./host-fence.js";
import { type InFlightLimit, inFlightPolicy } from "./in-flight-policy.js";
import { type ProxyAgents, proxyPolicy } from "./proxy-policy.js";
import { requestIdPolicy } from "./request-id-policy.js";
import { type RetryConditions, retryPolicy } from "./retry-policy.js";
import { timeLimitPolicy } from "./time-limit-policy.js";
import { tracePolicy } from "./trace-policy.js";

/** What every pipeline of a run shares. */
export interface Transport {
  readonly client: HttpClient;
  readonly clock: Clock;
  /** What ARM's answers tell of the time. */
  readonly azureClock: AzureClock;
  readonly retries: RetryConditions;
  readonly inFlight: InFlightLimit;
  readonly proxyAgents: ProxyAgents;
  trace(line: string): void;
  /** Hides a secret in everything that is printed from now on. */
  mask(secret: string): void;
}

/** What sets one pipeline apart. */
export interface PipelineShape {
  /** Where requests, and so tokens, may go. */
  readonly fence: Fence;
  /** False for endpoints on the machine itself. */
  readonly proxied: boolean;
  /** False where the caller asks again by itself, at its next look. */
  readonly retries: boolean;
  /** Puts a token on each try; null where requests carry their own proof. */
  readonly signs: PipelinePolicy | null;
  /** Policies that see a request once, before its tries. */
  readonly first?: readonly PipelinePolicy[];
}

/**
 * Policies from the outermost to the wire. A try first passes the fence, only then a token is put on it. One that waits
 * for a token is not under way yet: the requests that fetch the token need a place of their own. The time limit, the
 * request ID and the trace are of what really travels.
 */
export function createPipeline(transport: Transport, shape: PipelineShape): Pipeline {
  const policies = [
    ...(shape.first ?? []),
    ...(shape.proxied ? [proxyPolicy(transport.proxyAgents)] : []),
    userAgentPolicy({ userAgentPrefix: "acr-geo-replication" }),
    ...(shape.retries ? [retryPolicy(transport.retries)] : []),
    hostFencePolicy(shape.fence),
    ...(shape.signs === null ? [] : [shape.signs]),
    inFlightPolicy(transport.inFlight),
    timeLimitPolicy(transport.clock),
    requestIdPolicy(),
    tracePolicy(transport.trace, transport.clock),
  ];
  const pipeline = createEmptyPipeline();
  for (const policy of policies) pipeline.addPolicy(policy);
  return pipeline;
}

/** One request of our own making. */
export interface OwnRequest {
  readonly method: HttpMethods;
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** Sends one request through a pipeline. */
export async function sendThrough(
  pipeline: Pipeline,
  client: HttpClient,
  request: OwnRequest,
  signal: AbortSignal,
): Promise<Answer> {
  const prepared = createPipelineRequest({
    url: request.url,
    method: request.method,
    abortSignal: signal,
    ...(request.body === undefined ? {} : { body: request.body }),
  });
  prepared.headers.set("Accept", "application/json");
  for (const [name, value] of Object.entries(request.headers ?? {})) prepared.headers.set(name, value);
  return readAnswer(await pipeline.sendRequest(client, prepared));
}
