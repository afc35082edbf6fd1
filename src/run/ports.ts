import type { ImageSource, OwnerLives, Replications } from "../apply/ports.js";
import type { RawInputs } from "../inputs/raw-inputs.js";
import type { Access } from "../registry/access.js";
import type { Region } from "../registry/region.js";
import type { Registry } from "../registry/registry.js";
import type { ReplicaListing } from "../registry/replica.js";
import type { Request } from "../registry/request.js";
import type { PullRequest } from "../report/comment/comment-text.js";
import type { Comments } from "../report/comment/keep-comment.js";
import type { Issues } from "../report/issue/drift-issue.js";
import type { LogEntry } from "../report/log/log-entry.js";

/** What a step of the workflow is given; `github/` has it. */
export interface Step {
  /** Every declared input as it came, and the environment. */
  rawInputs(): RawInputs;
  /** The bytes of a file in the workspace. Rejects with the reason of the system, also where it lies outside. */
  readWorkspaceFile(path: string): Promise<Uint8Array>;
}

/** What a run needs of the machine that it runs on; `github/` has it. */
export interface Runner extends Step {
  print(entry: LogEntry): void;
  /** Writes every output in one go. */
  writeOutputs(outputs: Readonly<Record<string, string>>): void;
  /** Replaces the job summary; does nothing on a runner that has none. */
  writeSummary(markdown: string): void;
  /** Writes a report beside the job's other temporary files and gives its path. */
  writeReport(name: string, text: string): string;
  /** The issues of the workflow's repository, until the signal aborts. */
  issues(token: string, signal: AbortSignal): Issues;
  /** Asks GitHub whether owners are alive. */
  ownerLives(token: string): OwnerLives;
  /** The pull request that the run is for; null for other runs. */
  pullRequest(): PullRequest | null;
  /** The comments of a pull request, until the signal aborts. */
  comments(token: string, pullRequest: PullRequest, signal: AbortSignal): Comments;
}

/** A registry, and what was read at the same time. */
export interface FoundRegistry {
  readonly registry: Registry;
  /** Its replicas; null where they have not been listed yet. Rejects as the list would. */
  readonly listing: Promise<ReplicaListing> | null;
}

/** A signed-in view of one cloud; `azure/` has it. Throws `RequestFailed` with failures explained. */
export interface Cloud {
  /** Finds the registry that the request names and reads it once, with its replicas where it is clear which is meant. */
  findRegistry(signal: AbortSignal): Promise<FoundRegistry>;
  /** Azure's clock: the `Date` of its latest answer, and the time that has passed since; the machine's until then. */
  date(): Date;
  /** Reads the registry again, to see whether it has settled. */
  readRegistry(registry: Registry, signal: AbortSignal): Promise<Registry>;
  /** The regions in which Azure offers replicas; null where the identity may not read them. Never throws. */
  offeredRegions(registry: Registry, signal: AbortSignal): Promise<readonly Region[] | null>;
  /** What the identity may do to the registry and what is locked, as far as it may be read. Never throws. */
  access(registry: Registry, signal: AbortSignal): Promise<Access>;
  /**
   * The hosts at which the regions answer by themselves, read with the preview API; empty where they are off, or where
   * the identity or the cloud does not let them be read. Never throws.
   */
  regionalEndpoints(registry: Registry, signal: AbortSignal): Promise<ReadonlyMap<Region, string>>;
  replications(registry: Registry): Replications;
  /** Reads the regional endpoints with the preview API; only called when images are asked for. */
  imageSource(registry: Registry, signal: AbortSignal): Promise<ImageSource>;
}

/** How long a run may go on. */
export interface Limits {
  /** Aborts at the deadline and at a cancellation: waits end, and nothing new is begun. */
  readonly stop: AbortSignal;
  /** Aborts a little later: a write that is on its way may still get its answer. */
  readonly cutOff: AbortSignal;
  /** Milliseconds until the deadline; 0 or less once it has passed. */
  timeLeft(): number;
  /** The run is over: no timer is left behind. */
  end(): void;
}

/** Signs in for a request. Throws `RequestFailed` when nothing is set up or the sign-in is refused. */
export type SignIn = (request: Request, limits: Limits) => Promise<Cloud>;
