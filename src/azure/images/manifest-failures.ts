import type { ManifestAnswer } from "../../apply/ports.js";
import type { Failure } from "../../registry/failure.js";
import { prose, ServerText } from "../../registry/server-text.js";
import { explain, failure, refusal } from "../errors/explain.js";
import type { FailureContext } from "../errors/failure-context.js";
import type { Answer } from "../http/answer.js";
import { FenceCrossed } from "../http/host-fence.js";
import { SignInFailed } from "../sign-in/credential.js";
import { HostBusy } from "./data-plane.js";
import { isTokenRefusal, RegistryTokenRefused } from "./token-exchange.js";

/** What was asked for, for those who read why it was not to be had. */
export interface Question {
  readonly host: string;
  readonly repository: string;
  /** The built-in role that lets an identity ask. */
  readonly pullRole: string;
  readonly context: FailureContext;
}

/** What a look that ended in an error says of the image. */
export function classifyError(error: unknown, question: Question): ManifestAnswer {
  if (error instanceof HostBusy) return throttled(question);
  if (error instanceof RegistryTokenRefused) return classifyTokenRefusal(error, question);
  const { failure: reason } = explain(error, question.context);
  if (error instanceof FenceCrossed) return outside(error, reason, question);
  const isFinal = error instanceof SignInFailed && reason.kind === "denied";
  return { kind: isFinal ? "denied" : "unreachable", failure: reason };
}

/** What an answer other than 200 to the question for a manifest says. */
export function classifyAnswer(answer: Answer, question: Question): ManifestAnswer {
  if (answer.status === 404) return { kind: "absent" };
  return isRefusal(answer) ? denied(answer, question) : unreachable(answer, question);
}

function classifyTokenRefusal({ step, answer }: RegistryTokenRefused, question: Question): ManifestAnswer {
  if (step === "challenge") {
    return answer.status === 403 ? closed(answer, question) : unreachable(answer, question);
  }
  return isTokenRefusal(answer) ? denied(answer, question) : unreachable(answer, question);
}

function isRefusal({ status }: Answer): boolean {
  return status === 401 || status === 403;
}

function denied(answer: Answer, { host, repository, pullRole, context }: Question): ManifestAnswer {
  const remedy = prose`${host} does not let the identity pull ${repository}. Give it the role '${pullRole}' on the registry. A new role assignment takes some minutes to count.`;
  return { kind: "denied", failure: { ...explained(answer, context), kind: "denied", remedy } };
}

/** A host that leads elsewhere gets nothing, and what it leads to neither. */
function outside({ target, pointer }: FenceCrossed, reason: Failure, { host }: Question): ManifestAnswer {
  if (pointer !== null) return { kind: "denied", failure: reason };
  const remedy = prose`${host} sends to ${new ServerText(target)} for tokens, which is no host of this registry. It got none. Look at what answers for ${host}: a proxy in between, or the DNS.`;
  return { kind: "denied", failure: { ...reason, remedy } };
}

function throttled({ host, context }: Question): ManifestAnswer {
  const remedy = prose`${host} has asked to be left alone for a while, so it was not asked. Others may be using up the registry's limits. Run again later, or raise \`timeout\`.`;
  return {
    kind: "throttled",
    failure: failure(context, { kind: "throttled", code: "Throttled", remedy }).failure,
  };
}

function closed(answer: Answer, { host, context }: Question): ManifestAnswer {
  const remedy = prose`${host} is closed to this runner: the registry's firewall or its private endpoints do not let it in. Allow the runner's address, or use a runner inside the network. It is asked again until time is up.`;
  return { kind: "unreachable", failure: { ...explained(answer, context), kind: "unreachable", remedy } };
}

function unreachable(answer: Answer, { host, context }: Question): ManifestAnswer {
  const remedy = prose`${host} does not answer as a registry does. It is asked again until time is up. Look at Azure's status page, and at HTTPS_PROXY if a proxy stands in between.`;
  return { kind: "unreachable", failure: { ...explained(answer, context), remedy } };
}

function explained(answer: Answer, context: FailureContext): Failure {
  return refusal(answer, context).failure;
}
