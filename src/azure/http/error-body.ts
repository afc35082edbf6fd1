import { type Answer, member, textMember } from "./answer.js";

/** What an error answer says, in whichever of the known shapes. */
export interface ErrorBody {
  readonly code: string | null;
  readonly message: string | null;
  readonly correlationId: string | null;
  /** Names of the policies that forbid what was asked, where the message only points to them. */
  readonly policies: readonly string[];
}

/** A body that is no JSON is some gateway's page: its beginning tells enough. */
const LONGEST_PAGE = 500;

/**
 * Reads an error answer. Shapes: ARM `{"error":{"code","message","details"}}`, also without the envelope; the
 * registry's data plane `{"errors":[{"code","message"}]}`; Entra `{"error","error_description","error_codes"}`.
 */
export function readErrorBody(answer: Answer): ErrorBody {
  const correlationId =
    answer.header("x-ms-correlation-request-id") ??
    textMember(answer.json, "correlation_id") ??
    answer.header("x-ms-request-id");
  const said = readEntra(answer.json) ?? readArm(answer.json) ?? readDataPlane(answer.json);
  const policies = policiesIn(member(answer.json, "error") ?? answer.json);
  if (said !== null) return { ...said, correlationId, policies };
  const page = answer.json === undefined ? answer.text.trim().slice(0, LONGEST_PAGE) : "";
  return { code: null, message: page === "" ? null : page, correlationId, policies };
}

/** The policies that an error of ARM's names beside its message: `"additionalInfo":[{"type":"PolicyViolation","info"}]`. */
export function policiesIn(error: unknown): readonly string[] {
  const additional = member(error, "additionalInfo");
  if (!Array.isArray(additional)) return [];
  const names = additional
    .filter((entry) => textMember(entry, "type") === "PolicyViolation")
    .map((entry) => member(entry, "info"))
    .map(
      (info) => textMember(info, "policyAssignmentDisplayName") ?? textMember(info, "policyAssignmentName"),
    );
  return names.filter((name) => name !== null);
}

/** Only the error code; null where the answer has none. */
export function errorCode(answer: Answer): string | null {
  return answer.status < 400 ? null : readErrorBody(answer).code;
}

type Said = Pick<ErrorBody, "code" | "message">;

function readEntra(body: unknown): Said | null {
  const error = textMember(body, "error");
  if (error === null) return null;
  const description = textMember(body, "error_description");
  // Entra writes the code in front of its message as well.
  const [, number = null, rest = description] = /^\s*(AADSTS\d+):\s*(.*)$/s.exec(description ?? "") ?? [];
  return { code: number ?? error, message: rest };
}

function readArm(body: unknown): Said | null {
  const error = member(body, "error") ?? body;
  const code = textMember(error, "code");
  const message = textMember(error, "message");
  if (code === null && message === null) return null;
  return { code, message: withDetails(message, member(error, "details")) };
}

function readDataPlane(body: unknown): Said | null {
  const errors = member(body, "errors");
  return Array.isArray(errors) && errors.length > 0 ? readArm(errors[0]) : null;
}

// ARM's outer message is sometimes no more than "see details".
function withDetails(message: string | null, details: unknown): string | null {
  if (!Array.isArray(details)) return message;
  const inner = details.map((detail) => textMember(detail, "message")).filter((text) => text !== null);
  const news = inner.filter((text) => !message?.includes(text));
  return [message, ...news].filter((text) => text !== null).join(" ") || null;
}
