import { isRestError } from "@azure/core-rest-pipeline";
import { RequestFailed } from "../registry/failure.js";
import { mayHaveBeenTaken } from "./http/retry-decision.js";

/**
 * Sends a write. Where all its answers were lost, or the last one cannot be read, Azure may have taken it all the
 * same, so `look` tells: it gives null when the write has had no effect. Other errors are thrown as they are.
 */
export async function sendAndMakeSure<Seen>(
  send: () => Promise<Seen>,
  look: () => Promise<Seen | null>,
): Promise<Seen> {
  try {
    return await send();
  } catch (error) {
    const seen = isInDoubt(error) ? await look().catch(() => null) : null;
    if (seen === null) throw error;
    return seen;
  }
}

/** Whether the write may have been taken although what came back was an error. */
function isInDoubt(error: unknown): boolean {
  if (isRestError(error)) return mayHaveBeenTaken({ kind: "no-answer", code: error.code ?? "" });
  return isUnreadable(error) || (error instanceof RequestFailed && error.failure.kind === "server");
}

/** Whether an answer came whose status is right and whose body says nothing. */
export function isUnreadable(error: unknown): boolean {
  return error instanceof RequestFailed && error.failure.kind === "malformed";
}
