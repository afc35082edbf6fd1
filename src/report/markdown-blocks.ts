import { markdownCell } from "./escape/markdown.js";

/** A table of Markdown cells; rows beyond the limit are counted below it. Empty when there is no row. */
export function table(
  header: readonly string[],
  rows: readonly (readonly string[])[],
  mostRows: number,
): string {
  if (rows.length === 0) return "";
  const shown = [header, header.map(() => "---"), ...rows.slice(0, mostRows)].map(tableRow);
  return [...shown, ...rest(rows.length - mostRows)].join("\n");
}

/** A list of Markdown items; items beyond the limit are counted below it. Empty when there is none. */
export function list(items: readonly string[], mostItems: number): string {
  if (items.length === 0) return "";
  return [...items.slice(0, mostItems).map((item) => `- ${item}`), ...rest(items.length - mostItems)].join(
    "\n",
  );
}

/** A section under a heading; empty when it would have no content. */
export function section(title: string, ...blocks: readonly string[]): string {
  const content = blocks.filter((block) => block !== "");
  return content.length === 0 ? "" : [`#### ${title}`, ...content].join("\n\n");
}

/** A part that opens on a click. GitHub reads Markdown in it only after a blank line. */
export function folded(title: string, ...blocks: readonly string[]): string {
  const content = blocks.filter((block) => block !== "");
  if (content.length === 0) return "";
  return [`<details><summary>${title}</summary>`, ...content, "</details>"].join("\n\n");
}

/** `1 replica`, `3 replicas`. */
export function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? "" : "s"}`;
}

function tableRow(cells: readonly string[]): string {
  return `| ${cells.map((cell) => (cell === "" ? "–" : markdownCell(cell))).join(" | ")} |`;
}

function rest(number: number): readonly string[] {
  return number > 0 ? ["", `… and ${number} more.`] : [];
}
