import { type Answer, member, textMember } from "../http/answer.js";

/** Codes of a 404 that speak of what a replica lies in, or of the request, not of the replica itself. */
const OF_SOMETHING_ELSE =
  /^(ParentResource|ResourceGroup|Subscription|Tenant|Registry|ResourceType|ResourceProvider|Api)NotFound$/i;
/** What ARM's message says when the registry has gone: it names the registry and nothing below it. */
const REGISTRY_GONE = /'Microsoft\.ContainerRegistry\/registries\/[^/']+' under/i;

/**
 * Whether an answer says that the replica which was asked for is not there. Only ARM's own 404 does: JSON, with a
 * code of ARM's in ARM's envelope. A proxy's page, an empty 404, and one of the registry or its group do not.
 */
export function saysNotThere(answer: Answer): boolean {
  const code = armCode(answer);
  if (answer.status !== 404 || code === null) return false;
  return /NotFound$/i.test(code) && !OF_SOMETHING_ELSE.test(code) && !REGISTRY_GONE.test(answer.text);
}

/** Whether a service, not something on the way to it, wrote an error: those write it as JSON with a code or a message. */
export function isWrittenByService({ json }: Answer): boolean {
  const error = member(json, "error") ?? json;
  const hasWords = textMember(error, "code") !== null || textMember(error, "message") !== null;
  return hasWords || typeof error === "string" || Array.isArray(member(json, "errors"));
}

/** The code in `{"error":{"code"}}`; without the envelope it counts where the answer bears an ID of ARM's. */
function armCode(answer: Answer): string | null {
  const enveloped = textMember(member(answer.json, "error"), "code");
  if (enveloped !== null) return enveloped;
  const hasId = ARM_IDS.some((name) => answer.header(name) !== null);
  return hasId ? textMember(answer.json, "code") : null;
}

const ARM_IDS = ["x-ms-request-id", "x-ms-correlation-request-id"];
