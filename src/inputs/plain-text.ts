/** Spaces of any width, none included: they cannot be told from the one that is meant. */
const BLANKS = /[\p{Zs}\u200B]/gu;
const LINE_ENDS = /\r\n?|[\u0085\u2028\u2029]/g;
const BYTE_ORDER_MARKS = /\u{FEFF}/gu;

/**
 * The one gate that text passes before it is read, whether the workflow or the config file has it: byte order marks go,
 * every kind of blank becomes a space, every kind of line end a new line.
 */
export function plainText(text: string): string {
  return plainBlanks(text.replace(LINE_ENDS, "\n"));
}

/** The gate for what YAML's escapes stand for, which has passed it as they were written: line ends in it are meant. */
export function plainBlanks(text: string): string {
  return text.replace(BYTE_ORDER_MARKS, "").replace(BLANKS, " ");
}

/** What stands in place of bytes that were not UTF-8 when somebody before us read them as that. */
const LOST_CHARACTER = "\u{FFFD}";

/** Whether characters of a text were lost on its way, because it was in another encoding than UTF-8. */
export function hasLostCharacters(text: string): boolean {
  return text.includes(LOST_CHARACTER);
}

/** What JavaScript, JSON and GitHub's expressions write for a value that is not there, or is no text. */
const EMPTY_WORDS = /^(?:null|undefined|nan|true|false|\[object object\])$/i;
/** GitHub's words for an object and a list, in just these letters: a registry may be named `array`. */
const WHOLE_VALUES = /^(?:Object|Array)$/;

/** Whether a text that should be a name is what an expression without a value, or with a whole object, leaves. */
export function isEmptyExpression(text: string): boolean {
  return EMPTY_WORDS.test(text) || WHOLE_VALUES.test(text);
}
