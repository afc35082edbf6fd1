import type { Region } from "./region.js";
import type { Prose, ServerText } from "./server-text.js";

/** What was being done when something failed. */
export type Activity =
  | "run"
  | "read-inputs"
  | "sign-in"
  | "find-registry"
  | "read-registry"
  | "list-replicas"
  | "read-replica"
  | "create"
  | "update"
  | "repair"
  | "delete"
  | "wait"
  | "prove-image";

/**
 * How the program may react; everything finer is in the code.
 * `not-found`: ARM's own 404 for just what was asked for. `busy`: a 409 that may pass, such as another operation under
 * way. `conflict`: a 409 that stays until somebody does something, such as a lock. `denied`: 401 or 403. `throttled`: 429 that outlasted the retries. `unreachable`: no answer (DNS, TCP, TLS, time limit),
 * `server`: 5xx, both after retries. `malformed`: an answer that is not what the API promises. `rejected`: any other
 * refusal. `observed`: no request failed, the state of things did.
 */
export type FailureKind =
  | "not-found"
  | "busy"
  | "conflict"
  | "denied"
  | "throttled"
  | "unreachable"
  | "server"
  | "malformed"
  | "rejected"
  | "observed";

/** A failure, explained: what was being done, to what, what was said, and what to do. */
export interface Failure {
  readonly kind: FailureKind;
  readonly activity: Activity;
  /** The region it concerns; null when it concerns the registry or the whole run. */
  readonly region: Region | null;
  /** The error code of the server, or one of ours for `observed` failures (such as `ReplicaVanished`). */
  readonly code: ServerText | string | null;
  readonly message: ServerText | null;
  readonly correlationId: ServerText | null;
  /** Likely cause and remedy, in whole sentences; empty when nothing is known. */
  readonly remedy: Prose;
}

/** Thrown by the adapters when a request did not bring what it was made for. */
export class RequestFailed extends Error {
  readonly failure: Failure;

  constructor(failure: Failure, options?: ErrorOptions) {
    super(`${failure.activity} failed (${failure.kind})`, options);
    this.name = "RequestFailed";
    this.failure = failure;
  }
}
