import type { Fact } from "../registry/fact.js";
import type { Failure } from "../registry/failure.js";
import type { Digest } from "../registry/image-reference.js";
import type { OwnerLife } from "../registry/owner-life.js";
import type { Region } from "../registry/region.js";
import type { Replica, ReplicaListing, Routing, Tags } from "../registry/replica.js";

/**
 * The replicas of one registry. Calls make their own retries and throw `RequestFailed` when they did not help, but
 * `update` and `delete` are sent once: by the next try what they were decided on would be stale. `signal` ends a call
 * at once.
 */
export interface Replications {
  /**
   * All replicas, every page, in any order. What a row leaves open is read by its name; what that leaves open, too, is
   * `unreadable`: neither there nor absent.
   */
  list(signal: AbortSignal): Promise<ReplicaListing>;
  /** One replica; null only when ARM itself says that it is not there. */
  get(name: string, signal: AbortSignal): Promise<Replica | null>;
  /**
   * Sends the PUT and returns when it is accepted; does not wait for the operation. A 409 that may pass is waited out:
   * while any replica of the registry is in operation until the deadline, else for about a minute. `created` is false
   * when the replica was already there; then `wroteOver` says whether the PUT was taken and has replaced its tags and
   * routing (200), or was never taken.
   */
  create(
    replica: NewReplica,
    signal: AbortSignal,
  ): Promise<{ readonly created: boolean; readonly wroteOver: boolean; readonly replica: Replica }>;
  /** Sends the PATCH and returns when it is accepted. `tags` replaces the whole map. */
  update(name: string, edit: ReplicaEdit, signal: AbortSignal): Promise<Replica>;
  /**
   * Sends the DELETE and returns when it is accepted. A replica that is not there is no error. The name that is home's
   * is never sent.
   */
  delete(name: string, region: Region, signal: AbortSignal): Promise<void>;
  /**
   * Why the latest operation on the replica failed, from its operation URL; null where this run began none. Never
   * throws.
   */
  failure(name: string, signal: AbortSignal): Promise<OperationFailure | null>;
}

/** What Azure says of an operation that failed, as far as it says anything; the correlation ID is that of the write which began it. */
export type OperationFailure = Pick<Failure, "code" | "message" | "correlationId" | "remedy">;

/** What a PUT sends. */
export interface NewReplica {
  readonly name: string;
  readonly region: Region;
  readonly routing: Routing;
  readonly tags: Tags;
}

/** What a PATCH changes; what is absent stays. */
export interface ReplicaEdit {
  readonly routing?: Routing;
  readonly tags?: Tags;
}

/** What a pull fetches beside a manifest, as the manifest names it: the same in every region. */
export interface ManifestContents {
  /** The manifests of an index; empty for a single image. */
  readonly children: readonly Digest[];
  /** The config, then the layers. Those that are hosted elsewhere are left out. */
  readonly blobs: readonly Digest[];
}

/** What one region's own endpoint says of a manifest. */
export type ManifestAnswer =
  /** It is there under this digest. */
  ({ readonly kind: "present"; readonly digest: Digest } & ManifestContents) | Lack;

/** What one region's own endpoint says of a blob. */
export type BlobAnswer = { readonly kind: "present" } | Lack;

/** Why something is not to be had in a region, as one answer of its endpoint has it. */
export type Lack =
  | { readonly kind: "absent" }
  /** The token, the manifest or the blob is refused. */
  | { readonly kind: "denied"; readonly failure: Failure }
  /** No connection, or the registry's firewall refuses the runner's address, at whichever step. */
  | { readonly kind: "unreachable"; readonly failure: Failure }
  /** The host asks to be left alone. Until the time that it named has passed, this is said without asking it. */
  | { readonly kind: "throttled"; readonly failure: Failure };

/** The registry's regional endpoints, asked for manifests and blobs. */
export interface Manifests {
  /** The region's own host, such as `contoso.japaneast.geo.azurecr.io`. */
  endpoint(region: Region): string;
  /** What the region says of the image's digest or tag, or of a child manifest. */
  look(region: Region, repository: string, reference: string, signal: AbortSignal): Promise<ManifestAnswer>;
  /** What the region says of a blob. Nothing of it is fetched, and no redirect is followed. */
  lookForBlob(region: Region, repository: string, digest: Digest, signal: AbortSignal): Promise<BlobAnswer>;
}

/** Whether the images can be asked for region by region. */
export type ImageSource =
  | { readonly kind: "regional-endpoints"; readonly manifests: Manifests }
  /** Regional endpoints are off, or the API does not have them. `failure` says how to turn them on. */
  | { readonly kind: "none"; readonly failure: Failure };

/** Whether the owners of marks are alive, as GitHub tells. */
export interface OwnerLives {
  /** Asks anew each time. Never throws. */
  ask(owner: string, signal: AbortSignal): Promise<OwnerLife>;
}

/** Keeps a fact in the journal. */
export type RecordFact = (fact: Fact) => void;
