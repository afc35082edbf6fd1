import { type Prose, ServerText } from "../../registry/server-text.js";

/** Whatever a report prints: words of ours, words of a server's, or a sentence of both. */
export type Printable = string | ServerText | Prose;

/** The longest text of one server word or message that a report keeps, in UTF-16 units. */
export const LONGEST_TEXT = 4096;

// Controls, format characters (bidirectional overrides and zero widths among them), lone surrogates, separators
// and what Unicode lets a font leave out. Variation selectors stay: emoji are written with them.
const INVISIBLE =
  /(?![\u{FE0E}\u{FE0F}])[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}\u{2800}]/gu;

/**
 * The first step of every escape: one line, every invisible character spelled out as `\u{…}`, at most `limit`
 * units long and marked with `…` where it was cut. Still not fit for printing: the target's own escape follows.
 */
export function visibleText(text: string | ServerText, limit: number): string {
  const source = text instanceof ServerText ? text.unescaped() : text;
  // An answer of 10 MB is not worth going through for the few kilobytes that are shown.
  const begin = source.slice(0, limit * 8);
  const whole = spellOutInvisible(begin.replace(/\s+/gu, " ").trim());
  return begin.length < source.length ? shorten(`${whole} …`, limit) : shorten(whole, limit);
}

/** Spells out control and other invisible characters, line breaks included. */
export function spellOutInvisible(text: string): string {
  return text.replace(INVISIBLE, (character) => `\\u{${character.codePointAt(0)?.toString(16)}}`);
}

/** Cuts a text to at most `limit` units, never inside a character, and marks the cut with `…`. */
export function shorten(text: string, limit: number): string {
  if (text.length <= limit) return text;
  return `${text.slice(0, Math.max(0, limit - 1)).replace(/[\uD800-\uDBFF]$/, "")}…`;
}

/** The parts of a text with neighbouring words of ours joined, so that an escape sees each run whole. */
export function partsOf(text: Printable): Prose {
  if (typeof text === "string" || text instanceof ServerText) return [text];
  const parts: (string | ServerText)[] = [];
  for (const part of text) {
    const last = parts.at(-1);
    if (typeof part === "string" && typeof last === "string") parts[parts.length - 1] = last + part;
    else parts.push(part);
  }
  return parts;
}
