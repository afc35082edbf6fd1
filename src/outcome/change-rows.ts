import type { Change, Plan } from "../plan/plan.js";
import type { Region } from "../registry/region.js";
import { LEFT_REASONS } from "./left-reasons.js";
import type { ChangeResult, ChangeRow } from "./outcome.js";
import type { RegionRecord } from "./region-record.js";

/** What became of every change of the plan. */
export function foldChanges(plan: Plan, records: ReadonlyMap<Region, RegionRecord>): readonly ChangeRow[] {
  return plan.changes.map((change) => {
    if (!plan.isToBeCarriedOut) return { change, isDone: false, result: "planned", note: null };
    const record = records.get(change.region) ?? null;
    const [result, note] = resultOf(change, record, plan);
    return { change, isDone: result === "done", result, note };
  });
}

function resultOf(
  change: Change,
  record: RegionRecord | null,
  { confirmsDeletes }: Plan,
): readonly [ChangeResult, string | null] {
  if (record === null) return ["open", "not started"];
  if (isCarriedOut(change, record)) return ["done", null];
  const because = record.isFound ? "already-there" : record.leftBecause;
  if (because !== null) return [LEFT_REASONS[because].result, LEFT_REASONS[because].words];
  if (record.isDeleteConfirmed) return ["left", "somebody else deleted it"];
  if (record.failures.length > 0) return ["failed", record.unanswered === null ? "failed" : UNANSWERED];
  if (record.isDeleteAccepted && !confirmsDeletes)
    return ["accepted", "accepted by Azure, and not waited for"];
  if (record.isDeleteAccepted) return ["open", "accepted, but not confirmed"];
  if (record.isDeletedForRepair && record.unanswered === null)
    return ["open", "deleted, but not created again"];
  return ["open", record.unanswered === null ? "not started" : UNANSWERED];
}

const UNANSWERED = "sent, but no answer came";

/**
 * A delete is done when it is confirmed, everything else when Azure accepted it. A replica that was gone when it was
 * to be corrected is made again, which corrects it, too; one that the last of its owners leaves is deleted.
 */
function isCarriedOut({ action }: Change, record: RegionRecord): boolean {
  switch (action) {
    case "create":
      return record.isCreated;
    case "update":
      return record.isUpdated || record.isCreated || isDeleted(record);
    case "repair":
      return record.isRepaired;
    case "delete":
      return isDeleted(record);
  }
}

function isDeleted(record: RegionRecord): boolean {
  return record.isDeleteAccepted && record.isDeleteConfirmed;
}
