import type { TimedFact, WaitVerdict } from "../registry/fact.js";
import type { Failure, FailureKind } from "../registry/failure.js";
import type { Region } from "../registry/region.js";
import type { Replica } from "../registry/replica.js";

/** What the journal holds about one region, folded. */
export interface RegionRecord {
  readonly region: Region;
  /** The latest sight of its replicas, from whichever answer; empty when there is none. */
  readonly replicas: readonly Replica[];
  /** The replica as it was last seen before it was deleted or vanished. */
  readonly lastSeen: Replica | null;
  readonly isCreated: boolean;
  /** A create met a replica that somebody else had just made. */
  readonly isFound: boolean;
  readonly isUpdated: boolean;
  readonly isRepaired: boolean;
  readonly isDeleteAccepted: boolean;
  readonly isDeleteConfirmed: boolean;
  /** A write went out whose answer never came. */
  readonly hasUnansweredWrite: boolean;
  readonly waitBegun: number | null;
  readonly waitEnded: number | null;
  readonly verdict: WaitVerdict | null;
  readonly failures: readonly Failure[];
  readonly leftBecause: Extract<TimedFact, { kind: "change-left" }>["reason"] | null;
}

/** Folds the journal into one record per region that it speaks of. `observed` is what the plan was made on. */
export function foldRegions(
  observed: readonly Replica[],
  facts: readonly TimedFact[],
): ReadonlyMap<Region, RegionRecord> {
  const records = new Map<Region, RegionRecord>();
  const change = (region: Region, edit: (record: RegionRecord) => Partial<RegionRecord>) => {
    const record = records.get(region) ?? emptyRecord(region);
    records.set(region, { ...record, ...edit(record) });
  };
  const see = (region: Region, replicas: readonly Replica[]) =>
    change(region, ({ lastSeen }) => ({ replicas, lastSeen: replicas[0] ?? lastSeen }));
  const seeAll = (replicas: readonly Replica[]) => {
    const regions = new Set([...records.keys(), ...replicas.map(({ region }) => region)]);
    for (const region of regions)
      see(
        region,
        replicas.filter((one) => one.region === region),
      );
  };
  seeAll(observed);
  for (const fact of facts) foldFact(fact, change, see, seeAll);
  return records;
}

function emptyRecord(region: Region): RegionRecord {
  return {
    region,
    replicas: [],
    lastSeen: null,
    isCreated: false,
    isFound: false,
    isUpdated: false,
    isRepaired: false,
    isDeleteAccepted: false,
    isDeleteConfirmed: false,
    hasUnansweredWrite: false,
    waitBegun: null,
    waitEnded: null,
    verdict: null,
    failures: [],
    leftBecause: null,
  };
}

type Change = (region: Region, edit: (record: RegionRecord) => Partial<RegionRecord>) => void;
type See = (region: Region, replicas: readonly Replica[]) => void;

function foldFact(
  fact: TimedFact,
  change: Change,
  see: See,
  seeAll: (replicas: readonly Replica[]) => void,
): void {
  switch (fact.kind) {
    case "replicas-listed":
      seeAll(fact.replicas);
      break;
    case "replica-seen":
      see(fact.region, fact.replica === null ? [] : [fact.replica]);
      break;
    case "write-sent":
      change(fact.region, () => ({ hasUnansweredWrite: true }));
      break;
    case "write-accepted":
      if (fact.replica !== null) see(fact.region, [fact.replica]);
      change(fact.region, () => ({ hasUnansweredWrite: false, ...acceptance(fact) }));
      break;
    case "wait-begun":
      change(fact.region, ({ waitBegun }) => ({
        waitBegun: waitBegun ?? fact.at,
        waitEnded: null,
        verdict: null,
      }));
      break;
    case "wait-ended":
      change(fact.region, () => ({ waitEnded: fact.at, verdict: fact.verdict }));
      break;
    case "delete-confirmed":
      change(fact.region, () => ({ isDeleteConfirmed: true, replicas: [] }));
      break;
    case "change-left":
      change(fact.region, () => ({ leftBecause: fact.reason }));
      break;
    case "failed":
      if (fact.failure.region !== null)
        change(fact.failure.region, (record) => takeFailure(record, fact.failure));
      break;
    default:
  }
}

/** After these nobody knows whether Azure took the write. */
const WITHOUT_ANSWER: readonly FailureKind[] = ["unreachable", "server", "malformed"];

/** A failure tells how a write ended, unless the answer itself was lost. */
function takeFailure(
  { failures, hasUnansweredWrite }: RegionRecord,
  failure: Failure,
): Partial<RegionRecord> {
  return {
    failures: [...failures, failure],
    hasUnansweredWrite: hasUnansweredWrite && WITHOUT_ANSWER.includes(failure.kind),
  };
}

function acceptance({
  action,
  found,
}: Extract<TimedFact, { kind: "write-accepted" }>): Partial<RegionRecord> {
  switch (action) {
    case "create":
      return found ? { isFound: true } : { isCreated: true };
    case "update":
      return { isUpdated: true };
    case "repair-create":
      return { isRepaired: true };
    case "delete":
      return { isDeleteAccepted: true };
    case "repair-delete":
      return {};
  }
}
