import type { OperationFailure } from "../apply/ports.js";
import { ServerText } from "../registry/server-text.js";
import type { ArmClient } from "./arm-client.js";
import { explainArm } from "./errors/arm-errors.js";
import type { FailureContext } from "./errors/failure-context.js";
import { type Answer, member } from "./http/answer.js";
import { policiesIn, readErrorBody } from "./http/error-body.js";
import { readErrorWords } from "./http/error-words.js";

/** A long-running operation of ARM's, as the answer to the write names it. */
export interface Operation {
  readonly url: string;
  readonly correlationId: ServerText | null;
}

/** The operation that an answer names; null where it names none. */
export function operationOf(answer: Answer): Operation | null {
  const url = answer.header("azure-asyncoperation");
  const { correlationId } = readErrorBody(answer);
  return url === null
    ? null
    : { url, correlationId: correlationId === null ? null : new ServerText(correlationId) };
}

/**
 * Why an operation failed, from its own URL: every word of the body, which is `{"status","error"}` as a rule, and the
 * error may be absent. What Azure does not say is null. Never throws.
 */
export async function readOperationFailure(
  arm: ArmClient,
  { url, correlationId }: Operation,
  context: FailureContext,
  signal: AbortSignal,
): Promise<OperationFailure> {
  const answer = await arm.get(url, signal).catch(() => null);
  const body = answer?.status === 200 ? answer.json : undefined;
  const error = member(body, "error");
  const { code, message } = readErrorWords(withoutEnvelope(body));
  const said = {
    host: answer?.host ?? "",
    status: 200,
    code: code ?? "",
    message: message ?? "",
    policies: policiesIn(error),
  };
  return {
    code: code === null ? null : new ServerText(code),
    message: message === null ? null : new ServerText(message),
    correlationId,
    remedy: explainArm(said, context),
  };
}

/** What tells of the operation itself, and not of its failure (ARM's contract for asynchronous operations). */
const ENVELOPE = new Set(["id", "name", "resourceId", "status", "startTime", "endTime", "percentComplete"]);

function withoutEnvelope(body: unknown): unknown {
  if (typeof body !== "object" || body === null) return undefined;
  return Object.fromEntries(Object.entries(body).filter(([name]) => !ENVELOPE.has(name)));
}
