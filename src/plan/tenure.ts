import { isOnlyOwner, readMarks } from "../registry/marks.js";
import type { Replica } from "../registry/replica.js";
import type { DesiredState, Request } from "../registry/request.js";
import type { OwnerNeed, Tenure, WantedReplica } from "./plan.js";

/** For whom a run keeps the replicas that it creates or shares. */
export function tenureOf(request: Request): Tenure {
  if (request.mode !== "apply" && request.mode !== "check") return { kind: "none" };
  const need = needOf(request);
  return need === null ? { kind: "permanent" } : { kind: "on-loan", ...need };
}

/** The need of the run's owner; null for a run without one. */
export function needOf({ owner, ttl }: DesiredState): OwnerNeed | null {
  return owner === null ? null : { owner, ttl };
}

/**
 * Whether a run may set tags and routing of a replica that is there: one without an owner on every wanted one, one with
 * an owner only where nobody else needs the replica. Home is nobody's, so an owner's run leaves it alone.
 */
export function isCorrectable(
  { isHome }: Pick<WantedReplica, "isHome">,
  replica: Pick<Replica, "tags">,
  owner: string | null,
): boolean {
  if (owner === null) return true;
  return !isHome && isOnlyOwner(readMarks(replica.tags), owner);
}
