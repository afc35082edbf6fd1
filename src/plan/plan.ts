import type { ImageReference } from "../registry/image-reference.js";
import type { Mark } from "../registry/marks.js";
import type { Region } from "../registry/region.js";
import type { Registry } from "../registry/registry.js";
import type { Replica, Routing, Tags, UnreadableReplica } from "../registry/replica.js";
import type { DriftKind, Mode, WaitFor } from "../registry/request.js";
import type { NetworkNeed } from "./network.js";

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
  /** Tags without the owner's mark, which is made when the PUT is sent: its time counts from then. */
  readonly tags: Tags;
  readonly need: OwnerNeed | null;
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
  readonly marks: MarkEdit | null;
}

/** Deletes a failed replica and makes it again with the same name, tags and routing. */
export interface RepairChange {
  readonly action: "repair";
  readonly region: Region;
  readonly reason: string;
  readonly name: string;
  readonly routing: Routing;
  /** Tags without marks. */
  readonly tags: Tags;
  readonly need: OwnerNeed | null;
}

/** Deletes a replica, if it still matches when it is read again right before. */
export interface DeleteChange {
  readonly action: "delete";
  readonly region: Region;
  readonly reason: string;
  readonly name: string;
  readonly condition: DeleteCondition;
}

/** An owner's need of a replica, and for how many milliseconds; null: until its mark is taken off. */
export interface OwnerNeed {
  readonly owner: string;
  readonly ttl: number | null;
}

/** What an update does to the marks of a replica. */
export type MarkEdit =
  | ({ readonly kind: "add" } & OwnerNeed)
  /** Takes every mark off, those that cannot be read among them. */
  | { readonly kind: "make-permanent" }
  | ({ readonly kind: "release" } & OwnerRelease)
  | ({ readonly kind: "take-off" } & ChosenMarks);

/**
 * An owner leaves a replica. What is read right before decides: with others on it the mark is taken off; as the last
 * mark it goes with the replica. `whenLast`: `keep` where the plan may delete no more.
 */
export interface OwnerRelease {
  readonly owner: string;
  readonly whenLast: "delete" | "keep";
}

/** Marks that a plan has chosen, and what must hold of them when the replica is read again. */
export interface ChosenMarks {
  readonly marks: readonly Mark[];
  /** Those whose time must have passed by the clock of the very answer that shows them. */
  readonly passed: readonly string[];
  /** Those about whose lives GitHub is asked once more: none of them may be alive. */
  readonly orphaned: readonly string[];
}

/** What must still hold of a replica for its delete to be right. */
export type DeleteCondition =
  /** It carries exactly these marks: none more, none fewer, the same times. None: it is permanent. */
  | ({ readonly kind: "same-marks" } & ChosenMarks)
  /** The mark of the owner, at whatever time, is its only one. Where others have joined, it is taken off. */
  | { readonly kind: "release"; readonly owner: string };

/** A wanted region with its settings resolved. */
export interface WantedReplica {
  readonly region: Region;
  readonly isHome: boolean;
  /** `keep`: whatever it is. */
  readonly routing: Routing | "keep";
  readonly tags: Tags;
}

/** `permanent`: a run without an owner, which needs its replicas for good. `none`: the run marks nothing. */
export type Tenure =
  | { readonly kind: "permanent" }
  | ({ readonly kind: "on-loan" } & OwnerNeed)
  | { readonly kind: "none" };

/** A reason for which the whole plan is refused. */
export interface Refusal {
  readonly fence:
    | "not-premium"
    | "soft-delete"
    | "max-delete"
    | "max-replicas"
    | "home"
    | "protect"
    | "not-a-region"
    | "needed-by-others"
    | "routing"
    | "expect-plan"
    | "rights"
    | "lock";
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
  /** What was neither there nor absent: nothing is done about it, and nothing is pruned beside it. */
  readonly unreadable: readonly UnreadableReplica[];
  readonly wanted: readonly WantedReplica[];
  /** What exists is what is wanted: a replica that is deleted while the run is working is no longer wanted. */
  readonly wantsExisting: boolean;
  /** Regions in which nothing is deleted, whatever comes up while the plan is carried out. */
  readonly protect: readonly Region[];
  /** Whose the replicas are that this run creates, shares or corrects. */
  readonly tenure: Tenure;
  /** Sorted by region; what is taken away is carried out after everything else. */
  readonly changes: readonly Change[];
  readonly drift: readonly Drift[];
  readonly refusals: readonly Refusal[];
  readonly leftOut: readonly LeftOut[];
  readonly warnings: readonly Warning[];
  /** What must be opened in networks before the created regions can be pulled from. */
  readonly network: readonly NetworkNeed[];
  /** Regions that cannot be brought about, such as one with two replicas: they fail without a write. */
  readonly impossible: readonly ImpossibleRegion[];
  /** SHA-256 of what the plan would do, in hexadecimal. The same for the same changes, whenever made. */
  readonly hash: string;
  /** False for a check and for a refused plan. What carries plans out asks for nothing else, and never for the mode. */
  readonly isToBeCarriedOut: boolean;
  /** Its deletes stay undone, since they were chosen without knowing all that is there. */
  readonly withholdsDeletes: boolean;
  readonly waitFor: WaitFor;
  /** Whether every replica that is not wanted is to go, those that come up meanwhile apart. */
  readonly prunesAll: boolean;
  /** Whether a delete is waited for until the replica is gone. */
  readonly confirmsDeletes: boolean;
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
  readonly code: "TwoReplicasInOneRegion" | "RegionNotOffered" | "HomeHasNoReplica" | "ReplicaLocked";
  /** What would have been done, where the code does not say it. */
  readonly during?: Change["action"];
  /** Whole sentences: what stands in the way and what to do. Replica names in it came from Azure. */
  readonly reason: string;
}
