import type { ManifestAnswer } from "../../apply/ports.js";
import type { Failure } from "../../registry/failure.js";
import { prose } from "../../registry/server-text.js";
import { explain, refusal } from "../errors/explain.js";
import type { FailureContext } from "../errors/failure-context.js";
import type { Answer } from "../http/answer.js";
import { FenceCrossed } from "../http/host-fence.js";
import { SignInFailed } from "../sign-in/credential.js";
import { HostBusy } from "./data-plane.js";
import { RegistryTokenRefused } from "./token-exchange.js";

/** What a look that ended in an error says of the image. */
export function classifyError(error: unknown, host: string, context: FailureContext): ManifestAnswer {
  if (error instanceof HostBusy) return { kind: "throttled", retryAfter: error.retryAfter };
  if (error instanceof RegistryTokenRefused) return classifyTokenRefusal(error, host, context);
  const { failure } = explain(error, context);
  const isFinal =
    error instanceof FenceCrossed || (error instanceof SignInFailed && failure.kind === "denied");
  return { kind: isFinal ? "denied" : "unreachable", failure };
}

/** What an answer other than 200 and 404 to the question for a manifest says. */
export function classifyAnswer(answer: Answer, host: string, context: FailureContext): ManifestAnswer {
  if (answer.status === 404) return { kind: "absent" };
  const isDenied = answer.status === 401 || answer.status === 403;
  return isDenied ? denied(answer, host, context) : unreachable(answer, context);
}

function classifyTokenRefusal(
  { step, answer }: RegistryTokenRefused,
  host: string,
  context: FailureContext,
): ManifestAnswer {
  if (step === "challenge" && answer.status === 403) return closed(answer, host, context);
  const isDenied = step !== "challenge" && (answer.status === 401 || answer.status === 403);
  return isDenied ? denied(answer, host, context) : unreachable(answer, context);
}

function denied(answer: Answer, host: string, context: FailureContext): ManifestAnswer {
  const remedy = prose`${host} refuses the identity. Give it the role 'AcrPull' on the registry; where the registry's role assignment mode is "RBAC Registry + ABAC Repository Permissions", give it 'Container Registry Repository Reader'. A new role assignment takes some minutes to count.`;
  return { kind: "denied", failure: { ...explained(answer, context), kind: "denied", remedy } };
}

function closed(answer: Answer, host: string, context: FailureContext): ManifestAnswer {
  const remedy = prose`${host} is closed to this runner: the registry's firewall or its private endpoints do not let it in. Allow the runner's address, or use a runner inside the network.`;
  return { kind: "unreachable", failure: { ...explained(answer, context), kind: "unreachable", remedy } };
}

function unreachable(answer: Answer, context: FailureContext): ManifestAnswer {
  return { kind: "unreachable", failure: explained(answer, context) };
}

function explained(answer: Answer, context: FailureContext): Failure {
  return refusal(answer, context).failure;
}
