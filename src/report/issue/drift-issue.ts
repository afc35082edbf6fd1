import type { ImageRow, Outcome } from "../../outcome/outcome.js";
import { hashOf } from "../../plan/hash.js";
import type { RegistryId } from "../../registry/registry-id.js";

/** The issues of the workflow's repository, as far as a drift issue needs them. */
export interface Issues {
  /** All issues with the label, open and closed, newest first, every page. GitHub compares labels without case. */
  listByLabel(label: string): Promise<readonly Issue[]>;
  /** The issues that the token's own account has opened: all that are open, and the newest of the closed ones. */
  listOwn(): Promise<readonly Issue[]>;
  /** One issue with who closed it; null where there is none of that number, or a pull request. */
  read(number: number): Promise<Issue | null>;
  /** Rejects with `UnansweredWrite` where it may be there all the same. */
  open(title: string, body: string, labels: readonly string[]): Promise<Issue>;
  /** Rewrites title and body, and opens or closes it. A closed one is done, not refused. */
  rewrite(
    number: number,
    edit: { readonly title?: string; readonly body?: string; readonly state?: "open" | "closed" },
  ): Promise<void>;
  comment(number: number, body: string): Promise<void>;
}

/** One issue as GitHub gives it. */
export interface Issue {
  readonly number: number;
  readonly state: "open" | "closed";
  /** Whether it was closed as not planned. */
  readonly isNotPlanned: boolean;
  /** Whether a person closed it; null where that was not asked. */
  readonly isClosedByPerson: boolean | null;
  readonly title: string;
  readonly body: string;
  readonly labels: readonly string[];
  readonly author: string;
}

/** The label by which drift issues are found. */
export const DRIFT_LABEL = "acr-geo-drift";

/** Whether an issue carries the label, in any case of letters. */
export function hasDriftLabel({ labels }: Pick<Issue, "labels">): boolean {
  return labels.some((label) => label.toLowerCase() === DRIFT_LABEL);
}

/** What is to become of a registry's drift issue. */
export type IssueDecision =
  | { readonly kind: "leave" }
  /** A person closed it as not planned, and nothing has drifted since that had not then. */
  | { readonly kind: "accepted"; readonly number: number }
  | { readonly kind: "open" }
  | { readonly kind: "reopen"; readonly issue: Issue; readonly because: Reopening }
  | { readonly kind: "rewrite"; readonly number: number }
  | { readonly kind: "close"; readonly issue: Issue };

/**
 * Why a closed issue is opened again. `back`: the drift was gone meanwhile. `still-there`: it never was. `other`: what it
 * told is gone, and something else has drifted. `beyond-accepted`: more than what was accepted.
 */
export type Reopening = "back" | "still-there" | "other" | "beyond-accepted";

/**
 * Decides from the drift at the end of the run and the registry's issues. Where nothing is known of the drift, the issue
 * is left as it is: the run never came to a plan, the registry cannot have replicas, the mode wants nothing
 * (`remove`) or knows too little (`wait`), or the run was cancelled.
 */
export function decideIssue(outcome: Outcome, issues: readonly Issue[]): IssueDecision {
  if (!isDriftKnown(outcome)) return { kind: "leave" };
  const open = oldest(issues.filter(({ state }) => state === "open"));
  // What could not be checked may still be as the issue says.
  if (open !== null && !wereImagesSeen(outcome)) return { kind: "leave" };
  if (outcome.drift.length === 0) return open === null ? { kind: "leave" } : { kind: "close", issue: open };
  if (open !== null) {
    const isSame = markerOf(open, outcome)?.fingerprint === outcome.fingerprint;
    return isSame ? { kind: "leave" } : { kind: "rewrite", number: open.number };
  }
  const closed = latestClosed(issues);
  if (closed === null) return { kind: "open" };
  return isAccepted(closed, outcome)
    ? { kind: "accepted", number: closed.number }
    : { kind: "reopen", issue: closed, because: reopeningOf(closed, outcome) };
}

/** The last issue of those that are closed: the one that is opened again. */
export function latestClosed(issues: readonly Issue[]): Issue | null {
  const closed = issues.filter(({ state }) => state === "closed");
  return closed.toSorted((left, right) => right.number - left.number)[0] ?? null;
}

// An issue that a bot closed, such as one for stale issues, has not been reviewed by anybody.
function isRefusedByPerson({ isNotPlanned, isClosedByPerson }: Issue): boolean {
  return isNotPlanned && isClosedByPerson !== false;
}

function isAccepted(issue: Issue, outcome: Outcome): boolean {
  const told = markerOf(issue, outcome);
  if (told === null || !isRefusedByPerson(issue)) return false;
  const accepted = new Set(told.findings);
  return told.fingerprint === outcome.fingerprint || findingsOf(outcome).every((one) => accepted.has(one));
}

function reopeningOf(issue: Issue, outcome: Outcome): Reopening {
  if (isRefusedByPerson(issue)) return "beyond-accepted";
  const told = markerOf(issue, outcome);
  if (told === null || told.fingerprint === "") return "back";
  const before = new Set(told.findings);
  // Where there were too many to tell, some of them are among the many of now.
  const isStillThere =
    told.fingerprint === outcome.fingerprint ||
    before.size === 0 ||
    findingsOf(outcome).some((one) => before.has(one));
  return isStillThere ? "still-there" : "other";
}

/** Open issues of the registry beside the oldest: two runs at once have opened one each. */
export function findDuplicates(outcome: Outcome, issues: readonly Issue[]): readonly Duplicate[] {
  if (!isDriftKnown(outcome)) return [];
  const open = issuesOf(outcome, issues).filter(({ state }) => state === "open");
  const first = oldest(open);
  if (first === null) return [];
  return open.filter((issue) => issue !== first).map(({ number }) => ({ number, of: first.number }));
}

/** An issue that says what an older one says. */
export interface Duplicate {
  readonly number: number;
  readonly of: number;
}

function isDriftKnown({ plan, verdict, refusals }: Outcome): boolean {
  if (plan === null || plan.mode === "remove" || plan.mode === "wait" || verdict === "cancelled")
    return false;
  return !refusals.some(({ fence }) => fence === "not-premium" || fence === "soft-delete");
}

/** Whether each ready region told of each image, or is not expected to. */
function wereImagesSeen({ images, replicas, plan }: Outcome): boolean {
  const ready = new Set(replicas.filter(({ isReady }) => isReady).map(({ region }) => region));
  const isSeen = ({ state, seconds }: ImageRow["regions"][number]) =>
    state === "unknown"
      ? plan?.ifImageUnknown === "warn"
      : seconds !== null && state !== "denied" && state !== "unreachable";
  return images.every(({ regions }) => regions.every((cell) => isSeen(cell) || !ready.has(cell.region)));
}

/** Those of the issues that are about the registry of the run. */
export function issuesOf(outcome: Outcome, issues: readonly Issue[]): readonly Issue[] {
  return issues.filter((issue) => markerOf(issue, outcome) !== null);
}

function oldest(issues: readonly Issue[]): Issue | null {
  return issues.toSorted((left, right) => left.number - right.number)[0] ?? null;
}

/** What an issue says of itself, hidden in its text. */
interface Marker {
  readonly key: string;
  /** Fingerprint of the drift that it tells; empty once that is gone. */
  readonly fingerprint: string;
  /** A short hash of each finding in it; none where there were too many. */
  readonly findings: readonly string[];
}

/** A body has room for so many beside its text. A drift with more is known only as a whole. */
const MOST_FINDINGS = 3_000;

const MARKER =
  /<!-- acr-geo-drift registry=([0-9a-f]{16}) fingerprint=([0-9a-f]*)(?: findings=([0-9a-f,]*))? -->/g;

/** The hidden first line of the issue: which registry it is about, and which drift it tells. */
export function marker(outcome: Outcome): string {
  const { registry, fingerprint } = outcome;
  const key = registry === null ? "" : registryKey(registry.id);
  const findings = findingsOf(outcome);
  const told = findings.length > MOST_FINDINGS ? [] : findings;
  return `<!-- ${DRIFT_LABEL} registry=${key} fingerprint=${fingerprint} findings=${told.join()} -->`;
}

/** The text of an issue whose drift is gone: its marker tells none any more. People may have written around it. */
export function withoutDrift({ body }: Issue): string {
  return body.replace(
    MARKER,
    (_whole, key: string) => `<!-- ${DRIFT_LABEL} registry=${key} fingerprint= -->`,
  );
}

function markerOf({ body }: Issue, { registry }: Outcome): Marker | null {
  if (registry === null) return null;
  const wanted = registryKey(registry.id);
  const markers = [...body.matchAll(MARKER)].map(
    ([, key = "", fingerprint = "", findings = ""]): Marker => ({
      key,
      fingerprint,
      findings: findings.split(",").filter((one) => one !== ""),
    }),
  );
  return markers.find(({ key }) => key === wanted) ?? null;
}

/** Eight digits of a hash tell findings apart. */
function findingsOf({ drift }: Outcome): readonly string[] {
  return drift.map(({ region, kind, want, have }) => hashOf([region, kind, want, have]).slice(0, 8));
}

/** Tells registries apart without saying which subscription they are in. ARM compares IDs without case. */
function registryKey({ subscriptionId, resourceGroup, name }: RegistryId): string {
  return hashOf([subscriptionId, resourceGroup, name].map((part) => part.toLowerCase())).slice(0, 16);
}
