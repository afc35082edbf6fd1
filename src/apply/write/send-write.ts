import type { WriteAction } from "../../registry/fact.js";
import { RequestFailed } from "../../registry/failure.js";
import type { Region } from "../../registry/region.js";
import type { Replica } from "../../registry/replica.js";
import type { ReplicaEdit } from "../ports.js";
import type { Work } from "../work.js";

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
  { record, stop, cutOff, poller, backoff }: Work,
  send: (signal: AbortSignal) => Promise<Answer>,
): Promise<Answer> {
  stop.throwIfAborted();
  record({ kind: "write-sent", region, action });
  const answer = await send(cutOff);
  poller.noteWrite();
  backoff.reset(region);
  record({ kind: "write-accepted", region, action, replica: answer.replica, found: answer.isFound });
  return answer;
}

/**
 * Azure did not take a write, and may take another: an operation of somebody else's was in the way, or the host asked
 * for patience, or no answer came. What was read before is stale by then, so the write is not repeated as it was:
 * whoever sent it reads the replica again.
 */
export type PutOff = "put-off";

/** Sends a PATCH to a replica as it was just read; null when it is gone. */
export async function sendUpdate(
  { region, name }: Replica,
  edit: ReplicaEdit,
  work: Work,
): Promise<Replica | PutOff | null> {
  try {
    const answer = await sendWrite(region, "update", work, async (signal) => ({
      replica: await work.replications.update(name, edit, signal),
      isFound: false,
    }));
    return answer.replica;
  } catch (error) {
    const isGone = error instanceof RequestFailed && error.failure.kind === "not-found";
    if (!isGone) return putOff(error, region, "update", work);
    work.record({ kind: "write-put-off", region, action: "update", because: "gone" });
    return null;
  }
}

/** Sends a delete, planned or a repair's, of a replica as it was just read. */
export async function sendDelete(
  { region, name }: Replica,
  action: "delete" | "repair-delete",
  work: Work,
): Promise<"sent" | PutOff> {
  try {
    await sendWrite(region, action, work, async (signal) => {
      await work.replications.delete(name, region, signal);
      return { replica: null, isFound: false };
    });
    return "sent";
  } catch (error) {
    return putOff(error, region, action, work);
  }
}

async function putOff(error: unknown, region: Region, action: WriteAction, work: Work): Promise<PutOff> {
  const pause = work.backoff.next(region, error);
  if (pause === null) throw error;
  work.record({ kind: "write-put-off", region, action, because: pause.because });
  await work.clock.sleep(pause.milliseconds, work.stop);
  // Then Azure's refusal is why the change was not made.
  if (work.stop.aborted) throw error;
  return "put-off";
}
