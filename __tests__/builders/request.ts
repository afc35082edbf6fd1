import type {
  ApplyJob,
  CheckJob,
  Common,
  DesiredState,
  MaxDelete,
  RemoveJob,
  Request,
  WaitJob,
  WantedRegion,
} from "../../src/registry/request.js";
import { DRIFT_KINDS } from "../../src/registry/request.js";
import { region } from "./registry.js";

/** Minutes as milliseconds. */
export function minutes(count: number): number {
  return count * 60_000;
}

/** The desired state of a request that names its regions. */
export type NamedState = DesiredState & Pick<ApplyJob, "wanted">;

/** A region as an item of `regions` without settings of its own, with what a test changes of it. */
export function wantedRegion(name: string, change: Partial<WantedRegion> = {}): WantedRegion {
  return { region: region(name), routing: null, tags: {}, ...change };
}

/** `mode: apply` for a ready replica in Japan East, every input at its default but those that a test changes. */
export function applyRequest(change: Partial<Common & ApplyJob> = {}): Request {
  return { ...COMMON, ...DESIRED, mode: "apply", expectPlan: null, ...change };
}

/** The same wish as {@link applyRequest}, in `mode: check`. */
export function checkRequest(change: Partial<Common & CheckJob> = {}): Request {
  return { ...COMMON, ...DESIRED, mode: "check", failOn: DRIFT_KINDS, ...change };
}

/** `mode: wait` for a ready replica in Japan East. */
export function waitRequest(change: Partial<Common & WaitJob> = {}): Request {
  return { ...COMMON, mode: "wait", wanted: [wantedRegion("japaneast")], waitFor: "ready", ...change };
}

/** `mode: remove` without a selector: a test gives at least one. */
export function removeRequest(change: Partial<Common & RemoveJob>): Request {
  return {
    ...COMMON,
    mode: "remove",
    regions: null,
    owner: null,
    onlyExpired: false,
    onlyOrphaned: false,
    waitFor: "ready",
    expectPlan: null,
    ...change,
  };
}

const COMMON: Common = {
  registry: { kind: "name", name: "contoso" },
  loginServer: null,
  cloud: "AzureCloud",
  subscriptionId: null,
  resourceGroup: null,
  identity: { way: "auto", tenantId: null, clientId: null, audience: null },
  protect: [],
  maxDelete: { limit: 1, isSetByWorkflow: false },
  timeout: minutes(60),
  stuckAfter: minutes(30),
  images: [],
  ifImageUnknown: "error",
  keepsDriftIssue: false,
  keepsPullRequestComment: false,
  githubToken: null,
  writesSummary: true,
  writesHtmlReport: false,
};

const DESIRED = {
  wanted: [wantedRegion("japaneast")],
  routing: "keep",
  tags: {},
  waitFor: "ready",
  prune: "none",
  owner: null,
  ttl: null,
  repair: false,
  maxReplicas: null,
} as const;

/** The fence around deletes as the workflow sets it. */
export function deletesUpTo(limit: number): MaxDelete {
  return { limit, isSetByWorkflow: true };
}
