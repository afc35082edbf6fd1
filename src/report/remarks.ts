import type { Outcome } from "../outcome/outcome.js";
import { displayName, type Region } from "../registry/region.js";
import type { Prose } from "../registry/server-text.js";

/** Something that is good to know of a plan, or of how it went. */
interface Remark {
  /** Null where it is about the registry. */
  readonly region: Region | null;
  readonly text: Prose;
}

/** What a person should know of the plan and of how it went, and what the plan leaves alone. */
export function remarksOf({
  warnings,
  cautions,
  leftOut,
}: Pick<Outcome, "warnings" | "cautions" | "leftOut">): readonly Remark[] {
  return [
    ...warnings.map(({ region, text }) => ({ region, text: [text] })),
    ...cautions.map(({ region, remedy }) => ({ region, text: remedy })),
    ...leftOut.map(({ region, reason }) => ({ region, text: [`${displayName(region)}: ${reason}`] })),
  ];
}

/** How they are called together. */
export const REMARKS_HEADING = "Good to know";
