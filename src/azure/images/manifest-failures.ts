import type { Lack } from "../../apply/ports.js";
import type { Failure } from "../../registry/failure.js";
import { prose, ServerText } from "../../registry/server-text.js";
import { explain, failure, refusal } from "../errors/explain.js";
import type { FailureContext } from "../errors/failure-context.js";
import type { Answer } from "../http/answer.js";
import { FenceCrossed } from "../http/host-fence.js";
import { SignInFailed } from "../sign-in/credential.js";
import { HostBusy } from "./data-plane.js";
import { reasonOf, refusedAddress } from "./registry-refusal.js";
import { isTokenRefusal, RegistryTokenRefused } from "./token-exchange.js";

/** What was asked for, for those who read why it was not to be had. */
export interface Question {
  readonly host: string;
  readonly repository: string;
  /** The built-in role that lets an identity ask. */
  readonly pullRole: string;
  /** The registry's name. */
  readonly registry: string;
  /** Whether the registry holds images back until somebody has released them. */
  readonly hasQuarantine: boolean;
  readonly context: FailureContext;
}

/** What a look that ended in an error says of the image. */
export function classifyError(error: unknown, question: Question): Lack {
  if (error instanceof HostBusy) return throttled(question);
  if (error instanceof RegistryTokenRefused) return classifyTokenRefusal(error, question);
  const { failure: reason } = explain(error, question.context);
  if (error instanceof FenceCrossed) return outside(error, reason, question);
  const isFinal = error instanceof SignInFailed && reason.kind === "denied";
  return { kind: isFinal ? "denied" : "unreachable", failure: reason };
}

/** What an answer that does not have the manifest or the blob says. */
export function classifyAnswer(answer: Answer, question: Question): Lack {
  if (answer.status === 404) return { kind: "absent" };
  if (reasonOf(answer) === "firewall") return closed(answer, question);
  if (!isRefusal(answer)) return unreachable(answer, question);
  return question.hasQuarantine && answer.status === 403
    ? quarantined(answer, question)
    : denied(answer, question);
}

function classifyTokenRefusal({ step, answer }: RegistryTokenRefused, question: Question): Lack {
  // Nobody has shown a token yet, so it is not the identity that is refused.
  const isClosed = step === "challenge" ? answer.status === 403 : reasonOf(answer) === "firewall";
  if (isClosed) return closed(answer, question);
  return step !== "challenge" && isTokenRefusal(answer)
    ? denied(answer, question)
    : unreachable(answer, question);
}

function isRefusal({ status }: Answer): boolean {
  return status === 401 || status === 403;
}

function denied(answer: Answer, { host, repository, pullRole, context }: Question): Lack {
  const remedy = prose`${host} does not let the identity pull ${repository}. Assign it the role '${pullRole}' on the registry. A new role assignment takes some minutes to take effect.`;
  return { kind: "denied", failure: { ...explained(answer, context), kind: "denied", remedy } };
}

function quarantined(answer: Answer, { host, repository, pullRole, registry, context }: Question): Lack {
  const remedy = prose`${registry} quarantines images until they are released (its quarantinePolicy is enabled), and ${host} refuses ${repository}. Check whether your scanner has released the image; before that only identities with the role 'AcrQuarantineReader' can pull it. If it is released, the identity lacks the role '${pullRole}'.`;
  const failure = { ...explained(answer, context), kind: "denied" as const, remedy };
  return { kind: "denied", failure };
}

/** A host that leads elsewhere gets nothing, and what it leads to neither. */
function outside({ target, pointer }: FenceCrossed, reason: Failure, { host }: Question): Lack {
  if (pointer !== null) return { kind: "denied", failure: reason };
  const remedy = prose`${host} refers to ${new ServerText(target)} for tokens, which is not a host of this registry. No token was sent. Check what answers for ${host}: a proxy in between, or the DNS.`;
  return { kind: "denied", failure: { ...reason, remedy } };
}

function throttled({ host, context }: Question): Lack {
  const remedy = prose`${host} is throttling requests, so it was not asked. Others may be using up the registry's limits. Run again later, or raise \`timeout\`.`;
  return {
    kind: "throttled",
    failure: failure(context, { kind: "throttled", code: "Throttled", remedy }).failure,
  };
}

function closed(answer: Answer, { host, registry, context }: Question): Lack {
  const address = refusedAddress(answer);
  const rule = `az acr network-rule add --name ${registry} --ip-address ${address ?? "ADDRESS"}`;
  const remedy = prose`${host} is closed to this runner: the registry's firewall or its private endpoints do not let ${address ?? "its address"} in. A runner with a fixed address can be allowed with \`${rule}\`, which takes some minutes to take effect; one inside the network needs no rule. GitHub's hosted runners have a different address in every job.`;
  return { kind: "unreachable", failure: { ...explained(answer, context), kind: "unreachable", remedy } };
}

function unreachable(answer: Answer, { host, context }: Question): Lack {
  const remedy = prose`${host} does not answer like a registry. Check Azure's status page, and HTTPS_PROXY if there is a proxy in between.`;
  return { kind: "unreachable", failure: { ...explained(answer, context), remedy } };
}

function explained(answer: Answer, context: FailureContext): Failure {
  return refusal(answer, context).failure;
}
