import {
  isRestError,
  type PipelinePolicy,
  type PipelineRequest,
  type PipelineResponse,
  type SendRequest,
} from "@azure/core-rest-pipeline";
import type { Random } from "../../registry/backoff.js";
import type { Clock } from "../../registry/clock.js";
import { type Answer, readAnswer } from "./answer.js";
import { errorCode } from "./error-body.js";
import { HostClosed, type HostGate } from "./host-gate.js";
import { readRetryAfter } from "./retry-after.js";
import { isWrite, type TryOutcome, waitBeforeRetry } from "./retry-decision.js";
import { signalOf } from "./signal.js";

/** What the retries need to know of time. */
export interface RetryConditions {
  readonly clock: Clock;
  readonly gate: HostGate;
  /** Milliseconds until the deadline of the run. */
  timeLeft(): number;
  readonly random: Random;
}

type Try =
  | { readonly kind: "answer"; readonly response: PipelineResponse; readonly answer: Answer }
  | { readonly kind: "error"; readonly error: unknown };

/**
 * The one place that sends a request again. When the next wait would end after the deadline, the last answer or
 * error is given at once.
 */
export function retryPolicy(conditions: RetryConditions): PipelinePolicy {
  return {
    name: "retry",
    sendRequest: async (request, next) => {
      const begun = conditions.clock.now();
      for (let tries = 1; ; tries++) {
        await passGate(request, conditions);
        const result = await tryOnce(request, next);
        const wait = nextWait(request, result, { tries, begun }, conditions);
        if (wait === null) return conclude(result);
        await conditions.clock.sleep(wait, signalOf(request));
        signalOf(request).throwIfAborted();
      }
    },
  };
}

async function passGate(request: PipelineRequest, { clock, gate, timeLeft }: RetryConditions): Promise<void> {
  const host = new URL(request.url).host;
  const signal = signalOf(request);
  for (let wait = gate.waitFor(host); wait > 0 && !signal.aborted; wait = gate.waitFor(host)) {
    if (wait >= timeLeft() || isWrite(request.method)) throw new HostClosed(host);
    await clock.sleep(wait, signal);
  }
  signal.throwIfAborted();
}

async function tryOnce(request: PipelineRequest, next: SendRequest): Promise<Try> {
  try {
    const response = await next(request);
    return { kind: "answer", response, answer: readAnswer(response) };
  } catch (error) {
    return { kind: "error", error };
  }
}

function nextWait(
  request: PipelineRequest,
  result: Try,
  spent: { readonly tries: number; readonly begun: number },
  { clock, gate, timeLeft, random }: RetryConditions,
): number | null {
  const outcome = readOutcome(result, clock);
  if (outcome === null) return null;
  closeGate(gate, request, outcome);
  const patience = { tries: spent.tries, elapsed: clock.now() - spent.begun, timeLeft: timeLeft() };
  return isWrite(request.method) ? null : waitBeforeRetry(outcome, patience, random);
}

/** How a try ended; null for errors that are no matter of the network. */
function readOutcome(result: Try, clock: Clock): TryOutcome | null {
  if (result.kind === "error") {
    const code = isRestError(result.error) ? result.error.code : undefined;
    return code === undefined ? null : { kind: "no-answer", code };
  }
  return outcomeOf(result.answer, clock);
}

/** What an answer says of the try that it ended. */
export function outcomeOf(answer: Answer, clock: Clock): TryOutcome {
  return {
    kind: "answer",
    status: answer.status,
    code: errorCode(answer),
    retryAfter: readRetryAfter(answer, clock.date()),
  };
}

// On a 409 Retry-After speaks of one resource, on a 201 or 202 of the operation: neither closes the host.
function closeGate(gate: HostGate, request: PipelineRequest, outcome: TryOutcome): void {
  if (outcome.kind !== "answer" || outcome.retryAfter === null) return;
  if (outcome.status === 429 || outcome.status === 503) {
    gate.close(new URL(request.url).host, outcome.retryAfter);
  }
}

function conclude(result: Try): PipelineResponse {
  if (result.kind === "error") throw result.error;
  return result.response;
}
