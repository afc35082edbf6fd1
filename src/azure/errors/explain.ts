import { isRestError } from "@azure/core-rest-pipeline";
import { type Failure, type FailureKind, RequestFailed } from "../../registry/failure.js";
import { type Prose, prose, ServerText } from "../../registry/server-text.js";
import type { Answer } from "../http/answer.js";
import { conflictMayPass } from "../http/conflict-codes.js";
import { type ErrorBody, readErrorBody } from "../http/error-body.js";
import { FenceCrossed, type Pointer } from "../http/host-fence.js";
import { HostClosed } from "../http/host-gate.js";
import { SignInFailed } from "../sign-in/credential.js";
import { explainArm } from "./arm-errors.js";
import { explainConnection } from "./connection-errors.js";
import type { FailureContext } from "./failure-context.js";
import { isWrittenByService, saysNotThere } from "./not-there.js";
import { explainSignIn } from "./sign-in-errors.js";
import { explainPage } from "./status-errors.js";

/** An answer that is not what was hoped for, explained. */
export function refusal(answer: Answer, context: FailureContext): RequestFailed {
  return new RequestFailed(explainAnswer(answer, context));
}

/** An answer whose status is right and whose body is not. `lacks` says what is wrong with it. */
export function malformed(answer: Answer, lacks: string, context: FailureContext): RequestFailed {
  return failure(context, {
    kind: "malformed",
    message: new ServerText(`HTTP ${answer.status}: ${answer.text.slice(0, 200)}`),
    correlationId: correlation(answer),
    remedy: prose`The answer is not what Azure promises: ${lacks}. It may come from a proxy or gateway in between.`,
  });
}

/** Does the work and explains whatever it throws. A stop by the signal is no failure: it stays as it is. */
export async function explained<T>(
  context: FailureContext,
  work: (context: FailureContext) => Promise<T>,
): Promise<T> {
  try {
    return await work(context);
  } catch (error) {
    throw isAbortOrTimeout(error) ? error : explain(error, context);
  }
}

/** Whatever was thrown, as a failure with a context. Failures that are explained already stay. */
export function explain(error: unknown, context: FailureContext): RequestFailed {
  if (error instanceof RequestFailed) return error;
  if (error instanceof SignInFailed) return failure(context, explainSignIn(error, context), error);
  if (error instanceof FenceCrossed) return failure(context, explainFence(error), error);
  if (error instanceof HostClosed) return failure(context, explainClosedHost(error), error);
  if (isRestError(error)) return failure(context, explainConnection(error), error);
  const message = error instanceof Error ? error.message : String(error);
  return failure(context, { kind: "rejected", message: new ServerText(message) }, error);
}

/** A failure of which only some parts are known. */
export function failure(
  context: Pick<FailureContext, "activity" | "region">,
  parts: Partial<Failure> & Pick<Failure, "kind">,
  cause?: unknown,
): RequestFailed {
  return new RequestFailed(
    {
      activity: context.activity,
      region: context.region,
      code: null,
      message: null,
      correlationId: null,
      remedy: [],
      ...parts,
    },
    { cause },
  );
}

function explainAnswer(answer: Answer, context: FailureContext): Failure {
  const said = readErrorBody(answer);
  return {
    kind: kindOf(answer, said.code),
    activity: context.activity,
    region: context.region,
    code: new ServerText(said.code ?? `HTTP ${answer.status}`),
    message: said.message === null ? null : new ServerText(said.message),
    correlationId: said.correlationId === null ? null : new ServerText(said.correlationId),
    remedy: explainRefusal(answer, said, context),
  };
}

function explainRefusal(answer: Answer, said: ErrorBody, context: FailureContext): Prose {
  const { host, status } = answer;
  const isPage = answer.json === undefined && answer.text.trim() !== "";
  if (isPage) return explainPage(status, host);
  const { policies } = said;
  return explainArm({ host, status, code: said.code ?? "", message: said.message ?? "", policies }, context);
}

function kindOf(answer: Answer, code: string | null): FailureKind {
  const { status } = answer;
  if (saysNotThere(answer)) return "not-found";
  if (status === 404) return isWrittenByService(answer) ? "rejected" : "malformed";
  if (status === 401 || status === 403 || status === 407) return "denied";
  if (status === 409) return conflictMayPass(code) ? "busy" : "conflict";
  if (status === 429) return "throttled";
  return status >= 500 || status === 408 ? "server" : "rejected";
}

function explainFence({ target, pointer }: FenceCrossed): Pick<Failure, "kind" | "code" | "remedy"> {
  return { kind: "rejected", code: "ForeignHost", remedy: fenceRemedy(new ServerText(target), pointer) };
}

function fenceRemedy(target: ServerText, pointer: Pointer | null): Prose {
  if (pointer === null) {
    return prose`The next request would have gone to ${target}, which is not a host of the chosen cloud. It was not made, and no token was sent. Check the proxy in between, if there is one.`;
  }
  return pointer.means === "redirect"
    ? prose`${pointer.host} redirected the request to ${target}. This was not followed, and no token was sent. Check the proxy in between, if there is one.`
    : prose`${pointer.host} answered with a link to ${target}, which is not a host of the chosen cloud. This was not followed, and no token was sent. Check the proxy in between, if there is one. Azure may still have accepted the change: run again to see.`;
}

function explainClosedHost(error: HostClosed): Pick<Failure, "kind" | "code" | "remedy"> {
  return {
    kind: "throttled",
    code: "Throttled",
    remedy: prose`${error.host} asked to wait for longer than this run may take. Run again later, or raise \`timeout\`.`,
  };
}

function correlation(answer: Answer): ServerText | null {
  const id = readErrorBody(answer).correlationId;
  return id === null ? null : new ServerText(id);
}

/** Whether a request ended because its signal aborted. */
export function isAbortOrTimeout(error: unknown): boolean {
  if (typeof error !== "object" || error === null || !("name" in error)) return false;
  return error.name === "AbortError" || error.name === "TimeoutError";
}
