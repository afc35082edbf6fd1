import { HOSTILE_PIECES } from "../../report/hostile-text.js";
import type { Effect } from "../../simulator/index.js";

function piece(index: number): string {
  return HOSTILE_PIECES[index % HOSTILE_PIECES.length] ?? "";
}

/** Several hostile strings at once; others for each index, so that fields that begin at different ones have all. */
export function pieces(index: number): string {
  return [0, 1, 2, 3, 4].map((offset) => piece(index * 5 + offset)).join(" ");
}

/** What HTTP lets through in a header. */
export function inHeader(text: string): string {
  return text.replace(/[^\t -~\u0080-\u00ff]/g, "?").trim();
}

/** A refusal with hostile strings in everything that it says, in the shapes of all the services. */
export function hostileRefusal(index: number, status = 400): Effect {
  const details = [{ code: pieces(index + 4), message: pieces(index + 8) }];
  const message = `${pieces(index + 1)}\n${pieces(index + 2)}`;
  return {
    kind: "answer",
    status,
    headers: {
      "x-ms-correlation-request-id": inHeader(pieces(index + 2)),
      "x-ms-request-id": inHeader(pieces(index)),
      "X-GitHub-Request-Id": inHeader(pieces(index + 3)),
      "Docker-Content-Digest": inHeader(pieces(index + 5)),
      "Www-Authenticate": inHeader(pieces(index + 4)),
    },
    body: {
      error: { code: pieces(index), message, details },
      errors: details,
      error_description: message,
      message,
    },
  };
}

/** The service does its work, and every text that it answers with, keys of tags included, ends in hostile strings. */
export function withHostileTexts(index: number): Effect {
  let at = index;
  const worsen = (value: unknown): unknown => {
    if (typeof value === "string") return `${value}${pieces(at++)}`;
    if (Array.isArray(value)) return value.map(worsen);
    if (typeof value !== "object" || value === null) return value;
    const entries = Object.entries(value).map(([key, member]) => [key, worsen(member)]);
    return Object.fromEntries("tier" in value ? [...entries, [pieces(at++), pieces(at++)]] : entries);
  };
  const id = inHeader(pieces(index));
  return { kind: "rewrite", rewrite: worsen, headers: { "x-ms-request-id": id, "Content-Type": id } };
}
