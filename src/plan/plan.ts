import type { ImageReference } from "../registry/image-reference.js";
import type { Region } from "../registry/region.js";
import type { Registry } from "../registry/registry.js";
import type { Replica, Routing, Tags } from "../registry/replica.js";
import type { DriftKind, Mode, WaitFor } from "../registry/request.js";

/** One way in which the registry is not as wanted. `want` and `have` hold no times, messages or IDs. */
export interface Drift {
  readonly region: Region;
  readonly kind: DriftKind;
  readonly want: string;
  readonly have: string;
}

/** A write that the plan would make, with the reason as a person reads it. */
export type Change = CreateChange | UpdateChange | RepairChange | DeleteChange;

/** Makes a replica where there is none. */
export interface CreateChange {
  readonly action: "create";
  readonly region: Region;
  readonly reason: string;
  readonly name: string;
  readonly routing: Routing;
  /** Tags without the ownership mark, which is made when the PUT is sent: an expiry counts from then. */
  readonly tags: Tags;
  readonly mark: Mark | null;
  /** The replica whose delete by somebody else must end first. */
  readonly after: string | null;
}

/** Corrects a replica that is there, by PATCH. Edits are merged into the tags that are read right before. */
export interface UpdateChange {
  readonly action: "update";
  readonly region: Region;
  readonly reason: string;
  /** Null for home where LIST has no row for it yet: Azure makes the row after the first replica. */
  readonly name: string | null;
  readonly routing: Routing | null;
  readonly tags: Tags;
  readonly mark: MarkEdit | null;
}

/** Deletes a failed replica and makes it again with the same name, tags and routing. */
export interface RepairChange {
  readonly action: "repair";
  readonly region: Region;
  readonly reason: string;
  readonly name: string;
  readonly routing: Routing;
  readonly tags: Tags;
  readonly mark: Mark | null;
}

/** Deletes a replica, if it still matches when it is read again right before. */
export interface DeleteChange {
  readonly action: "delete";
  readonly region: Region;
  readonly reason: string;
  readonly name: string;
  readonly condition: DeleteCondition;
}

/** An ownership mark to put on: who needs the replica, and for how many milliseconds (null: for ever). */
export interface Mark {
  readonly owner: string;
  readonly ttl: number | null;
}

/** What to do with an ownership mark on a replica that is there. */
export type MarkEdit =
  | ({ readonly kind: "add" } & Mark)
  /** `whenLast`: what becomes of the replica where the other owners have left by the time it is read again. */
  | { readonly kind: "take-off"; readonly owner: string; readonly whenLast: "delete" | "keep" };

/** What must still hold of a replica for its delete to be right. */
export type DeleteCondition =
  /** Nobody but `owner` (null: nobody at all) needs it: no other owner whose expiry lies ahead. */
  | { readonly kind: "not-needed-by-others"; readonly owner: string | null }
  /** `owner` is the only one. Where others have joined since, `whenShared` says what becomes of its mark. */
  | { readonly kind: "only-owner"; readonly owner: string; readonly whenShared: "leave" | "take-mark-off" }
  /** It carries both marks and its expiry has passed; `owner` (null: anyone) is among the owners. */
  | { readonly kind: "expired"; readonly owner: string | null };

/** A wanted region with its settings resolved. */
export interface WantedReplica {
  readonly region: Region;
  readonly isHome: boolean;
  /** `keep`: whatever it is. */
  readonly routing: Routing | "keep";
  readonly tags: Tags;
}

/** A reason for which the whole plan is refused. */
export interface Refusal {
  readonly fence:
    | "not-premium"
    | "soft-delete"
    | "max-delete"
    | "home"
    | "protect"
    | "needed-by-others"
    | "routing"
    | "expect-plan";
  readonly regions: readonly Region[];
  /** Whole sentences: what was refused, why, and what would make it pass. Holds no server text. */
  readonly reason: string;
}

/** A change that was taken out of the plan, or a region that the plan will not touch, and why. */
export interface LeftOut {
  readonly region: Region;
  readonly reason: string;
}

/** Something a person should know before the plan is carried out. */
export interface Warning {
  readonly region: Region | null;
  readonly text: string;
}

/** What to do: data that can be printed, hashed, refused or carried out. */
export interface Plan {
  readonly mode: Mode;
  readonly registry: Registry;
  /** What was observed and planned on; sorted. */
  readonly replicas: readonly Replica[];
  readonly wanted: readonly WantedReplica[];
  /** What exists is the wish: a replica that goes while the run is at work is no longer wanted. */
  readonly wantsExisting: boolean;
  /** Regions in which nothing is deleted, whatever comes up while the plan is carried out. */
  readonly protect: readonly Region[];
  /** The mark of this run's owner, for what it creates or shares; null where it has none. */
  readonly mark: Mark | null;
  /** Sorted by region; what is taken away is carried out after everything else. */
  readonly changes: readonly Change[];
  readonly drift: readonly Drift[];
  readonly refusals: readonly Refusal[];
  readonly leftOut: readonly LeftOut[];
  readonly warnings: readonly Warning[];
  /** Regions that cannot be brought about, such as one with two replicas: they fail without a write. */
  readonly impossible: readonly ImpossibleRegion[];
  /** SHA-256 of what the plan would do, in hexadecimal. The same for the same changes, whenever made. */
  readonly hash: string;
  /** False for a check and for a refused plan. What carries plans out asks for nothing else, and never for the mode. */
  readonly isToBeCarriedOut: boolean;
  readonly waitFor: WaitFor;
  readonly images: readonly ImageReference[];
  /** What a region that cannot be asked for images means: a failure, or a warning. */
  readonly ifImageUnknown: "error" | "warn";
  /** Milliseconds; 0: nothing is ever called stuck. */
  readonly stuckAfter: number;
  /** Kinds of drift that fail the run; empty but for a check. */
  readonly failOn: readonly DriftKind[];
}

/** A region that no write may touch. */
export interface ImpossibleRegion {
  readonly region: Region;
  readonly code: "TwoReplicasInOneRegion" | "RegionNotOffered" | "HomeHasNoReplica";
  /** Whole sentences: what stands in the way and what to do. Replica names in it came from Azure. */
  readonly reason: string;
}
