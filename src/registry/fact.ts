import type { Failure } from "./failure.js";
import type { Digest, ImageReference, ImageState } from "./image-reference.js";
import type { Region } from "./region.js";
import type { Replica, Routing, Tags } from "./replica.js";

/**
 * Something that was seen or done, as the journal keeps it. The outcome, the log and the timeline are all made
 * of these.
 */
export type Fact =
  | { readonly kind: "replicas-listed"; readonly replicas: readonly Replica[] }
  /** A replica as LIST or a GET of its own showed it; null: it is not there. */
  | { readonly kind: "replica-seen"; readonly region: Region; readonly replica: Replica | null }
  | { readonly kind: "write-sent"; readonly region: Region; readonly action: WriteAction }
  /** Azure took the write. `found`: a create met a replica that somebody else had just made. */
  | {
      readonly kind: "write-accepted";
      readonly region: Region;
      readonly action: WriteAction;
      readonly replica: Replica | null;
      readonly found: boolean;
    }
  /** Azure did not take the write, for the time being or since the replica is gone: whoever sent it looks again. */
  | {
      readonly kind: "write-put-off";
      readonly region: Region;
      readonly action: WriteAction;
      readonly because: "busy" | "gone" | "no-answer";
    }
  /** A repair's DELETE is about to go; `restores` is what its PUT will bring back. */
  | { readonly kind: "repair-begun"; readonly region: Region; readonly restores: RestoredReplica }
  /** Nothing is left to do but to read the marks of these regions once more. */
  | { readonly kind: "second-look-awaited"; readonly regions: readonly Region[]; readonly seconds: number }
  /** Somebody made the replica permanent, so this run's owner gives its mark up. */
  | { readonly kind: "mark-given-up"; readonly region: Region }
  | { readonly kind: "wait-begun"; readonly region: Region }
  | { readonly kind: "wait-ended"; readonly region: Region; readonly verdict: WaitVerdict }
  /** Confirmed by a GET of its own. */
  | { readonly kind: "delete-confirmed"; readonly region: Region }
  /** A planned change was not carried out, for a reason that is right or at least safe. */
  | {
      readonly kind: "change-left";
      readonly region: Region;
      readonly reason: LeftReason;
    }
  /** Where each region answers for images, once images are asked for. */
  | { readonly kind: "endpoints-known"; readonly endpoints: ReadonlyMap<Region, string> }
  | {
      readonly kind: "image-seen";
      readonly region: Region;
      readonly image: ImageReference;
      readonly state: ImageState;
      readonly digest: Digest | null;
    }
  /** What the image's digest names is a blob at home, and no manifest: an image ID, most likely. */
  | { readonly kind: "image-is-blob"; readonly image: ImageReference }
  | { readonly kind: "failed"; readonly failure: Failure }
  /** The job continues, but a person should know. */
  | { readonly kind: "warned"; readonly failure: Failure }
  | { readonly kind: "heartbeat"; readonly waiting: readonly Region[] }
  | { readonly kind: "deadline-passed" }
  | { readonly kind: "cancelled" };

/** What a write to one region does. A repair is a delete and a create under one name. */
export type WriteAction = "create" | "update" | "repair-delete" | "repair-create" | "delete";

/** What is needed to create a replica again as it was. */
export interface RestoredReplica {
  readonly registry: string;
  readonly name: string;
  readonly region: Region;
  readonly routing: Routing;
  readonly tags: Tags;
}

/** How a wait for one region ended. */
export type WaitVerdict = "ready" | "failed" | "vanished" | "stuck" | "missing";

/** Why a planned change was not carried out. */
export type LeftReason =
  | "no-longer-matches"
  /** Right before the write GitHub would not say whether its owners are alive. */
  | "owners-untold"
  | "already-gone"
  /** Somebody else's delete was under way, and the plan does not wait for its end. */
  | "already-going"
  | "already-there"
  | "still-protected"
  | "not-all-ready"
  | "images-not-proven"
  | "unreadable-replica"
  | "last-routed-region"
  | "already-as-wanted";

/** A fact with its time: milliseconds since the run began, on the monotonic clock. */
export type TimedFact = Fact & { readonly at: number };
