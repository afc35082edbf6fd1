import type { LeftReason } from "../registry/fact.js";
import type { ChangeResult } from "./outcome.js";

/**
 * Why a planned change was not carried out, as log and reports say it, and whether that is well (`left`) or a
 * condition for it did not come about (`withheld`). Without server text.
 */
export const LEFT_REASONS: Readonly<
  Record<LeftReason, { readonly result: ChangeResult & ("left" | "withheld"); readonly words: string }>
> = {
  "no-longer-matches": { result: "left", words: "it has changed since the plan was made" },
  "owners-untold": { result: "left", words: "GitHub did not confirm again that its owners are gone" },
  "already-gone": { result: "left", words: "already gone" },
  "already-going": { result: "left", words: "somebody else is deleting it already" },
  "already-there": { result: "left", words: "somebody else has just created it" },
  "still-protected": { result: "left", words: "protected, so it stays, though no other owner is left" },
  "already-as-wanted": { result: "left", words: "already as wanted when it was read again" },
  "not-all-ready": { result: "withheld", words: "not every wanted region is ready" },
  "unreadable-replica": { result: "withheld", words: "a replica that Azure lists could not be read" },
  "images-not-proven": { result: "withheld", words: "not every image is proven in every wanted region" },
  "last-routed-region": { result: "withheld", words: "no other region is ready with routing enabled" },
};
