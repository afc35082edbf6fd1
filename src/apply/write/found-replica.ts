import type { Failure } from "../../registry/failure.js";
import { ownersIn, readMarks, withoutMarks, withoutOwners } from "../../registry/marks.js";
import { displayName } from "../../registry/region.js";
import {
  hasSameTags,
  isBeingDeleted,
  isInOperation,
  type Replica,
  type Tags,
} from "../../registry/replica.js";
import { ServerText } from "../../registry/server-text.js";
import { observed } from "../attempt.js";
import type { MarkPromise } from "./mark-promise.js";

/** What a replica that our PUT met and wrote over turns out to be. */
export type FoundVerdict =
  | { readonly kind: "gone" }
  /** Its other owners may not have been able to write their marks again yet. */
  | { readonly kind: "wait" }
  /** Others need it, too, and have marked it again: we have joined them. */
  | { readonly kind: "joined" }
  /** It was somebody's, and what we wrote over is lost. `tags`: with our mark off again; null where it is off. */
  | {
      readonly kind: "overwritten";
      readonly tags: Tags | null;
      readonly failure: Failure;
      readonly isFailure: boolean;
    };

/**
 * Judges what a PUT met that Azure answered with 200: it was no create. `answered` is what the answer showed, `isLate`
 * whether others have had time to write what we undid.
 */
export function judgeFound(
  promise: MarkPromise,
  answered: Replica,
  replica: Replica | null,
  isLate: boolean,
): FoundVerdict {
  if (replica === null || isBeingDeleted(replica)) return { kind: "gone" };
  const owner = promise.kind === "on-loan" ? promise.need.owner : null;
  const marks = readMarks(replica.tags);
  const isShared = marks.unreadable.length > 0 || ownersIn(marks).some((name) => name !== owner);
  if (owner !== null && isShared) return { kind: "joined" };
  if (isInOperation(replica) && !isLate) return { kind: "wait" };
  const tags = owner === null ? withoutMarks(replica.tags) : withoutOwners(replica.tags, [owner]);
  return {
    kind: "overwritten",
    tags: hasSameTags(tags, replica.tags) ? null : tags,
    failure: explainOverwritten(answered, owner),
    isFailure: owner !== null,
  };
}

function explainOverwritten({ region, tags, routing }: Replica, owner: string | null): Failure {
  const known = Object.entries(tags).map(([name, value]) => `${name}=${value}`);
  return observed(region, "create", "PutMetReplica", [
    `The create in ${displayName(region)} found a replica that neither LIST nor GET had shown, and overwrote its tags and routing. `,
    "They were replaced by the tags ",
    new ServerText(known.join(", ") || "(none)"),
    ` and routing ${routing}; what they were before is not known here. `,
    owner === null
      ? "Check them against what the replica should have."
      : `Nobody else has marked it since, so it counts as somebody's permanent replica: the mark of ${owner} was taken off again. Check its tags and routing, then run again. If it was created by another run for ${owner} that was working or was interrupted seconds before, nobody needs it permanently: delete it with \`mode: remove\` and \`regions: ${region}\`.`,
  ]);
}
