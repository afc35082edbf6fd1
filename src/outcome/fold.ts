import { findDrift, sortDrift } from "../plan/drift.js";
import { hashOf } from "../plan/hash.js";
import { readableRegions } from "../plan/make-plan.js";
import type { Plan } from "../plan/plan.js";
import type { TimedFact } from "../registry/fact.js";
import type { Failure } from "../registry/failure.js";
import type { ImageReference, ImageState } from "../registry/image-reference.js";
import { compareRegions, type Region } from "../registry/region.js";
import type { Registry } from "../registry/registry.js";
import { isInOperation, isSyncing } from "../registry/replica.js";
import type { Request } from "../registry/request.js";
import { findBrokenRepairs } from "./broken-repairs.js";
import { findCautions } from "./cautions.js";
import { foldChanges } from "./change-rows.js";
import { headlineOf } from "./headline.js";
import { findImageDrift } from "./image-drift.js";
import { foldImages } from "./image-rows.js";
import { findImageTroubles, findUnreachableHosts } from "./image-troubles.js";
import type { ImageRow, Outcome, ReplicaRow } from "./outcome.js";
import { foldRegions, type RegionRecord } from "./region-record.js";
import { foldReplicas } from "./replica-rows.js";
import { decideVerdict, exitCodeOf } from "./verdict.js";

/** Everything that a run knows of itself, at whatever moment it is asked. */
export interface RunSoFar {
  readonly request: Request | null;
  /** Whether images were asked for, where bad inputs kept the run from making a request of it all. */
  readonly asksForImages?: boolean;
  readonly registry: Registry | null;
  readonly plan: Plan | null;
  readonly facts: readonly TimedFact[];
  readonly startedAt: Date;
  /** Milliseconds since the run began, on the monotonic clock. */
  readonly duration: number;
}

/** What happened, folded from the request, the plan and the journal: right at any moment. */
export function foldOutcome(run: RunSoFar): Outcome {
  const { facts, startedAt, duration } = run;
  const now = new Date(startedAt.getTime() + duration);
  const asWanted = run.plan?.wanted.map(({ region }) => region) ?? [];
  const records = foldRegions(run.plan?.replicas ?? [], asWanted, facts);
  const plan = run.plan === null ? null : withoutWhatWent(run.plan, records);
  const wanted = plan?.wanted.map(({ region }) => region) ?? [];
  const replicas = plan === null ? [] : foldReplicas(plan, records, facts, duration);
  const images = plan === null ? [] : foldImages(plan.images, wanted, facts, duration);
  const replicaDrift =
    plan === null || run.request === null ? [] : driftAtEnd(run.request, plan, records, now);
  const drift = sortDrift([...replicaDrift, ...findImageDrift(images)]);
  const isAllReady = replicas.length > 0 && replicas.every((row) => row.isReady || !row.isWanted);
  const asked = run.request?.images ?? [];
  const asksForImages = run.request === null ? run.asksForImages === true : asked.length > 0;
  const areImagesReady = asksForImages ? run.request !== null && holdsAll(asked, images, wanted) : null;
  const failures = sortFailures(facts);
  const changes = plan === null ? [] : foldChanges(plan, records);
  const verdict = decideVerdict({ plan, replicas, drift, changes, images, failures, facts });
  const partial = {
    verdict,
    request: run.request,
    registry: run.registry,
    plan,
    replicas,
    readyRegions: readyRegions(run.request, plan, replicas, images),
    isAllReady,
    created: regionsThat(records, ({ isCreated, isRepaired }) => isCreated || isRepaired),
    deleted: regionsThat(records, isGone),
    drift,
    fingerprint: drift.length === 0 ? "" : hashOf(drift),
    changes,
    planHash: plan?.hash ?? "",
    images,
    areImagesReady,
    imageTroubles: findImageTroubles(images, facts, run.registry),
    unreachableHosts: findUnreachableHosts(images, facts),
    refusals: plan?.refusals ?? [],
    leftOut: plan?.leftOut ?? [],
    warnings: plan?.warnings ?? [],
    cautions: findCautions(facts),
    failures,
    brokenRepairs: findBrokenRepairs(facts, records),
    underway: underway(records),
    unanswered: regionsThat(records, ({ unanswered }) => unanswered !== null),
    journal: facts,
    startedAt,
    duration,
  };
  return { ...partial, exitCode: exitCodeOf(verdict, drift, plan), headline: headlineOf(partial) };
}

/** Where what exists is what is wanted, a replica that somebody deleted meanwhile is no longer wanted. */
function withoutWhatWent(plan: Plan, records: ReadonlyMap<Region, RegionRecord>): Plan {
  if (!plan.wantsExisting) return plan;
  const hasGone = (region: Region) =>
    region !== plan.registry.home && (records.get(region)?.replicas ?? []).length === 0;
  return { ...plan, wanted: plan.wanted.filter(({ region }) => !hasGone(region)) };
}

function driftAtEnd(
  request: Request,
  plan: Plan,
  records: ReadonlyMap<Region, RegionRecord>,
  now: Date,
): Outcome["drift"] {
  if (!plan.isToBeCarriedOut) return plan.drift;
  const replicas = [...records.values()].flatMap((record) => record.replicas);
  const known = plan.wanted.filter(({ region }) => !isUnknown(records.get(region)));
  const wanted = readableRegions(known, plan.unreadable, replicas);
  return findDrift({ request, registry: plan.registry, wanted, replicas, now });
}

/** Whether nothing of a region has ever been seen, and a GET of it told nothing: none is missing there for certain. */
function isUnknown(record: RegionRecord | undefined): boolean {
  return record?.isSightStale === true && record.replicas.length === 0;
}

/** Whether every image that was asked for is in one of these states in every one of the regions. */
function holdsAll(
  asked: readonly ImageReference[],
  images: readonly ImageRow[],
  regions: readonly Region[],
  states: readonly ImageState[] = ["pullable"],
): boolean {
  return asked.every(({ text }) => {
    const row = images.find(({ image }) => image.text === text);
    const holding = row?.regions.filter(({ state }) => states.includes(state)).map(({ region }) => region);
    return holding !== undefined && regions.every((region) => holding.includes(region));
  });
}

/**
 * Regions named in `regions`, or all that exist, that are ready and hold every image, for a matrix. With
 * `if-image-unknown: warn` those that cannot be asked at all count as well.
 */
function readyRegions(
  request: Request | null,
  plan: Plan | null,
  replicas: readonly ReplicaRow[],
  images: readonly ImageRow[],
): readonly Region[] {
  if (request === null || request.mode === "remove") return [];
  const wanted = request.wanted === "existing" ? (plan?.wanted ?? []) : request.wanted;
  const named = new Set(wanted.map(({ region }) => region));
  const ready = replicas.filter((row) => named.has(row.region) && row.isReady).map(({ region }) => region);
  const accepted: readonly ImageState[] =
    request.ifImageUnknown === "warn" ? ["pullable", "unknown"] : ["pullable"];
  return ready.filter((region) => holdsAll(request.images, images, [region], accepted));
}

/** Deleted by this run, and not there any more; nothing is called done that is not. */
function isGone(record: RegionRecord): boolean {
  if (record.isDeletedForRepair) return !record.isRepaired && record.replicas.length === 0;
  return record.isDeleteAccepted && record.isDeleteConfirmed;
}

function regionsThat(
  records: ReadonlyMap<Region, RegionRecord>,
  hold: (record: RegionRecord) => boolean,
): readonly Region[] {
  const held = [...records.values()].filter(hold);
  return held.map(({ region }) => region).toSorted(compareRegions);
}

/** Failures of the whole run first, then by region in the order in which they came. */
function sortFailures(facts: readonly TimedFact[]): readonly Failure[] {
  const failures = facts.flatMap((fact) => (fact.kind === "failed" ? [fact.failure] : []));
  const seen = new Set<Region>();
  const isFirst = ({ region }: Failure) => {
    if (region === null || seen.has(region)) return false;
    seen.add(region);
    return true;
  };
  const general = failures.filter(({ region }) => region === null);
  const first = failures.filter(isFirst);
  const rest = failures.filter((failure) => failure.region !== null && !first.includes(failure));
  return [...general, ...first, ...rest];
}

/** Where Azure was still at work when the run ended, as far as it was seen. */
function underway(records: ReadonlyMap<Region, RegionRecord>): readonly Region[] {
  return regionsThat(records, (record) => {
    const isDeleting = record.isDeleteAccepted && !record.isDeleteConfirmed;
    const isBusy = record.replicas.some((replica) => isInOperation(replica) || isSyncing(replica));
    return isDeleting || (isBusy && isConcernOf(record));
  });
}

/** Whether the run wrote to the region or waited for it. What was repaired was deleted for it first. */
function isConcernOf(record: RegionRecord): boolean {
  const { isCreated, isFound, isUpdated, isDeletedForRepair, unanswered, waitBegun } = record;
  const isWritten = isCreated || isFound || isUpdated || isDeletedForRepair;
  return isWritten || unanswered !== null || waitBegun !== null;
}
