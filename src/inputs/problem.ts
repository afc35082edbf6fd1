/** One thing that is wrong with what was asked, told to the person who wrote it. */
export interface InputProblem {
  /** The input (or the key of the config file) that is wrong. */
  readonly input: string;
  /** What is wrong, with the value as it was given and what is accepted, as one or more whole sentences. */
  readonly text: string;
  /** Where in the config file; null for inputs of the workflow. */
  readonly place: { readonly file: string; readonly line: number; readonly column: number } | null;
}
