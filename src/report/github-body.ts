import type { TableSize } from "./plan-tables.js";
import type { TroubleSize } from "./trouble-sections.js";

/** How large the parts of a text for GitHub may grow. */
export type BodySize = TableSize & TroubleSize;

/** GitHub takes 65,536 characters of an issue and of a comment; a margin is left for how it counts. */
const LONGEST_BODY = 60_000;

const SIZES: readonly BodySize[] = [
  { cell: 200, rows: 100, message: 600 },
  { cell: 100, rows: 50, message: 300 },
  { cell: 60, rows: 15, message: 200 },
];

const SHORTENED = "_Shortened to fit. The summary of the run has more._";

/**
 * The blocks as one text that GitHub takes whatever is in them: the largest size that fits; where none does, what fits of
 * the smallest, the first blocks first. The first block is always there.
 */
export function githubBody(blocksOf: (size: BodySize) => readonly string[]): string {
  const drafts = SIZES.map((size) => blocksOf(size).filter((block) => block !== ""));
  const fitting = drafts.map(joined).find((text) => Buffer.byteLength(text) <= LONGEST_BODY);
  return fitting ?? joined([...firstThatFit(drafts.at(-1) ?? []), SHORTENED]);
}

function firstThatFit(blocks: readonly string[]): readonly string[] {
  let left = LONGEST_BODY - Buffer.byteLength(SHORTENED);
  return blocks.filter((block) => {
    const length = Buffer.byteLength(`${block}\n\n`);
    if (length > left) return false;
    left -= length;
    return true;
  });
}

function joined(blocks: readonly string[]): string {
  return blocks.join("\n\n");
}
