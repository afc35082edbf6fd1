/** What action.yml says of each input and output. */
export type Described = Readonly<Record<string, { readonly description: string }>>;

/** The sentences of a description. */
export function sentencesOf(description: string): readonly string[] {
  return description.trim().split(/(?<=\.) (?=[A-Z`])/);
}

/** What a description says in one line: its first sentence, without the full stop. */
export function lineOf(description: string): string {
  return sentencesOf(description)[0]?.replace(/\.$/, "") ?? "";
}

/**
 * What counts when an input is left out, as its description says it after "Default:", up to the first comma, bracket or
 * end, or the words that begin with "Required". Null where it says neither.
 */
export function statedDefault(description: string): string | null {
  const [, stated, required] =
    /Default: ((?:`[^`]*`|[^`,;.(])+)|\b(Required(?:`[^`]*`|[^`,;.(])*)/.exec(description) ?? [];
  return (stated ?? required?.toLowerCase())?.trim() ?? null;
}
