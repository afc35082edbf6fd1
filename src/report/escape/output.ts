import { ServerText } from "../../registry/server-text.js";

/**
 * A code of a server's for the JSON outputs: as it came while it is a plain word, else with every other character
 * replaced by `_`, so that neither a message nor an ID gets through; at most 80 units.
 */
export function outputWord(word: ServerText | string | null): string | null {
  return word === null ? null : plain(word, /[^A-Za-z0-9._-]/g);
}

/** A state of a server's for the JSON outputs: as {@link outputWord}, but it may be several words. */
export function outputState(state: ServerText | null): string | null {
  return state === null ? null : plain(state, /[^A-Za-z0-9._ -]/g);
}

function plain(word: ServerText | string, others: RegExp): string {
  const text = (word instanceof ServerText ? word.unescaped() : word).trim();
  return text.slice(0, 80).replace(others, "_");
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
