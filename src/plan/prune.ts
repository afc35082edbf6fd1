import { hasPassed, isNeededByOthers, isOnlyOwner, readMarks } from "../registry/marks.js";
import { displayName, type Region } from "../registry/region.js";
import type { Replica } from "../registry/replica.js";
import type { DesiredState } from "../registry/request.js";
import { decideEach, leftProtected, leftToOthers, type Removal } from "./decide-each.js";
import type { Decided, RegionDecision } from "./decided.js";
import type { WantedReplica } from "./plan.js";

/** What pruning is decided from. */
export interface Pruning {
  readonly desired: DesiredState;
  readonly wanted: readonly WantedReplica[];
  readonly replicas: readonly Replica[];
  readonly protect: readonly Region[];
  readonly now: Date;
}

/** Which replicas that are not wanted `apply` deletes. Home is always wanted, so it is never among them. */
export function decidePrune(pruning: Pruning): Decided<Removal> {
  const wanted = new Set(pruning.wanted.map((one) => one.region));
  const unwanted = pruning.replicas.filter((replica) => !wanted.has(replica.region));
  return decideEach(unwanted, (replica) => decide(replica, pruning));
}

function decide(replica: Replica, pruning: Pruning): RegionDecision<Removal> {
  const { prune, owner } = pruning.desired;
  const { region } = replica;
  const marks = readMarks(replica.tags);
  if (prune === "none") return null;
  if (prune === "owned" && (owner === null || !isOnlyOwner(marks, owner))) return null;
  if (pruning.protect.includes(region)) return leftProtected(replica);
  if (isNeededByOthers(marks, owner, pruning.now)) return leftToOthers(replica, marks);
  // Its own need has ended with the run's inputs; that of others only with their time.
  const others = marks.readable.filter((mark) => mark.owner !== owner);
  return {
    action: "delete",
    region,
    reason: others.some((mark) => hasPassed(mark, pruning.now))
      ? `${displayName(region)} is not wanted, and its owners have expired`
      : `${displayName(region)} is not wanted`,
    name: replica.name,
    condition: {
      kind: "same-marks",
      marks: marks.readable,
      passed: others.map((mark) => mark.owner),
      orphaned: [],
    },
  };
}
