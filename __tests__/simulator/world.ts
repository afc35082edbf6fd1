import type { CloudName } from "./clouds.js";
import type { Fault } from "./faults.js";
import type { Answer } from "./http.js";
import type { ImageWorld } from "./images.js";
import type { Phase, Schedule, Timing } from "./replication-timeline.js";

/**
 * What exists and how it behaves, as plain data; everything may be left out. Times are milliseconds. Those that
 * are not counted from a request (`states`, `phases` of what exists at start, arrivals of images) count from
 * the first request that the simulator receives.
 */
export interface World {
  readonly cloud?: CloudName;
  /** The only registry; `registries` is for several, and an empty list for none. */
  readonly registry?: RegistryWorld;
  readonly registries?: readonly RegistryWorld[];
  /** Subscriptions that the identity sees; the default one alone unless given. */
  readonly subscriptions?: readonly SubscriptionWorld[];
  readonly timing?: Timing;
  /** How replicas of a region come up; of several schedules the n-th create takes the n-th, then the last. */
  readonly schedules?: Readonly<Record<string, Schedule | readonly Schedule[]>>;
  readonly list?: ListBehaviour;
  /** Spans after a replica is gone, `[from, to]`, in which GET shows it again. */
  readonly deleteFlicker?: readonly (readonly [number, number])[];
  /** A create within so long after the delete of its region was done is accepted and then fails. */
  readonly recreateFailsWithin?: number;
  /** PATCH of a replica that is Creating or Updating: taken, or refused with AnotherOperationInProgress. */
  readonly patchWhileBusy?: "accept" | "conflict";
  /** A create is refused while another replica is being created, as App Configuration does it: with a 409 of this code. */
  readonly oneCreateAtATime?: ConflictCode;
  /** `Retry-After` of ARM's long-running operations, in seconds; null for none. 10 as recorded. */
  readonly retryAfter?: number | null;
  readonly apiVersions?: readonly string[];
  /** Display names of the regions that offer replications. */
  readonly regions?: readonly string[];
  /** False: Microsoft.ContainerRegistry is not registered in the subscription. */
  readonly providerRegistered?: boolean;
  readonly locks?: readonly LockWorld[];
  /** Azure Policy that lets resources into these regions only. */
  readonly allowedLocations?: readonly string[];
  readonly permissions?: Permissions;
  readonly applications?: readonly ApplicationWorld[];
  readonly tokens?: TokenLifetimes;
  readonly idToken?: IdTokenWorld;
  readonly github?: GitHubWorld;
  readonly faults?: readonly Fault[];
}

/** The code of a 409; null for one that has no body at all. */
export type ConflictCode = string | null;

/** A subscription that the identity sees. */
export interface SubscriptionWorld {
  readonly id: string;
  readonly name?: string;
}

/** A registry: what it is, what it holds, and how its data plane answers. */
export interface RegistryWorld {
  readonly name?: string;
  /** First label of the login server where it is not the name, such as `contoso-a1b2c3`. */
  readonly label?: string;
  readonly subscription?: string;
  readonly resourceGroup?: string;
  readonly home?: string;
  /** How `location` of the registry is written where not in the short form. */
  readonly homeWrittenAs?: string;
  readonly sku?: "Basic" | "Standard" | "Premium" | "premium";
  readonly provisioningState?: string;
  /** Later states of the registry itself, such as Creating and then Succeeded. */
  readonly states?: readonly { readonly after: number; readonly provisioningState: string }[];
  readonly softDelete?: boolean;
  /** Whether each region has a host of its own for data, such as `contoso.japaneast.data.azurecr.io`. */
  readonly dataEndpoints?: boolean;
  /** How many private endpoint connections it has. */
  readonly privateEndpoints?: number;
  /** Ranges of addresses that network rules let in, and nobody else; all are let in unless given. */
  readonly ipRules?: readonly string[];
  /** Whether the preview feature of regional endpoints is on. On by default. */
  readonly regionalEndpoints?: boolean;
  /** False: `azureADAuthenticationAsArmPolicy` is disabled and the data plane refuses ARM tokens. */
  readonly armTokensAccepted?: boolean;
  /** Roles are given repository by repository (`AbacRepositoryPermissions`): AcrPull counts for nothing then. */
  readonly repositoryPermissions?: boolean;
  /** Repositories that the identity has no role on, whatever its other rights are. */
  readonly closedRepositories?: ClosedRepositories;
  readonly tags?: Readonly<Record<string, string>>;
  readonly replicas?: readonly ReplicaWorld[];
  /**
   * Replicas of a registry that once had this name. Neither LIST nor GET shows them, but a PUT meets them: it is
   * answered 200, Succeeded and Ready for days, and writes what it says (recorded in Aug 2019).
   */
  readonly remembered?: readonly { readonly region: string }[];
  /** The home row: there from the start when replicas are, else by itself after the first create. */
  readonly homeRow?: boolean | Partial<ReplicaWorld>;
  readonly images?: readonly ImageWorld[];
  /** What its data plane says in `WWW-Authenticate` instead of the truth. */
  readonly challenge?: { readonly realm?: string; readonly service?: string };
  /** Host that a blob or manifest request is redirected to with 307. */
  readonly redirectsTo?: string;
  /** Its firewall does not let the runner in, in these regions (everywhere unless given), until so many milliseconds. */
  readonly firewall?: { readonly regions?: readonly string[]; readonly opensAfter?: number };
  /** Images are held back (`quarantinePolicy` is enabled): what is said of them. */
  readonly quarantine?: 403 | 404;
  /** Actions that the identity has on this registry, instead of `permissions.registry`. */
  readonly permissions?: readonly string[];
  /** Real registries that hold its content, in place of `images`. */
  readonly upstreams?: UpstreamWorld;
}

/** Repositories that nobody has let the identity into. No recording says how a token for several is answered then. */
export interface ClosedRepositories {
  readonly names: readonly string[];
  /** What is said to a request for a token that names others too: none is given, or one that leaves these out. */
  readonly together: "refused" | "left-out";
}

/** A real registry per region, and the key that signs the tokens which these registries verify. */
export interface UpstreamWorld {
  /** Where the registry of a region listens, such as `http://127.0.0.1:5001`. */
  readonly regions: Readonly<Record<string, string>>;
  /** PEM of an RSA key and of its certificate. */
  readonly signer: string;
}

/** A replica that exists at start; Succeeded, Ready and routed unless it says otherwise. */
export interface ReplicaWorld {
  readonly region: string;
  readonly name?: string;
  /** How `location` is written where not in the short form. */
  readonly writtenAs?: string;
  readonly provisioningState?: string;
  /** null for none. */
  readonly displayStatus?: string | null;
  readonly message?: string;
  readonly routing?: boolean;
  readonly tags?: Readonly<Record<string, string>>;
  /** Its states to come, after the one that it is in; `after` counts from the simulator's first request. */
  readonly phases?: readonly Phase[];
  /** What LIST says of it in contradiction to GET; `until` counts from the first request. */
  readonly inList?: InList;
  /** What a GET of it is answered instead of the truth; `until` counts from the first request. */
  readonly inGet?: { readonly answer: Answer; readonly until?: number };
}

/** What LIST claims of a replica, true or not. */
export interface InList {
  readonly provisioningState?: string;
  readonly displayStatus?: string;
  readonly routing?: boolean;
  readonly absent?: boolean;
  readonly until?: number;
}

/** How LIST answers, that of replications and the generic one of resources. */
export interface ListBehaviour {
  readonly pageSize?: number;
  readonly order?: "creation" | "shuffled";
  /** LIST shows the state of so many milliseconds ago; negative: of the time to come. */
  readonly lag?: number;
  /** LIST shows a replica for so many milliseconds after its delete was done. */
  readonly lagAfterDelete?: number;
  /** Host that `nextLink` points to instead of ARM's. */
  readonly nextLinkHost?: string;
}

/** A management lock; on the registry unless it names a scope above, or a replica. */
export interface LockWorld {
  readonly level: "CanNotDelete" | "ReadOnly";
  readonly on?: "registry" | "group" | "subscription" | { readonly replica: string };
}

/** Actions, with `*` as wildcard, that the identity has on each scope; a scope's actions hold below it too. */
export interface Permissions {
  readonly subscription?: readonly string[];
  readonly group?: readonly string[];
  readonly registry?: readonly string[];
}

/** An application of the tenant, with the credentials that it may sign in with. */
export interface ApplicationWorld {
  readonly clientId: string;
  readonly tenant?: string;
  readonly secret?: string;
  readonly secretExpired?: boolean;
  /** Whether it signs in with a certificate; which one is not checked. */
  readonly certificate?: boolean;
  readonly federatedCredentials?: readonly FederatedCredentialWorld[];
}

/** Whose ID tokens an application trusts. */
export interface FederatedCredentialWorld {
  readonly issuer: string;
  readonly subject: string;
  readonly audience: string;
}

/** Seconds that tokens live. */
export interface TokenLifetimes {
  readonly access?: number;
  readonly id?: number;
  readonly registryRefresh?: number;
  readonly registryAccess?: number;
}

/** The claims of the job's ID token. */
export interface IdTokenWorld {
  readonly issuer?: string;
  readonly subject?: string;
}

/** The repository's issues, the pull requests and workflow runs of all repositories, and what the job may do. */
export interface GitHubWorld {
  readonly pullRequests?: readonly PullRequestWorld[];
  readonly workflowRuns?: readonly WorkflowRunWorld[];
  /** Repositories that were renamed, `owner/name` before and after: the old name answers with a redirect. */
  readonly renamed?: Readonly<Record<string, string>>;
  /** What the job's token may not read. */
  readonly mayNotRead?: readonly ("pull-requests" | "actions")[];
  readonly issues?: readonly IssueWorld[];
  /** What the job's token may do with issues. */
  readonly permission?: "write" | "read" | "none";
  /** What it may do with pull requests; as with issues unless given. */
  readonly pullRequestPermission?: "write" | "read" | "none";
  /** Issues per page when the caller asks for more; GitHub's own bound is 100. */
  readonly pageSize?: number;
  /** Whose token it is; the job's own unless given. */
  readonly account?: string;
  /** Labels of a new issue are dropped in silence, as those of an account that may set none are. */
  readonly dropsLabels?: boolean;
  /** Lists lack the issues of the last so many milliseconds. */
  readonly listLag?: number;
  readonly isArchived?: boolean;
  /** Issues are turned off in the repository's settings. */
  readonly issuesOff?: boolean;
}

/** A pull request; of the job's own repository unless it names another as `owner/name`. */
export interface PullRequestWorld {
  readonly repository?: string;
  readonly number: number;
  readonly state: "open" | "closed" | "merged";
}

/** A run of a workflow; of the job's own repository unless it names another as `owner/name`. */
export interface WorkflowRunWorld {
  readonly repository?: string;
  readonly id: number;
  /** Such as `queued`, `in_progress`, `waiting` or `completed`. */
  readonly status: string;
  readonly conclusion?: string;
}

/** An issue that exists at start; numbers count from 1 in this order. */
export interface IssueWorld {
  readonly title: string;
  readonly body?: string;
  readonly labels?: readonly string[];
  readonly state?: "open" | "closed";
  /** Pull requests come in the same list as issues. */
  readonly isPullRequest?: boolean;
  readonly author?: string;
  readonly stateReason?: string;
  readonly closedBy?: { readonly login: string; readonly type: "User" | "Bot" };
  /** Nobody may comment on it. */
  readonly isLocked?: boolean;
  readonly comments?: readonly { readonly author?: string; readonly body: string }[];
}
