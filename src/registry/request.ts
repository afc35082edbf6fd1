import type { CloudName } from "./cloud-name.js";
import type { ImageReference } from "./image-reference.js";
import type { Region } from "./region.js";
import type { RegistryId } from "./registry-id.js";
import type { Routing, Tags } from "./replica.js";

/** What a workflow asks for: every input read, checked and given its default. */
export type Request = Common & Job;

/** The modes of the action, as the input `mode` names them. */
export const MODES = ["apply", "check", "wait", "remove"] as const;
/** One of {@link MODES}. */
export type Mode = (typeof MODES)[number];

/** The kinds of drift, as `drift` and `fail-on` name them. */
export const DRIFT_KINDS = [
  "missing",
  "extra",
  "failed",
  "not-ready",
  "syncing",
  "routing",
  "tags",
  "image",
  "on-loan",
] as const;
/** One of {@link DRIFT_KINDS}. */
export type DriftKind = (typeof DRIFT_KINDS)[number];

/** How far a run waits for the wanted replicas. */
export type WaitFor = "none" | "provisioned" | "ready";

/** What `apply` does with replicas that are not wanted. */
export type Prune = "none" | "owned" | "all";

/** Ways to sign in, as the input `auth` names them. */
export const SIGN_IN_WAYS = [
  "auto",
  "oidc",
  "secret",
  "workload-identity",
  "managed-identity",
  "azure-cli",
] as const;
/** One of {@link SIGN_IN_WAYS}. */
export type SignInWay = (typeof SIGN_IN_WAYS)[number];

/** A region that is to have a ready replica, with the settings of its own. */
export interface WantedRegion {
  readonly region: Region;
  /** The region's own setting, `keep` included; null where the input `routing` holds. */
  readonly routing: Routing | "keep" | null;
  readonly tags: Tags;
}

/** The wanted regions; `existing`: home and the replicas that there are, whatever they are. */
export type Wish = readonly WantedRegion[] | "existing";

/** Which registry is meant. */
export type RegistrySelector =
  | { readonly kind: "id"; readonly id: RegistryId }
  | { readonly kind: "name"; readonly name: string }
  | { readonly kind: "login-server"; readonly loginServer: string };

/** The identity to sign in as, from inputs or the standard environment variables. */
export interface IdentityRequest {
  readonly way: SignInWay;
  readonly tenantId: string | null;
  readonly clientId: string | null;
  /** Audience of the ID token; null for the cloud's own. */
  readonly audience: string | null;
}

/** The fence around deletes. */
export interface MaxDelete {
  /** The smaller of what workflow and config file set; null where neither does. */
  readonly limit: number | null;
  /**
   * Whether the workflow itself set it. Only then do deletes count to which marks consent already: those of `remove`
   * and of `prune: owned`.
   */
  readonly isSetByWorkflow: boolean;
}

/** What every mode has in common. Durations are milliseconds. */
export interface Common {
  readonly registry: RegistrySelector;
  /** The login server that the registry must have, as `registry` or an image says; null where neither does. */
  readonly loginServer: string | null;
  readonly cloud: CloudName;
  readonly subscriptionId: string | null;
  readonly resourceGroup: string | null;
  readonly identity: IdentityRequest;
  readonly protect: readonly Region[];
  readonly maxDelete: MaxDelete;
  readonly timeout: number;
  /** 0: nothing is ever called stuck. */
  readonly stuckAfter: number;
  readonly images: readonly ImageReference[];
  readonly ifImageUnknown: "error" | "warn";
  readonly keepsDriftIssue: boolean;
  readonly keepsPullRequestComment: boolean;
  readonly githubToken: string | null;
  readonly writesSummary: boolean;
  readonly writesHtmlReport: boolean;
}

/** The job itself, by mode. */
export type Job = ApplyJob | CheckJob | WaitJob | RemoveJob;

/** The desired state, shared by `apply`, which brings it about, and `check`, which compares. */
export interface DesiredState {
  readonly wanted: Wish;
  readonly routing: Routing | "keep";
  readonly tags: Tags;
  readonly waitFor: WaitFor;
  readonly prune: Prune;
  readonly owner: string | null;
  /** Milliseconds; null: for as long as the owner does not leave. */
  readonly ttl: number | null;
  readonly repair: boolean;
  /** The most replicas that a plan which creates any may leave, home not counted; null: any number. */
  readonly maxReplicas: number | null;
}

export interface ApplyJob extends DesiredState {
  readonly mode: "apply";
  readonly wanted: readonly WantedRegion[];
  readonly expectPlan: string | null;
}

export interface CheckJob extends DesiredState {
  readonly mode: "check";
  readonly failOn: readonly DriftKind[];
}

export interface WaitJob {
  readonly mode: "wait";
  readonly wanted: Wish;
  readonly waitFor: WaitFor;
}

/** At least one selector is given; a replica is selected when it matches all that are. */
export interface RemoveJob {
  readonly mode: "remove";
  readonly regions: readonly Region[] | null;
  readonly owner: string | null;
  readonly onlyExpired: boolean;
  readonly onlyOrphaned: boolean;
  /** `none`: a delete that Azure has accepted is not waited for. */
  readonly waitFor: WaitFor;
  readonly expectPlan: string | null;
}
