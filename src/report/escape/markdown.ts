import type { ServerText } from "../../registry/server-text.js";
import { LONGEST_TEXT, type Printable, partsOf, visibleText } from "./visible-text.js";

// A word that no Markdown renderer makes anything of: letters and digits, joined by single inner marks, between
// quotes or brackets, before punctuation.
const PLAIN_WORD =
  /^[("'“‘]*(?:--?)?[\p{L}\p{M}\p{N}]+(?:['’,/=%+-][\p{L}\p{M}\p{N}]+|(?<=\p{N})\.\p{N}+)*[%]?[.,;:!?)"'”’…]*$/u;
const PLAIN_SIGNS = /^(?:[–—→·×…✓]+|[("“]+|[.,;:!?)"”…]+)$/u;
// GitHub links what looks like a commit, and `KEY-1` where a repository says so.
const LIKE_A_REFERENCE = /\b[0-9a-f]{7,40}\b|\p{L}-\p{N}/iu;
const LIKE_A_LIST_NUMBER = /^(\d{1,9})([.)])(?=\s|$)/;

/**
 * Running text for Markdown. Words of a server's become code spans, and so does every word of ours that a
 * renderer could make something of: a link, a mention (`@`), a reference (`#`), an emoji name, HTML, emphasis.
 * What stands between backticks in words of ours stays a code span. Each server's part is at most `limit` long.
 */
export function markdownText(text: Printable, limit = LONGEST_TEXT): string {
  return partsOf(text)
    .map((part) => (typeof part === "string" ? runningText(part) : markdownCode(part, limit)))
    .reduce(joinApart, "")
    .replace(LIKE_A_LIST_NUMBER, "$1\\$2");
}

/** A code span: nothing inside it is markup on any renderer. */
export function markdownCode(text: string | ServerText, limit = LONGEST_TEXT): string {
  const visible = visibleText(text, limit);
  if (visible === "") return "(empty)";
  const longestRun = Math.max(0, ...[...visible.matchAll(/`+/g)].map(([run]) => run.length));
  const fence = "`".repeat(longestRun + 1);
  const padding = visible.startsWith("`") || visible.endsWith("`") ? " " : "";
  return `${fence}${padding}${visible}${padding}${fence}`;
}

/** Turns Markdown made by this file into a table cell: pipes are escaped, in code spans too (GFM, "Tables"). */
export function markdownCell(markdown: string): string {
  // Renderers disagree on a backslash before an escaped pipe: a blank keeps the two apart.
  return markdown.replace(/(\\*)\|/g, (_, backslashes: string) =>
    backslashes === "" ? "\\|" : `${backslashes} \\|`,
  );
}

function runningText(text: string): string {
  return text
    .split(/(`[^`]+`|\s+)/u)
    .filter((piece) => piece !== "")
    .map((piece) => (/^\s+$/u.test(piece) ? " " : escapePiece(piece)))
    .reduce(joinApart, "");
}

function escapePiece(piece: string): string {
  const quoted = /^`([^`]+)`$/.exec(piece)?.[1];
  if (quoted !== undefined) return markdownCode(quoted);
  return isPlain(piece) ? piece : codeWord(piece);
}

function isPlain(word: string): boolean {
  return PLAIN_SIGNS.test(word) || (PLAIN_WORD.test(word) && !LIKE_A_REFERENCE.test(word));
}

/** Punctuation after a word, and a bracket or quote before it, read better outside its code span. */
function codeWord(word: string): string {
  const [, before = "", inner = "", after = ""] = /^([("“]?)([^()]*?)([)"”]?[.,;:!?]?)$/u.exec(word) ?? [];
  return inner === "" ? markdownCode(word) : `${before}${markdownCode(inner)}${after}`;
}

/** Two code spans that touch would be read as one with other fences. */
function joinApart(text: string, next: string): string {
  return text.endsWith("`") && next.startsWith("`") ? `${text} ${next}` : text + next;
}
