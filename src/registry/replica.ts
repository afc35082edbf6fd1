import type { Failure } from "./failure.js";
import { compareRegions, type Region } from "./region.js";
import type { ServerText } from "./server-text.js";

/** Whether the global endpoint may route pulls to a region (ARM: `regionEndpointEnabled`). */
export type Routing = "enabled" | "disabled";

/** Tags of an Azure resource. Names compare without case, values with. */
export type Tags = Readonly<Record<string, string>>;

/** One replica (ARM: replication) as one answer of Azure's showed it. */
export interface Replica {
  /** Its resource name, often but not always the region's. A server's word: escape it when it is printed. */
  readonly name: string;
  readonly region: Region;
  readonly provisioningState: ServerText;
  /** `status.displayStatus`; null while a replica is being created. An open vocabulary. */
  readonly displayStatus: ServerText | null;
  /** `status.timestamp`: since when it has been so, by Azure's account; null where Azure does not say. */
  readonly since: Date | null;
  /** `status.message`: what Azure says of that status, which it seldom does. */
  readonly statusMessage?: ServerText | null;
  readonly routing: Routing;
  readonly tags: Tags;
  /** Azure's clock: the `Date` of the answer that showed it; null where the answer had none. */
  readonly seenAt: Date | null;
}

/** A replica that is listed, and of which nothing certain can be said: neither there nor absent. */
export interface UnreadableReplica {
  /** As LIST has it. A server's word: escape it when it is printed. */
  readonly name: string;
  /** Where LIST says that it is; null where it does not. */
  readonly region: Region | null;
  /** Why the GET by its name told no more. */
  readonly failure: Failure;
}

/** What reading all replicas of a registry showed. */
export interface ReplicaListing {
  readonly replicas: readonly Replica[];
  readonly unreadable: readonly UnreadableReplica[];
}

/** ARM has finished with the replica. Its content may still be on the way. */
export function isProvisioned(replica: Replica): boolean {
  return replica.provisioningState.is("Succeeded");
}

/** Ready: provisioningState Succeeded and displayStatus Ready (or Online). Every other word is not ready. */
export function isReady(replica: Replica): boolean {
  const status = replica.displayStatus;
  return isProvisioned(replica) && status !== null && (status.is("Ready") || status.is("Online"));
}

/** ARM gave up on the replica: it will not become ready by itself. */
export function isFailed(replica: Replica): boolean {
  return replica.provisioningState.is("Failed") || replica.provisioningState.is("Canceled");
}

/** ARM is making the replica. */
export function isBeingCreated(replica: Replica): boolean {
  return replica.provisioningState.is("Creating");
}

/** Somebody's delete of the replica is under way. */
export function isBeingDeleted(replica: Replica): boolean {
  return replica.provisioningState.is("Deleting");
}

/** ARM has an operation under way on the replica, so a write would meet a conflict. */
export function isInOperation(replica: Replica): boolean {
  return !isProvisioned(replica) && !isFailed(replica);
}

/** ARM is making or changing the replica: that is over by itself soon, so it is waited for. */
export function isSettling(replica: Replica): boolean {
  return isBeingCreated(replica) || isBeingUpdated(replica);
}

/** ARM is changing the replica: any change of a tag by anybody shows it so for a second. */
export function isBeingUpdated(replica: Replica): boolean {
  return replica.provisioningState.is("Updating");
}

/** The copy of the registry's content is under way: slow for large registries, and never taken for stuck. */
export function isSyncing(replica: Replica): boolean {
  return isProvisioned(replica) && replica.displayStatus?.is("Syncing") === true;
}

/** The replicas of one region: one as a rule, two or more when somebody made them under other names. */
export function replicasIn(region: Region, replicas: readonly Replica[]): readonly Replica[] {
  return replicas.filter((replica) => replica.region === region);
}

/** Whether two maps of tags are the same, letter by letter. */
export function hasSameTags(left: Tags, right: Tags): boolean {
  const names = Object.keys(left);
  return names.length === Object.keys(right).length && names.every((name) => left[name] === right[name]);
}

/** Sorts by region, then name: LIST comes in any order. */
export function sortReplicas(replicas: readonly Replica[]): readonly Replica[] {
  return replicas.toSorted(
    (left, right) => compareRegions(left.region, right.region) || (left.name < right.name ? -1 : 1),
  );
}

/**
 * The state as one phrase, such as `Creating` or `Succeeded, Syncing`. Words of Azure's, reduced to letters,
 * digits and blanks, so that the phrase is the same in every output.
 */
export function describeState(replica: Replica): string {
  const words = [replica.provisioningState, replica.displayStatus].filter((word) => word !== null);
  return words.map((word) => plainWord(word)).join(", ");
}

const LONGEST_WORD = 60;

/** One word of Azure's, reduced to letters, digits and blanks. */
export function plainWord(word: ServerText): string {
  const plain = word
    .unescaped()
    .replace(/[^A-Za-z0-9 -]/g, "")
    .trim()
    .slice(0, LONGEST_WORD);
  return plain === "" ? "another state" : plain;
}
