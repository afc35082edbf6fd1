import { ServerText } from "../../registry/server-text.js";

/**
 * A code or state of a server's for the JSON outputs: as it came while it is a plain word, else with every other
 * character replaced by `_`, so that neither a message nor an ID gets through; at most 80 units.
 */
export function outputWord(word: ServerText | string | null): string | null {
  if (word === null) return null;
  const text = (word instanceof ServerText ? word.unescaped() : word).trim();
  return text.slice(0, 80).replace(/[^A-Za-z0-9._-]/g, "_");
}

/**
 * JSON in which every character that a shell, an expression or a log could read as more than text is written as
 * `\uXXXX`. It parses to the same value, and stays inert where a workflow pastes it between single quotes.
 */
export function outputJson(value: unknown): string {
  return JSON.stringify(value).replace(
    /[^ -~]|['`$<>&#]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}
