import type { Failure } from "../registry/failure.js";
import { ServerText } from "../registry/server-text.js";
import type { ArmClient } from "./arm-client.js";
import { explainArm } from "./errors/arm-errors.js";
import type { FailureContext } from "./errors/failure-context.js";
import { member, textMember } from "./http/answer.js";

/**
 * Why an operation failed, from its own URL; null where Azure does not say. The body is `{"status","error"}`, and
 * the error may be absent. Never throws.
 */
export async function readOperationFailure(
  arm: ArmClient,
  url: string,
  context: FailureContext,
  signal: AbortSignal,
): Promise<Pick<Failure, "code" | "message" | "remedy"> | null> {
  try {
    const answer = await arm.get(url, signal);
    const error = member(answer.json, "error");
    const code = textMember(error, "code");
    const message = textMember(error, "message");
    if (answer.status !== 200 || (code === null && message === null)) return null;
    return {
      code: code === null ? null : new ServerText(code),
      message: message === null ? null : new ServerText(message),
      remedy: explainArm({ status: 200, code: code ?? "", message: message ?? "" }, context),
    };
  } catch {
    return null;
  }
}
