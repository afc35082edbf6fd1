/**
 * One entry of the runner's log. Text is already harmless (see the log escape) and holds no line break. An
 * annotation is kept by the runner beside the run: at most ten of each kind per step.
 */
export type LogEntry =
  | { readonly kind: "line"; readonly text: string }
  | { readonly kind: "group-begin"; readonly title: string }
  | { readonly kind: "group-end" }
  | {
      readonly kind: "error" | "warning" | "notice";
      readonly title: string;
      readonly text: string;
      readonly place: { readonly file: string; readonly line: number; readonly column: number } | null;
    };
