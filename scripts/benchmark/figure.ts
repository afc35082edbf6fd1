/** One line of the benchmark's table. */
export interface Figure {
  readonly subject: string;
  /** What was measured, in words: a ratio, a count or a size. */
  readonly measured: string;
  readonly bound: string;
  readonly isMet: boolean;
}

/** The middle of several numbers; of an even count the lower of the two. */
export function median(numbers: readonly number[]): number {
  const sorted = numbers.toSorted((left, right) => left - right);
  return sorted[Math.floor((sorted.length - 1) / 2)] ?? Number.NaN;
}

/** A table in Markdown, one row per figure. */
export function printFigures(figures: readonly Figure[]): string {
  const rows = figures.map(
    ({ subject, measured, bound, isMet }) => `| ${subject} | ${measured} | ${bound} | ${isMet ? "✓" : "✗"} |`,
  );
  return ["| what | measured | bound | |", "|---|---|---|---|", ...rows].join("\n");
}
