import {
  hasExpired,
  isNeededByOthers,
  type Ownership,
  printExpiry,
  readOwnership,
} from "../registry/ownership.js";
import { displayName, type Region } from "../registry/region.js";
import type { Replica } from "../registry/replica.js";
import type { RemoveJob } from "../registry/request.js";
import { decideEach, leftProtected, leftToOthers, type Removal } from "./decide-each.js";
import type { Decided, RegionDecision } from "./decided.js";
import type { DeleteChange, LeftOut, Refusal, UpdateChange, Warning } from "./plan.js";

/** What a removal is decided from. */
export interface RemovalRequest {
  readonly job: RemoveJob;
  readonly home: Region;
  readonly replicas: readonly Replica[];
  readonly protect: readonly Region[];
  readonly maxDelete: number | null;
  readonly now: Date;
}

/** What `remove` takes away, which of its words refuse the plan, and what a person should look at. */
export interface RemovalDecision extends Decided<Removal> {
  readonly refusals: readonly Refusal[];
  readonly warnings: readonly Warning[];
}

/** Selects by all selectors that are given. */
export function decideRemoval(removal: RemovalRequest): RemovalDecision {
  const away = decideEach(removal.replicas, (replica) =>
    isSelected(replica, removal) ? decide(replica, removal) : leftUnselected(replica, removal.job),
  );
  return {
    changes: away.changes.map((change) => withEnd(change, away.changes, removal)),
    leftOut: [...away.leftOut, ...leftAbsent(removal)],
    impossible: away.impossible,
    refusals: refuseNamed(removal),
    warnings: warnOfMalformed(removal),
  };
}

function isSelected(replica: Replica, { job, now }: RemovalRequest): boolean {
  const ownership = readOwnership(replica);
  const isExpired = ownership.owners.length > 0 && hasExpired(ownership, now);
  // Nobody is known to be dead before GitHub was asked.
  if (job.onlyOrphaned) return false;
  return isNamed(replica, ownership, job) && (!job.onlyExpired || isExpired);
}

/** Whether the replica matches the selectors by region and owner, as far as they are given. */
function isNamed({ region }: Replica, { owners }: Ownership, job: RemoveJob): boolean {
  return (
    (job.regions === null || job.regions.includes(region)) &&
    (job.owner === null || owners.includes(job.owner))
  );
}

function decide(replica: Replica, removal: RemovalRequest): RegionDecision<Removal> {
  const { job, home, protect, now } = removal;
  const { region } = replica;
  const ownership = readOwnership(replica);
  const isShared = job.owner !== null && !job.onlyExpired && ownership.owners.length > 1;
  if (region === home) return { region, reason: "the home region is never deleted" };
  if (isShared && job.owner !== null) return markRemoval(replica, job.owner);
  if (protect.includes(region)) return leftProtected(replica);
  if (!job.onlyExpired && isNeededByOthers(ownership, job.owner, now))
    return leftToOthers(replica, ownership);
  return deletion(replica, job);
}

function markRemoval(replica: Replica, owner: string): UpdateChange {
  return {
    action: "update",
    region: replica.region,
    reason: `others still need ${displayName(replica.region)}; the mark of ${owner} is taken off`,
    name: replica.name,
    routing: null,
    tags: {},
    mark: { kind: "take-off", owner, whenLast: "keep" },
  };
}

/**
 * Two owners may leave at the same time, and then the one that reads last deletes. Nobody has counted that delete, so
 * it must fit beside those that were counted.
 */
function withEnd(
  change: Removal,
  all: readonly Removal[],
  { job, protect, maxDelete }: RemovalRequest,
): Removal {
  if (change.action === "delete" || change.mark?.kind !== "take-off") return change;
  const fits = job.regions !== null || maxDelete === null || all.length <= maxDelete;
  const whenLast = fits && !protect.includes(change.region) ? "delete" : "keep";
  return { ...change, mark: { ...change.mark, whenLast } };
}

function deletion(replica: Replica, job: RemoveJob): DeleteChange {
  return {
    action: "delete",
    region: replica.region,
    reason: deletionReason(replica, job),
    name: replica.name,
    condition: deletionCondition(job),
  };
}

function deletionReason(replica: Replica, job: RemoveJob): string {
  const region = displayName(replica.region);
  if (job.onlyExpired) return `the time of ${region} has expired`;
  return job.owner === null
    ? `${region} is named in \`regions\``
    : `${job.owner} was the last owner of ${region}`;
}

function deletionCondition(job: RemoveJob): DeleteChange["condition"] {
  if (job.onlyExpired) return { kind: "expired", owner: job.owner };
  if (job.owner !== null) return { kind: "only-owner", owner: job.owner, whenShared: "take-mark-off" };
  return { kind: "not-needed-by-others", owner: null };
}

/** A region that was named is told where the other selectors do not match its replica: it was meant. */
function leftUnselected(replica: Replica, { regions, owner }: RemoveJob): LeftOut | null {
  const { region } = replica;
  if (regions === null || !regions.includes(region)) return null;
  return { region, reason: whyUnselected(readOwnership(replica), owner) };
}

function whyUnselected({ owners, expiry }: Ownership, owner: string | null): string {
  if (owners.length === 0) return "it has no owners";
  if (owner !== null && !owners.includes(owner)) return `owned by ${owners.join(", ")}, not by ${owner}`;
  if (expiry.kind === "malformed") return "its expiry cannot be read";
  return expiry.kind === "at" ? `needed until ${printExpiry(expiry.time)}` : "it never expires";
}

function leftAbsent({ job, replicas }: RemovalRequest): readonly LeftOut[] {
  const present = new Set(replicas.map(({ region }) => region));
  const absent = (job.regions ?? []).filter((region) => !present.has(region));
  return absent.map((region) => ({ region, reason: "it has no replica" }));
}

/** A region that the workflow named itself is not passed over in silence: the whole plan is refused. */
function refuseNamed(removal: RemovalRequest): readonly Refusal[] {
  const named = removal.job.regions ?? [];
  return [
    ...refuse(
      "home",
      named.filter((region) => region === removal.home),
      HOME,
    ),
    ...refuse(
      "protect",
      named.filter((region) => removal.protect.includes(region)),
      PROTECTED,
    ),
    ...refuse(
      "needed-by-others",
      named.filter((region) => isNeeded(region, removal)),
      NEEDED,
    ),
  ];
}

function isNeeded(region: Region, { job, replicas, now }: RemovalRequest): boolean {
  if (job.owner !== null || job.onlyExpired) return false;
  const here = replicas.filter((replica) => replica.region === region);
  return here.some((replica) => isNeededByOthers(readOwnership(replica), null, now));
}

const HOME = "is the registry's home region, which is never deleted. Take it out of `regions`.";
const PROTECTED = "is protected by `protect`. Take it out of `regions` or out of `protect`.";
const NEEDED =
  "is needed by owners whose time has not expired. Remove it by `owner`, wait until its time has expired, or take the " +
  "tags acr-geo-owner and acr-geo-expires off by hand.";

function refuse(fence: Refusal["fence"], regions: readonly Region[], because: string): readonly Refusal[] {
  if (regions.length === 0) return [];
  return [{ fence, regions, reason: `${regions.map(displayName).join(", ")} ${because}` }];
}

/** An expiry that cannot be read is a person's business: the replica is left alone. */
function warnOfMalformed({ job, replicas }: RemovalRequest): readonly Warning[] {
  if (!job.onlyExpired) return [];
  const malformed = replicas.filter((replica) => {
    const ownership = readOwnership(replica);
    return ownership.expiry.kind === "malformed" && isNamed(replica, ownership, job);
  });
  return malformed.map(({ region }) => ({
    region,
    text: `The tag acr-geo-expires of ${displayName(region)} is not an RFC 3339 time. The replica is left alone; correct or remove the tag.`,
  }));
}
