import type { Answer } from "./answer.js";

/**
 * Milliseconds that an answer asks to wait: `x-ms-retry-after-ms`, or `Retry-After` in seconds or as a date; null
 * where it names nothing. A date is measured against the answer's own `Date`, so that a wrong clock here does no
 * harm.
 */
export function readRetryAfter(answer: Answer, now: Date): number | null {
  const milliseconds = readNumber(answer.header("x-ms-retry-after-ms") ?? answer.header("retry-after-ms"));
  if (milliseconds !== null) return milliseconds;
  const header = answer.header("retry-after");
  if (header === null) return null;
  const seconds = readNumber(header);
  if (seconds !== null) return seconds * 1000;
  const date = Date.parse(header);
  if (Number.isNaN(date)) return null;
  const sent = Date.parse(answer.header("date") ?? "");
  return Math.max(0, date - (Number.isNaN(sent) ? now.getTime() : sent));
}

function readNumber(text: string | null): number | null {
  return text !== null && /^\s*\d+(\.\d+)?\s*$/.test(text) ? Number(text) : null;
}
