import type { LeftReason, WaitVerdict, WriteAction } from "../../registry/fact.js";

/** What a write is called. */
export const WRITES: Readonly<Record<WriteAction, string>> = {
  create: "create",
  update: "update",
  "repair-delete": "delete for repair",
  "repair-create": "create for repair",
  delete: "delete",
};

/** How a wait ended; null where the state that was just told says it. */
export const ENDS: Readonly<Record<WaitVerdict, string | null>> = {
  ready: null,
  failed: "has failed",
  vanished: "has vanished",
  stuck: "is stuck",
  missing: "is missing",
};

/** Why a planned change was not carried out. */
export const LEFT: Readonly<Record<LeftReason, string>> = {
  "no-longer-matches": "left: it no longer matches what the plan was made for",
  "already-gone": "already gone",
  "already-there": "somebody else has just made it",
  "still-protected": "left with its mark: it is protected",
  "not-all-ready": "not deleted: not every wanted region is ready",
  "images-not-proven": "not deleted: not every image is proven in every wanted region",
  "last-routed-region": "left: no other ready region is routed",
  "already-as-wanted": "already as wanted",
};
