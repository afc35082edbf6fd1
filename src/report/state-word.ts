import type { ReplicaRow } from "../outcome/outcome.js";
import type { ServerText } from "../registry/server-text.js";

/** The two words that Azure has for a replica's state. */
interface StateWords {
  readonly provisioningState: ServerText | null;
  readonly displayStatus: ServerText | null;
}

/**
 * The one word that tells where a replica stands: the status once ARM is done with it, ARM's own word before.
 * Null where there is no replica.
 */
export function stateWord({ provisioningState, displayStatus }: StateWords): ServerText | null {
  if (provisioningState === null || !provisioningState.is("Succeeded")) return provisioningState;
  return displayStatus ?? provisioningState;
}

/** Where a row of the report stands, in one word: ours for what is settled, Azure's for everything else. */
export function rowState(row: ReplicaRow): "ready" | "deleted" | "absent" | "unknown" | ServerText {
  if (row.isReady) return "ready";
  if (!row.isStateKnown) return "unknown";
  // Azure may have accepted a delete and still show the replica: then its own word is the truth.
  return stateWord(row) ?? (row.change === "deleted" ? "deleted" : "absent");
}
