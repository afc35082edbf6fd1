import type { OperationFailure } from "../apply/ports.js";
import { ServerText } from "../registry/server-text.js";
import type { ArmClient } from "./arm-client.js";
import { explainArm } from "./errors/arm-errors.js";
import type { FailureContext } from "./errors/failure-context.js";
import { type Answer, member, textMember } from "./http/answer.js";
import { policiesIn, readErrorBody } from "./http/error-body.js";

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
 * Why an operation failed, from its own URL. The body is `{"status","error"}`, and the error may be absent; what
 * Azure does not say is null. Never throws.
 */
export async function readOperationFailure(
  arm: ArmClient,
  { url, correlationId }: Operation,
  context: FailureContext,
  signal: AbortSignal,
): Promise<OperationFailure> {
  const answer = await arm.get(url, signal).catch(() => null);
  const error = answer?.status === 200 ? member(answer.json, "error") : undefined;
  const code = textMember(error, "code");
  const message = textMember(error, "message");
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
