import type { CloudName } from "../registry/cloud-name.js";
import { isKnownRegion, type Region } from "../registry/region.js";
import { type Replica, replicasIn } from "../registry/replica.js";

/** What is known of the regions that there are. */
export interface KnownRegions {
  readonly cloud: CloudName;
  /** Regions in which Azure offers replicas; null where that was not asked or could not be read. */
  readonly offered: readonly Region[] | null;
  readonly replicas: readonly Replica[];
}

/**
 * Whether a word names a region: one that the table has, one that Azure offers, or one that holds a replica. The table
 * has those of the public cloud only, so in another cloud every word passes where Azure would not tell.
 */
export function isRegion(word: Region, { cloud, offered, replicas }: KnownRegions): boolean {
  if (replicasIn(word, replicas).length > 0 || offered?.includes(word) === true) return true;
  return cloud === "AzureCloud" ? isKnownRegion(word) : offered === null;
}

/** The replica that has a word for its name, where the word is no region: whoever wrote it meant that replica. */
export function replicaNamed(word: Region, replicas: readonly Replica[]): Replica | null {
  return replicas.find(({ name }) => name.toLowerCase() === word) ?? null;
}
