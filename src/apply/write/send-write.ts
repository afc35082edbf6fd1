import type { WriteAction } from "../../registry/fact.js";
import { RequestFailed } from "../../registry/failure.js";
import type { Region } from "../../registry/region.js";
import { isInOperation, type Replica } from "../../registry/replica.js";
import type { NewReplica, ReplicaEdit } from "../ports.js";
import type { Work } from "../work.js";

/**
 * Azure did not take a write, and may take another: an operation of somebody else's was in the way, or the host asked
 * to wait, or no answer came. What was read before is stale by then, so the write is not repeated as it was: whoever
 * sent it reads the replica again.
 */
export type PutOff = "put-off";

/** What a PUT came to. */
export interface Created {
  readonly replica: Replica;
  /** The replica was there already: this was no create. */
  readonly isFound: boolean;
  /** The PUT was taken all the same, and has written over what was there. */
  readonly wroteOver: boolean;
}

/** Sends a PUT where a GET has just shown nothing. What may pass has been waited out when this rejects. */
export async function sendCreate(
  replica: NewReplica,
  action: "create" | "repair-create",
  work: Work,
): Promise<Created> {
  return await sendWrite(replica.region, action, work, async (signal) => {
    const answer = await work.replications.create(replica, signal);
    return { replica: answer.replica, isFound: !answer.created, wroteOver: answer.wroteOver };
  });
}

/** Sends a PATCH to a replica as it was just read; null when it is gone. */
export async function sendUpdate(
  { region, name }: Pick<Replica, "region" | "name">,
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

interface Acceptance {
  readonly replica: Replica | null;
  readonly isFound: boolean;
}

/**
 * Sends one write and keeps in the journal that it went out and that it was accepted. Rejects with an `AbortError`,
 * and sends nothing, once the run was stopped.
 */
async function sendWrite<Answer extends Acceptance>(
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

async function putOff(error: unknown, region: Region, action: WriteAction, work: Work): Promise<PutOff> {
  const backoff = await work.backoff.next(region, error, () => isAnyInOperation(work));
  if (backoff === null) throw error;
  work.record({ kind: "write-put-off", region, action, because: backoff.because });
  await work.clock.sleep(backoff.milliseconds, work.stop);
  // Then Azure's refusal is why the change was not made.
  if (work.stop.aborted) throw error;
  return "put-off";
}

/** Whether Azure is at work on any replica of the registry; it may take one write at a time. */
async function isAnyInOperation({ replications, stop }: Work): Promise<boolean> {
  try {
    const { replicas } = await replications.list(stop);
    return replicas.some(isInOperation);
  } catch (error) {
    if (error instanceof RequestFailed) return false;
    throw error;
  }
}
