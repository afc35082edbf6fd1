import { hasExpired, isNeededByOthers, readOwnership } from "../registry/ownership.js";
import type { Replica } from "../registry/replica.js";
import type { DeleteCondition } from "./plan.js";

/** Whether the reason for a delete still holds of the replica as it was just read. */
export function holds(condition: DeleteCondition, replica: Replica, now: Date): boolean {
  const ownership = readOwnership(replica);
  switch (condition.kind) {
    case "not-needed-by-others":
      return !isNeededByOthers(ownership, condition.owner, now);
    case "only-owner":
      return ownership.owners.length === 1 && ownership.owners[0] === condition.owner;
    case "expired":
      return (
        ownership.owners.length > 0 &&
        hasExpired(ownership, now) &&
        (condition.owner === null || ownership.owners.includes(condition.owner))
      );
  }
}
