/** The issues of the workflow's repository, as far as a drift issue needs them. */
export interface Issues {
  /** All issues with the label, open and closed, newest first, every page. */
  listByLabel(label: string): Promise<readonly Issue[]>;
  open(title: string, body: string, labels: readonly string[]): Promise<Issue>;
  /** Rewrites title and body, and opens or closes it. */
  rewrite(
    number: number,
    edit: { readonly title?: string; readonly body?: string; readonly state?: "open" | "closed" },
  ): Promise<void>;
  comment(number: number, body: string): Promise<void>;
}

/** One issue as GitHub gives it. */
export interface Issue {
  readonly number: number;
  readonly state: "open" | "closed";
  readonly title: string;
  readonly body: string;
}
