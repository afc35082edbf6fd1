import {
  createHttpHeaders,
  type HttpClient,
  type PipelineRequest,
  type PipelineResponse,
  RestError,
} from "@azure/core-rest-pipeline";
import { createAzureClock } from "../../../src/azure/http/azure-clock.js";
import { createHostGate } from "../../../src/azure/http/host-gate.js";
import { createInFlightLimit } from "../../../src/azure/http/in-flight-policy.js";
import type { Transport } from "../../../src/azure/http/pipeline.js";
import { createProxyAgents } from "../../../src/azure/http/proxy-policy.js";
import { type VirtualClock, virtualClock } from "../../builders/virtual-clock.js";

/** An answer, an error, or nothing ever. */
export type Reply =
  | { readonly status: number; readonly body?: unknown; readonly headers?: Readonly<Record<string, string>> }
  | { readonly fails: string }
  | "hangs";

/** One request as it went over the wire. */
export interface SentRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** A transport whose wire is a function, with all that went over it. */
export interface FakeTransport extends Transport {
  readonly clock: VirtualClock;
  readonly sent: readonly SentRequest[];
  /** The agent of each request: a proxy's, or undefined for the straight way. */
  readonly agents: readonly unknown[];
  readonly traced: readonly string[];
  readonly masked: readonly string[];
}

/** What a fake transport can be told. */
export interface FakeTransportOptions {
  readonly timeLeft?: number;
}

/** A transport that answers each request by `reply`, on a clock that does not wait. */
export function fakeTransport(
  reply: (request: SentRequest) => Reply,
  { timeLeft = 3_600_000 }: FakeTransportOptions = {},
): FakeTransport {
  const clock = virtualClock();
  const sent: SentRequest[] = [];
  const agents: unknown[] = [];
  const traced: string[] = [];
  const masked: string[] = [];
  const client: HttpClient = {
    sendRequest: async (request) => {
      if (request.abortSignal?.aborted) throw new DOMException("The operation was aborted.", "AbortError");
      const seen = describe(request);
      sent.push(seen);
      agents.push(request.agent);
      return await respond(reply(seen), request);
    },
  };
  return {
    client,
    clock,
    sent,
    agents,
    traced,
    masked,
    azureClock: createAzureClock(clock),
    inFlight: createInFlightLimit(),
    proxyAgents: createProxyAgents({ kind: "direct" }),
    trace: (line) => traced.push(line),
    mask: (secret) => masked.push(secret),
    retries: {
      clock,
      gate: createHostGate(clock),
      timeLeft: () => timeLeft - clock.now(),
      random: () => 0.5,
    },
  };
}

/** Gives the replies one after the other, the last one for ever. */
export function inTurn(...replies: readonly Reply[]): () => Reply {
  let turn = 0;
  return () => replies[Math.min(turn++, replies.length - 1)] ?? "hangs";
}

function describe(request: PipelineRequest): SentRequest {
  return {
    method: request.method,
    url: request.url,
    headers: request.headers.toJSON(),
    body: typeof request.body === "string" ? request.body : "",
  };
}

async function respond(reply: Reply, request: PipelineRequest): Promise<PipelineResponse> {
  if (reply === "hangs") return await untilAborted(request);
  if ("fails" in reply) throw new RestError(`connect ${reply.fails}`, { code: reply.fails, request });
  const { status, body, headers = {} } = reply;
  const bodyAsText = body === undefined ? "" : typeof body === "string" ? body : JSON.stringify(body);
  return { status, request, headers: createHttpHeaders(headers), bodyAsText };
}

function untilAborted(request: PipelineRequest): Promise<never> {
  return new Promise((_resolve, reject) => {
    request.abortSignal?.addEventListener("abort", () => {
      reject(new DOMException("The operation was aborted.", "AbortError"));
    });
  });
}
