import type { TimedFact, WaitVerdict, WriteAction } from "../registry/fact.js";
import type { Activity, Failure, FailureKind } from "../registry/failure.js";
import type { Region } from "../registry/region.js";
import { isBeingDeleted, type Replica, replicasIn } from "../registry/replica.js";

/** What the journal holds about one region, folded. */
export interface RegionRecord {
  readonly region: Region;
  /** The latest sight of its replicas, from whichever answer; empty when there is none. */
  readonly replicas: readonly Replica[];
  /** The replica as it was last seen before it was deleted or vanished. */
  readonly lastSeen: Replica | null;
  /**
   * What was seen before may be true no more: a delete went out and nobody has looked since, or LIST lacks a replica
   * that is wanted, or a GET of it told nothing.
   */
  readonly isSightStale: boolean;
  readonly isCreated: boolean;
  /** A create met a replica that somebody else had just made. */
  readonly isFound: boolean;
  readonly isUpdated: boolean;
  /** The first half of a repair. */
  readonly isDeletedForRepair: boolean;
  readonly isRepaired: boolean;
  readonly isDeleteAccepted: boolean;
  readonly isDeleteConfirmed: boolean;
  /** A write that went out and whose answer never came, while nothing else shows what became of it. */
  readonly unanswered: WriteAction | null;
  readonly waitBegun: number | null;
  readonly waitEnded: number | null;
  readonly verdict: WaitVerdict | null;
  readonly failures: readonly Failure[];
  readonly leftBecause: Extract<TimedFact, { kind: "change-left" }>["reason"] | null;
}

/**
 * Folds the journal into one record per region that it speaks of. `observed` is what the plan was made on, `wanted` are
 * the regions whose replicas are gone only when a GET of their own says so.
 */
export function foldRegions(
  observed: readonly Replica[],
  wanted: readonly Region[],
  facts: readonly TimedFact[],
): ReadonlyMap<Region, RegionRecord> {
  const records = new Map<Region, RegionRecord>();
  takeInList(records, observed, wanted);
  for (const fact of facts) takeIn(records, wanted, fact);
  return new Map(
    [...records].map(([region, record]) => [region, { ...record, ...resultOfUnanswered(record) }]),
  );
}

function takeIn(records: Map<Region, RegionRecord>, wanted: readonly Region[], fact: TimedFact): void {
  const region = regionOf(fact);
  if (fact.kind === "replicas-listed") takeInList(records, fact.replicas, wanted);
  else if (region !== null) change(records, region, (record) => changeBy(fact, record));
}

function regionOf(fact: TimedFact): Region | null {
  if (fact.kind === "failed") return fact.failure.region;
  return "region" in fact ? fact.region : null;
}

function change(
  records: Map<Region, RegionRecord>,
  region: Region,
  edit: (record: RegionRecord) => Partial<RegionRecord>,
): void {
  const record = records.get(region) ?? emptyRecord(region);
  records.set(region, { ...record, ...edit(record) });
}

/**
 * LIST has been seen to lag: it takes nothing back that this run has seen to the end, and of a wanted replica that it
 * lacks no more is known.
 */
function takeInList(
  records: Map<Region, RegionRecord>,
  listed: readonly Replica[],
  wanted: readonly Region[],
): void {
  const regions = new Set([...records.keys(), ...listed.map(({ region }) => region)]);
  for (const region of regions) {
    const here = replicasIn(region, listed);
    change(records, region, (record) => {
      const isBelated = here.length === 0 ? record.isCreated || record.isRepaired : record.isDeleteConfirmed;
      if (isBelated) return {};
      const isDoubtful = here.length === 0 && record.replicas.length > 0 && wanted.includes(region);
      return isDoubtful ? { isSightStale: true } : see(record, here);
    });
  }
}

function see({ lastSeen }: RegionRecord, replicas: readonly Replica[]): Partial<RegionRecord> {
  return { replicas, lastSeen: replicas[0] ?? lastSeen, isSightStale: false };
}

function emptyRecord(region: Region): RegionRecord {
  return {
    region,
    replicas: [],
    lastSeen: null,
    isSightStale: false,
    isCreated: false,
    isFound: false,
    isUpdated: false,
    isDeletedForRepair: false,
    isRepaired: false,
    isDeleteAccepted: false,
    isDeleteConfirmed: false,
    unanswered: null,
    waitBegun: null,
    waitEnded: null,
    verdict: null,
    failures: [],
    leftBecause: null,
  };
}

function changeBy(fact: TimedFact, record: RegionRecord): Partial<RegionRecord> {
  switch (fact.kind) {
    case "replica-seen":
      return see(record, fact.replica === null ? [] : [fact.replica]);
    case "write-sent":
      return { unanswered: fact.action, isSightStale: DELETES.includes(fact.action) };
    case "write-accepted":
      return {
        ...(fact.replica === null ? {} : see(record, [fact.replica])),
        ...accept(fact.action, fact.found),
        unanswered: null,
      };
    case "write-put-off":
      return { unanswered: null, isSightStale: false };
    case "wait-begun":
      return { waitBegun: record.waitBegun ?? fact.at, waitEnded: null, verdict: null };
    case "wait-ended":
      return { waitEnded: fact.at, verdict: fact.verdict };
    case "delete-confirmed":
      return { isDeleteConfirmed: true, replicas: [] };
    case "change-left":
      return { leftBecause: fact.reason };
    case "failed":
      return takeFailure(record, fact.failure);
    default:
      return {};
  }
}

function accept(action: WriteAction, isFound: boolean): Partial<RegionRecord> {
  switch (action) {
    case "create":
      return isFound ? { isFound } : { isCreated: true };
    case "update":
      return { isUpdated: true };
    case "repair-delete":
      return { isDeletedForRepair: true, isRepaired: false };
    case "repair-create":
      return isFound ? { isFound } : { isRepaired: true };
    case "delete":
      return { isDeleteAccepted: true };
  }
}

const DELETES: readonly WriteAction[] = ["delete", "repair-delete"];
const WRITES: readonly Activity[] = ["create", "update", "repair", "delete"];
/** After these nobody knows whether Azure took the write. */
const WITHOUT_ANSWER: readonly FailureKind[] = ["unreachable", "server", "malformed"];

/** A failure tells how a write ended, unless the answer itself was lost; that of a GET tells that nothing is known. */
function takeFailure(record: RegionRecord, failure: Failure): Partial<RegionRecord> {
  const failures = [...record.failures, failure];
  if (failure.activity === "read-replica") return { failures, isSightStale: true };
  const isAnswer = WRITES.includes(failure.activity) && !WITHOUT_ANSWER.includes(failure.kind);
  return { failures, ...(isAnswer ? { unanswered: null, isSightStale: false } : {}) };
}

/** What is seen in the end tells whether a create or a delete without an answer was taken. */
function resultOfUnanswered({ unanswered, replicas }: RegionRecord): Partial<RegionRecord> {
  const isThere = replicas.some((replica) => !isBeingDeleted(replica));
  const isTaken = unanswered === "create" || unanswered === "repair-create" ? isThere : !isThere;
  if (unanswered === null || unanswered === "update" || !isTaken) return {};
  return { ...accept(unanswered, false), unanswered: null };
}
