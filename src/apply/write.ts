import type { WriteAction } from "../registry/fact.js";
import type { Region } from "../registry/region.js";
import type { Replica } from "../registry/replica.js";
import type { Work } from "./tools.js";

/** What Azure said to a write. */
export interface Acceptance {
  /** The replica as the answer shows it; null for a delete. */
  readonly replica: Replica | null;
  /** Whether a create met a replica that was there already. */
  readonly isFound: boolean;
}

/**
 * Sends one write and keeps in the journal that it went out and that it was accepted. Rejects with an `AbortError`,
 * and sends nothing, once the run was stopped.
 */
export async function sendWrite<Answer extends Acceptance>(
  region: Region,
  action: WriteAction,
  { record, stop, halt, watch }: Work,
  send: (signal: AbortSignal) => Promise<Answer>,
): Promise<Answer> {
  stop.throwIfAborted();
  record({ kind: "write-sent", region, action });
  const answer = await send(halt);
  watch.noteWrite();
  record({ kind: "write-accepted", region, action, replica: answer.replica, found: answer.isFound });
  return answer;
}

/** Sends a delete, planned or a repair's. */
export async function sendDelete(
  { region, name }: { readonly region: Region; readonly name: string },
  action: "delete" | "repair-delete",
  work: Work,
): Promise<void> {
  await sendWrite(region, action, work, async (signal) => {
    await work.replications.delete(name, region, signal);
    return { replica: null, isFound: false };
  });
}
