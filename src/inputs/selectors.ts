import type { InputName } from "./declarations.js";
import { conjunction } from "./quote.js";

/** The inputs that select what `mode: remove` deletes. They count in the workflow only, never in the config file. */
export const SELECTORS = [
  "regions",
  "owner",
  "only-expired",
  "only-orphaned",
] as const satisfies readonly InputName[];

/** The selectors as a sentence lists them. */
export const SELECTORS_LISTED = conjunction(SELECTORS);
