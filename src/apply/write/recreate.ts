import { RequestFailed } from "../../registry/failure.js";
import { isFailed, isInOperation } from "../../registry/replica.js";
import type { Judge } from "../wait/poller.js";
import { type GoneProof, notGone, untilGone } from "../wait/until-gone.js";
import type { Work } from "../work.js";
import { type Creation, createReplica, meetReplica, type Written } from "./create.js";

/**
 * How an absence is made sure of before a create. Terraform's provider waits for as many 404s, as far apart, since
 * a create straight after a delete was seen to fail (azurerm `container_registry_resource.go`).
 */
const PROOF_BEFORE_CREATE: GoneProof = { reads: 5, pause: 5_000 };

/** How a create that follows a delete went. `failed` and `gone`: it was accepted, and has failed all the same. */
export interface Recreated extends Written {
  readonly end: "goes-well" | "failed" | "gone";
}

/**
 * Creates a replica in the place of one whose delete is under way. Null when the run was stopped, or when the old
 * one stays, which is then a failure in the journal.
 */
export async function recreate(
  creation: Creation,
  former: string,
  action: "create" | "repair-create",
  work: Work,
): Promise<Recreated | null> {
  const { region } = creation;
  const verdict = await untilGone({ region, name: former }, PROOF_BEFORE_CREATE, work);
  if (verdict === null) return null;
  if (verdict === "replaced") return { ...meetReplica({ region, name: former }, work), end: "goes-well" };
  if (verdict !== "gone") {
    const activity = action === "create" ? "create" : "repair";
    work.record({ kind: "failed", failure: notGone(region, activity, verdict) });
    return null;
  }
  const written = await createUntilAccepted(creation, action, work, MOST_TRIES);
  return { ...written, end: await endOf(creation, work) };
}

const PAUSE_AFTER_REFUSAL = 5_000;
const MOST_TRIES = 3;

/** A create soon after a delete may be refused for a while, so it is tried again. */
async function createUntilAccepted(
  creation: Creation,
  action: "create" | "repair-create",
  work: Work,
  tries: number,
): Promise<Written> {
  try {
    return await createReplica(creation, work, action);
  } catch (error) {
    const mayPass =
      error instanceof RequestFailed &&
      ["busy", "conflict", "rejected", "server"].includes(error.failure.kind);
    if (!mayPass || tries === 1) throw error;
    await work.clock.sleep(PAUSE_AFTER_REFUSAL, work.stop);
    if (work.stop.aborted) throw error;
    return createUntilAccepted(creation, action, work, tries - 1);
  }
}

/** A create that fails within so long has failed for coming too soon after the delete. */
const SOON = 120_000;

/**
 * A create soon after a delete may be accepted and fail all the same (Azure/azure-rest-api-specs issue 18934), so it
 * is looked at until it is provisioned.
 */
async function endOf({ region, name }: Creation, work: Work): Promise<Recreated["end"]> {
  const judge = judgeBegin(work.clock.now() + SOON);
  return (await work.poller.until({ region, name }, false, judge)) ?? "goes-well";
}

function judgeBegin(until: number): Judge<boolean, Recreated["end"]> {
  return (wasSeen, replica, at) => {
    const memory = wasSeen || replica !== null;
    if (replica === null && wasSeen) return { memory, verdict: "gone" };
    if (replica !== null && isFailed(replica)) return { memory, verdict: "failed" };
    const isUndecided = replica === null || isInOperation(replica);
    return { memory, verdict: isUndecided && at < until ? null : "goes-well" };
  };
}
