/** Rows of cells as lines whose columns line up, two blanks apart; the last column is not padded. */
export function lineUp(rows: readonly (readonly string[])[]): readonly string[] {
  const widths = rows.reduce<readonly number[]>(widen, []);
  return rows.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join("  ")
      .trimEnd(),
  );
}

function widen(widths: readonly number[], row: readonly string[]): readonly number[] {
  const columns = Math.max(widths.length, row.length);
  return Array.from({ length: columns }, (_, column) =>
    Math.max(widths[column] ?? 0, row[column]?.length ?? 0),
  );
}
