import type { Value } from "./value.js";

const LONGEST = 60;

/** A value as an error text shows it: on one line, shortened, without characters that cannot be seen. */
export function quote(value: Value): string {
  if (value.kind === "sequence") return "A list";
  if (value.kind === "mapping") return "A mapping";
  return quoteText(value.text);
}

/** A text as an error text shows it; see {@link quote}. */
export function quoteText(text: string): string {
  return `"${shorten(oneLine(text))}"`;
}

/** Text on one line: blanks of any kind become one blank, other invisible characters a replacement character. */
export function oneLine(text: string): string {
  return text.trim().replace(/\s+/gu, " ").replace(/\p{C}/gu, "\u{FFFD}");
}

function shorten(text: string): string {
  const characters = [...text];
  return characters.length <= LONGEST ? text : `${characters.slice(0, LONGEST - 1).join("")}…`;
}

/** Words as a sentence offers them, each as code: `` `a`, `b` or `c` ``. */
export function alternatives(words: readonly string[]): string {
  return listed(words, "or");
}

/** Words as a sentence takes them together, each as code: `` `a`, `b` and `c` ``. */
export function conjunction(words: readonly string[]): string {
  return listed(words, "and");
}

function listed(words: readonly string[], last: "or" | "and"): string {
  const codes = words.map((word) => `\`${word}\``);
  return codes.length < 2 ? codes.join("") : `${codes.slice(0, -1).join(", ")} ${last} ${codes.at(-1)}`;
}
