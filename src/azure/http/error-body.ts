import { type Answer, member, textMember } from "./answer.js";
import { type ErrorWords, readErrorWords } from "./error-words.js";

/** What an error answer says, in whichever of the known shapes. */
export interface ErrorBody {
  readonly code: string | null;
  readonly message: string | null;
  readonly correlationId: string | null;
  /** Names of the policies that forbid what was asked, where the message only points to them. */
  readonly policies: readonly string[];
}

/** The longest page that is given as it is. */
const LONGEST_PAGE = 500;
const LONGEST_TEXT = 4096;

/**
 * Reads an error answer: Entra's `{"error","error_description","error_codes"}`, any other JSON, or a text. No word is
 * lost. Of an answer that is no error only what calls itself one is read: it may hold a token.
 */
export function readErrorBody(answer: Answer): ErrorBody {
  const correlationId =
    answer.header("x-ms-correlation-request-id") ??
    textMember(answer.json, "correlation_id") ??
    answer.header("x-ms-request-id");
  const policies = policiesIn(member(answer.json, "error") ?? answer.json);
  return { ...readSaid(answer, correlationId), correlationId, policies };
}

function readSaid(answer: Answer, correlationId: string | null): ErrorWords {
  if (answer.json === undefined) return { code: null, message: textOfPage(answer.text) };
  const body = answer.status < 400 ? onlyError(answer.json) : answer.json;
  const told = [String(answer.status), correlationId].filter((text) => text !== null);
  return readEntra(body, told) ?? readErrorWords(body, told);
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

function readEntra(body: unknown, told: readonly string[]): ErrorWords | null {
  const error = textMember(body, "error");
  const description = textMember(body, "error_description");
  if (error === null || description === null) return null;
  // Entra writes the code in front of its message as well.
  const [, number = null, rest = description] = /^\s*AADSTS(\d+):\s*(.*)$/s.exec(description) ?? [];
  const code = number === null ? error : `AADSTS${number}`;
  // It ends with the trace ID, the correlation ID and the time, which stand beside it as well.
  const beside = Object.entries(Object(body)).filter(
    ([, value]) => ![value].flat().every((one) => description.includes(String(one))),
  );
  const all = { error_description: rest, ...Object.fromEntries(beside) };
  const { message } = readErrorWords(all, [...told, code]);
  return { code, message };
}

function onlyError(body: unknown): unknown {
  const names = ["error", "error_description", "error_codes", "code", "message"];
  return Object.fromEntries(names.map((name) => [name, member(body, name)]));
}

/** A short page as it is; of a longer one what it shows, since its beginning is often no more than its style. */
function textOfPage(page: string): string | null {
  const text = page.slice(0, 100 * LONGEST_TEXT).trim();
  if (text.length <= LONGEST_PAGE) return text === "" ? null : text;
  const shown = text
    .replace(/<(script|style)\b.*?(<\/\1\s*>|$)/gis, " ")
    .replace(/<[^<>]*>/g, " ")
    .replace(/\s+/g, " ")
    .trim();
  return (shown === "" ? text : shown).slice(0, LONGEST_TEXT);
}
