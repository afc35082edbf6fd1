/** Code and message of an error body; each is null where the body has none. */
export interface ErrorWords {
  readonly code: string | null;
  /** Everything else that the body says, as one text. */
  readonly message: string | null;
}

/**
 * Reads every word of an error body, in whatever shape it came: ARM's `{"error":{"code","message","details"}}`, with or
 * without the envelope; inner errors, and OData's `{"message":{"value"}}`; the data plane's `{"errors":[…]}`; RFC 9110's
 * `{"title","errors":{"<field>":["…"]}}`; RFC 7807's `title` and `detail`; names in capitals; a bare string. The error
 * itself comes first, then what stands below and beside it, each value with its name. What the reader is told anyway
 * (`told`: the status, the correlation ID) and what is said twice is left out.
 */
export function readErrorWords(body: unknown, told: readonly string[] = []): ErrorWords {
  const errors = [...errorsIn(body), firstOf(body)];
  const error =
    errors.find((one) => readCode(one, told) !== null) ?? errors.find(hasMessage) ?? errors.at(-1);
  const code = readCode(error, told);
  const text = sayEverything([error, body], code === null ? told : [...told, code]);
  return { code, message: text === "" ? null : text };
}

/** More than any report shows: a huge body costs little. */
const LONGEST_TEXT = 16_384;
/** More values than this are no error, but a list, or something made to keep us busy. */
const MOST_VALUES = 20_000;
const DEEPEST_ENVELOPE = 8;

/** Names under which an error, or a list of errors, is wrapped. */
const ENVELOPES = ["error", "odata.error", "errors"];
/** What holds more of an error and says nothing by its name. */
const CONTAINERS = new Set([
  ...ENVELOPES,
  "details",
  "detail",
  "innererror",
  "innererrors",
  "additionalinfo",
  "info",
  "message",
]);
/** Names whose values need no name before them, in the order in which they are read. */
const SENTENCES = ["code", "title", "message", "value", "error_description", "detail", "description"];

/** What stands in the envelopes of a body, from outside to inside. */
function errorsIn(body: unknown): readonly unknown[] {
  const found: unknown[] = [];
  let outer = firstOf(body);
  while (found.length < DEEPEST_ENVELOPE) {
    const inner = ENVELOPES.map((name) => firstOf(memberOf(outer, name))).find(isObject);
    if (inner === undefined) break;
    found.push(inner);
    outer = inner;
  }
  return found;
}

function readCode(error: unknown, told: readonly string[]): string | null {
  const code = memberOf(error, "code");
  const text = typeof code === "string" || typeof code === "number" ? String(code) : "";
  return text.trim() === "" || told.includes(text) ? null : text;
}

function hasMessage(error: unknown): boolean {
  return typeof memberOf(error, "message") === "string";
}

/** A value that is still to be said, and the names that lead to it. */
interface Pending {
  readonly value: unknown;
  readonly path: readonly string[];
}

/** Says values depth first. Without recursion: a body may be nested deeper than the stack reaches. */
function sayEverything(roots: readonly unknown[], told: readonly string[]): string {
  const speech = beginSpeech(told);
  const seen = new Set<unknown>();
  const pending: Pending[] = roots.map((value) => ({ value, path: [] })).toReversed();
  for (let count = 0; count < MOST_VALUES && speech.text().length < LONGEST_TEXT; count++) {
    const next = pending.pop();
    if (next === undefined) break;
    if (!isObject(next.value)) speech.say(next);
    else if (!seen.has(next.value)) pending.push(...membersOf(next).toReversed());
    seen.add(next.value);
  }
  return speech.text();
}

function membersOf({ value, path }: Pending): readonly Pending[] {
  if (Array.isArray(value))
    return value.slice(0, MOST_VALUES).map((item: unknown) => ({ value: item, path }));
  return Object.entries(value ?? {})
    .slice(0, MOST_VALUES)
    .map(([name, inner]): Pending => ({ value: inner, path: [...path.slice(1 - DEEPEST_ENVELOPE), name] }))
    .toSorted((left, right) => rankOf(left) - rankOf(right));
}

/** Sentences come first, then what else stands here, then what lies deeper. */
function rankOf({ value, path }: Pending): number {
  const sentence = SENTENCES.indexOf(path.at(-1)?.toLowerCase() ?? "");
  if (sentence >= 0) return sentence;
  return SENTENCES.length + (isObject(value) ? 1 : 0);
}

interface Speech {
  say(value: Pending): void;
  text(): string;
}

function beginSpeech(told: readonly string[]): Speech {
  let text = "";
  let container = "";
  let wasCode = false;
  return {
    text: () => text,
    say: ({ value, path }) => {
      const isAfterCode = wasCode;
      wasCode = false;
      const said = String(value ?? "")
        .slice(0, LONGEST_TEXT)
        .trim();
      const names = namesFor(path);
      if (said === "" || told.includes(said)) return;
      if (holds(text, said) && holds(text, names.own)) return;
      const label = [names.container === container ? "" : names.container, names.own]
        .filter(isNotEmpty)
        .join(".");
      text += `${separator(text, isAfterCode)}${label}${label === "" ? "" : ": "}${said}`;
      container = names.container;
      wasCode = names.isCode;
    },
  };
}

/** A value's own name, where it needs one, and that of what it lies in: told once for all values in it. */
function namesFor(path: readonly string[]): { own: string; container: string; isCode: boolean } {
  const last = path.at(-1) ?? "";
  const isSentence = SENTENCES.includes(last.toLowerCase());
  const outer = path.slice(0, -1).filter((name) => !CONTAINERS.has(name.toLowerCase()));
  return { own: isSentence ? "" : last, container: outer.join("."), isCode: last.toLowerCase() === "code" };
}

function separator(text: string, isAfterCode: boolean): string {
  if (text === "") return "";
  if (isAfterCode) return ": ";
  return /[.!?:;,]$/.test(text) ? " " : "; ";
}

/** Whether a text holds another one as whole words: `id` is not said by `invalid`. */
function holds(text: string, words: string): boolean {
  if (words === "") return true;
  for (let at = text.indexOf(words); at >= 0; at = text.indexOf(words, at + 1)) {
    const end = at + words.length;
    if (!isOneWord(text.charAt(at - 1), words.charAt(0)) && !isOneWord(words.slice(-1), text.charAt(end))) {
      return true;
    }
  }
  return false;
}

/** Whether two neighbouring characters belong to one word. */
function isOneWord(left: string, right: string): boolean {
  return /^[\p{L}\p{N}]{2}$/u.test(left + right);
}

function firstOf(value: unknown): unknown {
  return Array.isArray(value) ? value[0] : value;
}

/** A member of an object, its name in any case of letters: `Message` and `message` are both written. */
function memberOf(value: unknown, name: string): unknown {
  if (!isObject(value) || Array.isArray(value)) return undefined;
  const own = Object.keys(value).find((key) => key.toLowerCase() === name);
  return own === undefined ? undefined : Reflect.get(value, own);
}

function isObject(value: unknown): value is object {
  return typeof value === "object" && value !== null;
}

function isNotEmpty(text: string): boolean {
  return text !== "";
}
