import { type Activity, type Failure, RequestFailed } from "../registry/failure.js";
import type { Region } from "../registry/region.js";
import { type Prose, prose, ServerText } from "../registry/server-text.js";
import type { Tools } from "./tools.js";

/**
 * Does one region's work (null: that of several together) and keeps its failure in the journal, so that the work on
 * the other regions continues. Gives null when it failed or was stopped.
 */
export async function attempt<Result>(
  region: Region | null,
  activity: Activity,
  { record, stop }: Pick<Tools, "record" | "stop">,
  work: () => Promise<Result>,
): Promise<Result | null> {
  try {
    return await work();
  } catch (error) {
    if (!isAbort(error) || !stop.aborted)
      record({ kind: "failed", failure: failureOf(error, region, activity) });
    return null;
  }
}

/** Whether a request ended because its signal aborted. The error may be a DOMException of another realm. */
export function isAbort(error: unknown): boolean {
  return typeof error === "object" && error !== null && "name" in error && error.name === "AbortError";
}

/** The failure that an error stands for; one that no adapter explained is a fault of the action. */
export function failureOf(error: unknown, region: Region | null, activity: Activity): Failure {
  if (error instanceof RequestFailed) return { ...error.failure, region: error.failure.region ?? region };
  const what = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  const remedy = prose`This is a bug in the action. Please report it, with the log: ${new ServerText(what)}`;
  return observed(region, activity, "UnexpectedError", remedy);
}

/** A failure that no request met: the state of things is wrong. */
export function observed(region: Region | null, activity: Activity, code: string, remedy: Prose): Failure {
  return { kind: "observed", activity, region, code, message: null, correlationId: null, remedy };
}
