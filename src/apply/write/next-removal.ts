import { holds, stillChosen } from "../../plan/delete-condition.js";
import type { DeleteChange, UpdateChange } from "../../plan/plan.js";
import type { LeftReason } from "../../registry/fact.js";
import { findMark, isOnlyOwner, type Mark, readMarks } from "../../registry/marks.js";
import type { Region } from "../../registry/region.js";
import { isBeingCreated, isBeingDeleted, isInOperation, type Replica } from "../../registry/replica.js";

/** A change that takes something away from a region that nobody here wants any more. */
export type RemovalChange = DeleteChange | UpdateChange;

/** What a removal needs next. */
export type RemovalStep =
  | { readonly kind: "delete"; readonly replica: Replica }
  /** Somebody's delete is under way, ours perhaps: it is waited for. */
  | { readonly kind: "join"; readonly replica: Replica }
  | { readonly kind: "take-off"; readonly replica: Replica; readonly marks: readonly Mark[] }
  /** An operation is under way on it. */
  | { readonly kind: "wait" }
  | { readonly kind: "left"; readonly reason: LeftReason }
  /** The other owners have left, and the plan may delete no more. */
  | { readonly kind: "last-owner"; readonly owner: string };

/** What bounds a removal. */
export interface RemovalFences {
  readonly home: Region;
  readonly protect: readonly Region[];
}

/** What to do next with a replica as it was just read: pure, so nothing is deleted that was not decided on that read. */
export function nextRemoval(
  change: RemovalChange,
  replica: Replica | null,
  fences: RemovalFences,
): RemovalStep {
  if (replica === null) return left("already-gone");
  if (replica.region === fences.home || replica.name.toLowerCase() === fences.home)
    return left("no-longer-matches");
  if (change.action === "delete") return nextDelete(change, replica);
  const { marks } = change;
  if (marks?.kind === "release") {
    const { owner, whenLast } = marks;
    return nextRelease({ owner, whenLast, isShared: true }, replica, fences);
  }
  if (marks?.kind !== "take-off") return left("already-as-wanted");
  const chosen = stillChosen(marks, replica);
  if (chosen.length === 0) return left("already-as-wanted");
  const present = readMarks(replica.tags);
  // The last mark goes with the replica only; this plan did not choose the replica.
  if (present.unreadable.length === 0 && present.readable.length === chosen.length)
    return left("no-longer-matches");
  return takeOff(replica, chosen);
}

function nextDelete({ condition }: DeleteChange, replica: Replica): RemovalStep {
  if (condition.kind === "release") {
    return nextRelease({ owner: condition.owner, whenLast: "delete", isShared: false }, replica, NO_FENCES);
  }
  return holds(condition, replica) ? remove(replica) : left("no-longer-matches");
}

const NO_FENCES: Pick<RemovalFences, "protect"> = { protect: [] };

interface Release {
  readonly owner: string;
  readonly whenLast: "delete" | "keep";
  /** As the plan was made, others needed the replica, too. */
  readonly isShared: boolean;
}

/** The read decides: the mark is taken off, or, when it is the last one, the replica is deleted. */
function nextRelease(
  { owner, whenLast, isShared }: Release,
  replica: Replica,
  { protect }: Pick<RemovalFences, "protect">,
): RemovalStep {
  const marks = readMarks(replica.tags);
  const mark = findMark(marks, owner);
  if (mark === null) return left(isShared ? "already-as-wanted" : "no-longer-matches");
  if (!isOnlyOwner(marks, owner))
    return isBeingDeleted(replica) ? left("already-gone") : takeOff(replica, [mark]);
  if (whenLast === "delete" || isBeingDeleted(replica)) return remove(replica);
  return protect.includes(replica.region) ? left("still-protected") : { kind: "last-owner", owner };
}

/** A DELETE is sent to what is being created, too: Azure says whether it has to wait. */
function remove(replica: Replica): RemovalStep {
  if (isBeingDeleted(replica)) return { kind: "join", replica };
  const isBusy = isInOperation(replica) && !isBeingCreated(replica);
  return isBusy ? { kind: "wait" } : { kind: "delete", replica };
}

function takeOff(replica: Replica, marks: readonly Mark[]): RemovalStep {
  return isInOperation(replica) ? { kind: "wait" } : { kind: "take-off", replica, marks };
}

function left(reason: LeftReason): RemovalStep {
  return { kind: "left", reason };
}
