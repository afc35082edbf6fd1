import type { Outcome } from "../outcome/outcome.js";
import { displayName, type Region } from "../registry/region.js";

/** Something that is good to know of a plan. */
interface Remark {
  /** Null where it is about the registry. */
  readonly region: Region | null;
  readonly text: string;
}

/** What a person should know of the plan, and what it leaves alone. */
export function remarksOf({ warnings, leftOut }: Pick<Outcome, "warnings" | "leftOut">): readonly Remark[] {
  const left = leftOut.map(({ region, reason }) => ({ region, text: `${displayName(region)}: ${reason}` }));
  return [...warnings, ...left];
}

/** How they are called together. */
export const REMARKS_HEADING = "Good to know";
