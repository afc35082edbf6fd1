import type { ImageRow, Outcome } from "../../outcome/outcome.js";
import { hashOf } from "../../plan/hash.js";
import type { RegistryId } from "../../registry/registry-id.js";

/** The issues of the workflow's repository, as far as a drift issue needs them. */
export interface Issues {
  /** All issues with the label, open and closed, newest first, every page. */
  listByLabel(label: string): Promise<readonly Issue[]>;
  open(title: string, body: string, labels: readonly string[]): Promise<Issue>;
  /** Rewrites title and body, and opens or closes it. */
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
  readonly title: string;
  readonly body: string;
}

/** The label by which drift issues are found. */
export const DRIFT_LABEL = "acr-geo-drift";

/** What is to become of a registry's drift issue. */
export type IssueDecision =
  | { readonly kind: "leave" }
  | { readonly kind: "open" }
  | { readonly kind: "reopen"; readonly number: number }
  | { readonly kind: "rewrite"; readonly number: number }
  | { readonly kind: "close"; readonly number: number };

/**
 * Decides from the drift at the end of the run and the issues with the label. Where nothing is known of the
 * drift, the issue is left as it is: the run never came to a plan, the registry cannot have replicas, the mode
 * wants nothing (`remove`) or knows too little (`wait`), or the run was cancelled.
 */
export function decideIssue(outcome: Outcome, issues: readonly Issue[]): IssueDecision {
  if (!isDriftKnown(outcome)) return { kind: "leave" };
  const own = issuesOf(outcome, issues);
  const open = oldest(own.filter(({ state }) => state === "open"));
  // What could not be looked at may still be as the issue says.
  if (open !== null && !wereImagesSeen(outcome)) return { kind: "leave" };
  if (outcome.drift.length === 0) {
    return open === null ? { kind: "leave" } : { kind: "close", number: open.number };
  }
  if (open !== null) {
    const isSame = readMarker(open)?.fingerprint === outcome.fingerprint;
    return isSame ? { kind: "leave" } : { kind: "rewrite", number: open.number };
  }
  const latest = own.toSorted((left, right) => right.number - left.number)[0];
  return latest === undefined ? { kind: "open" } : { kind: "reopen", number: latest.number };
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

function issuesOf({ registry }: Outcome, issues: readonly Issue[]): readonly Issue[] {
  if (registry === null) return [];
  const key = registryKey(registry.id);
  return issues.filter((issue) => readMarker(issue)?.key === key);
}

function oldest(issues: readonly Issue[]): Issue | null {
  return issues.toSorted((left, right) => left.number - right.number)[0] ?? null;
}

const MARKER = /^\s*<!-- acr-geo-drift registry=([0-9a-f]{16}) fingerprint=([0-9a-f]*) -->/;

/** The hidden first line of the issue: which registry it is about, and which drift it tells. */
export function marker({ registry, fingerprint }: Outcome): string {
  const key = registry === null ? "" : registryKey(registry.id);
  return `<!-- ${DRIFT_LABEL} registry=${key} fingerprint=${fingerprint} -->`;
}

function readMarker({ body }: Issue): { readonly key: string; readonly fingerprint: string } | null {
  const [, key, fingerprint] = MARKER.exec(body) ?? [];
  return key === undefined || fingerprint === undefined ? null : { key, fingerprint };
}

/** Tells registries apart without saying which subscription they are in. ARM compares IDs without case. */
function registryKey({ subscriptionId, resourceGroup, name }: RegistryId): string {
  return hashOf([subscriptionId, resourceGroup, name].map((part) => part.toLowerCase())).slice(0, 16);
}
