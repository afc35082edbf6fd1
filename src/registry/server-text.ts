/**
 * Text that a server chose: error messages, codes, states. It may hold workflow commands, Markdown or HTML, so
 * it is not a string and cannot be printed by accident. `report/` turns it into text with the escape of each
 * target; `azure/` needs it as it came, to build requests.
 */
export class ServerText {
  readonly #text: string;

  constructor(text: string) {
    this.#text = text;
  }

  /** The text as it came. Whoever calls this answers for the escaping. */
  unescaped(): string {
    return this.#text;
  }

  /** Whether the text is this word, in any case of letters: Azure's vocabularies are open and vary in case. */
  is(word: string): boolean {
    return this.#text.trim().toLowerCase() === word.toLowerCase();
  }

  /** Never the text itself: an accidental `${text}` must not reach the runner. */
  toString(): string {
    return "(server text)";
  }
}

/** Words of a server's, and more of them where they are others. */
export function addWords(said: ServerText | null, more: ServerText): ServerText {
  if (said === null) return more;
  const text = said.unescaped();
  return text.includes(more.unescaped()) ? said : new ServerText(`${text} ${more.unescaped()}`);
}

/** A sentence of ours that quotes words of a server's. */
export type Prose = readonly (string | ServerText)[];

/** Builds {@link Prose} from a template, so that quoted server words stay marked as such. */
export function prose(strings: TemplateStringsArray, ...quoted: readonly (string | ServerText)[]): Prose {
  return strings.flatMap((text, index) => {
    const quote = quoted[index];
    return quote === undefined ? [text] : [text, quote];
  });
}
