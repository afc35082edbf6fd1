import type { WaitVerdict, WriteAction } from "../../registry/fact.js";

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
