import { LONGEST_TEXT, type Printable, partsOf, visibleText } from "./visible-text.js";

const ENTITIES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

/** Text for HTML, between tags or inside a quoted attribute. Each part is at most `limit` units long. */
export function htmlText(text: Printable, limit = LONGEST_TEXT): string {
  return partsOf(text)
    .map((part) => keepEdges(part, limit))
    .join("")
    .replace(/[&<>"']/g, (character) => ENTITIES[character] ?? "");
}

/** Blanks at the edges of our own words part them from the quoted ones. */
function keepEdges(part: Parameters<typeof visibleText>[0], limit: number): string {
  if (typeof part !== "string") return visibleText(part, limit);
  return (/^\s/.test(part) ? " " : "") + visibleText(part, limit) + (/\S\s+$/.test(part) ? " " : "");
}
