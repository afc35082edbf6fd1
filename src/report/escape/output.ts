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

/** A string of JSON, quotes included, or what stands between two values. */
const JSON_TOKENS = /"(?:[^"\\]|\\.)*"|[,:]/g;
/** Everything that is not sure to be text for every shell: all but letters, digits, blanks and these signs. */
const NOT_PLAIN = /[^\p{L}0-9 ._:/@=+,-]/gu;
const NOT_PLAIN_WORD = /[^\p{L}0-9._:/@=+,-]/gu;

/**
 * JSON that no shell, expression or log reads as more than text, pasted bare, in single or in double quotes. In strings
 * every character that is not plain is written as `\uXXXX`, and a blank follows each comma and colon, so that braces
 * have nothing to expand. It parses to the same value.
 *
 * @param foreign texts that somebody else chose. Strings that hold one have no blank either: where a script has `X="…"`
 * around the JSON, its strings stand outside the quotes, and `X=… word` runs the word
 */
export function outputJson(value: unknown, foreign: readonly string[] = []): string {
  const withBlanks = foreign.filter((text) => text.includes(" "));
  return JSON.stringify(value).replace(JSON_TOKENS, (token) =>
    token.startsWith('"') ? plainString(token, withBlanks) : `${token} `,
  );
}

function plainString(token: string, foreign: readonly string[]): string {
  const text: string = JSON.parse(token);
  const isForeign = foreign.some((one) => text.includes(one));
  return `"${text.replace(isForeign ? NOT_PLAIN_WORD : NOT_PLAIN, codeUnits)}"`;
}

/** The character as JSON spells it: one `\uXXXX`, or two outside the basic plane. */
function codeUnits(character: string): string {
  const units = Array.from({ length: character.length }, (_, index) => character.charCodeAt(index));
  return units.map((unit) => `\\u${unit.toString(16).padStart(4, "0")}`).join("");
}
