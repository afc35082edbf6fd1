import type { DeleteChange, Plan } from "../plan/plan.js";
import { isCorrectable } from "../plan/tenure.js";
import { type Failure, RequestFailed } from "../registry/failure.js";
import { isNeededByOthers, isPermanent, readMarks } from "../registry/marks.js";
import { displayName, type Region } from "../registry/region.js";
import { isInOperation, isReady, type Replica, replicasIn } from "../registry/replica.js";
import { isTimeout, withTimeLimit } from "../registry/time-limit.js";
import { isAbort, observed } from "./attempt.js";
import { readReplica } from "./read-replica.js";
import type { Tools } from "./tools.js";
import { pollInterval } from "./wait/poll-interval.js";
import { type DifferingSetting, settingsInWords } from "./write/edit.js";
import { setBack } from "./write/region-failures.js";

type LookTools = Pick<Tools, "replications" | "record" | "clock" | "timeLeft">;

/**
 * The last look, for the report: one LIST, and a GET of its own wherever LIST contradicts what a plan that was
 * carried out should have come to, since LIST has been seen to lag behind. What somebody is updating just then is
 * waited for in the regions that had come up, `arrived`. A wanted replica that LIST lacks and of which a GET tells
 * nothing is neither there nor gone: its region fails.
 */
export async function lookAgain(
  plan: Plan,
  arrived: readonly Region[],
  tools: LookTools,
  cancellation: AbortSignal,
): Promise<void> {
  const { clock, record } = tools;
  const unread = new Set<Region>();
  try {
    await withTimeLimit(longestLook(tools), clock.sleep, [cancellation], (signal) =>
      look({ plan, arrived: new Set(arrived), unread }, tools, signal),
    );
  } catch (error) {
    // The journal holds what was seen before, so the report is older, not wrong.
    if (error instanceof RequestFailed) record({ kind: "warned", failure: error.failure });
    else if (isTimeout(error))
      for (const region of unread) record({ kind: "failed", failure: notRead(region) });
    else if (!isAbort(error)) throw error;
  }
}

/** The deadline may have passed already, so this look may outlast it by so long. */
const BEYOND_DEADLINE = 15_000;

function longestLook({ timeLeft }: LookTools): number {
  return Math.max(0, timeLeft()) + BEYOND_DEADLINE;
}

/** What is checked, and how far the check has come. */
interface LastLook {
  readonly plan: Plan;
  readonly arrived: ReadonlySet<Region>;
  /** Where LIST lacks a wanted replica, until a GET has told of it or was refused. */
  readonly unread: Set<Region>;
}

async function look(lastLook: LastLook, tools: LookTools, signal: AbortSignal): Promise<void> {
  const { plan, arrived, unread } = lastLook;
  const { replicas } = await tools.replications.list(signal);
  tools.record({ kind: "replicas-listed", replicas });
  reportNewExtras(plan, replicas, tools);
  const doubtful = doubtfulReplicas(plan, arrived, replicas);
  for (const { region, isListed } of doubtful) if (!isListed) unread.add(region);
  await Promise.all(doubtful.map((target) => lookAt(target, lastLook, tools, signal)));
}

async function lookAt(
  target: Doubtful,
  { plan, arrived, unread }: LastLook,
  tools: LookTools,
  signal: AbortSignal,
): Promise<void> {
  try {
    const replica = await readUntilIdle(target, tools, signal);
    if (replica !== null && arrived.has(target.region)) reportSetBack(replica, plan, tools);
  } catch (error) {
    if (!(error instanceof RequestFailed)) throw error;
    reportRefusal(target, error.failure, tools);
  }
  unread.delete(target.region);
}

/** Where LIST has a row, that is what the report shows; else nothing is known any more. */
function reportRefusal({ region, isListed }: Doubtful, refused: Failure, { record }: LookTools): void {
  const failure = { ...refused, region };
  if (isListed) record({ kind: "warned", failure });
  else record({ kind: "failed", failure: { ...failure, remedy: [...NOT_KNOWN, ...refused.remedy] } });
}

const NOT_KNOWN = [
  "At the end Azure listed no such replica, and a GET of it gave no clear answer, so it is not known whether it still exists. " +
    "Nothing was done to it. ",
];

function notRead(region: Region): Failure {
  return observed(region, "read-replica", "ReplicaNotRead", [
    ...NOT_KNOWN,
    `No answer about the replica in ${displayName(region)} came before the run had to end. Run again.`,
  ]);
}

/** Any change of a tag by anybody shows a replica as Updating for a second: that is no state to report. */
async function readUntilIdle(
  target: Doubtful,
  tools: LookTools,
  signal: AbortSignal,
): Promise<Replica | null> {
  const { clock } = tools;
  const begun = clock.now();
  for (;;) {
    const replica = await readReplica(target, tools, signal);
    if (replica === null || !target.isAwaited || !isInOperation(replica)) return replica;
    await clock.sleep(pollInterval(clock.now() - begun), signal);
    signal.throwIfAborted();
  }
}

/** Settings that were written and are another again in the end: nothing else would say why the run failed. */
function reportSetBack(replica: Replica, plan: Plan, { record }: LookTools): void {
  const { region } = replica;
  const settings = differingSettings(replica, plan);
  if (settings.length > 0) record({ kind: "failed", failure: setBack(region, settings) });
}

function differingSettings(replica: Replica, { changes, wanted, tenure }: Plan): readonly DifferingSetting[] {
  const { region } = replica;
  const one = wanted.find((other) => other.region === region);
  const owner = tenure.kind === "on-loan" ? tenure.owner : null;
  const change = changes.find((other) => other.region === region);
  if (one === undefined || change === undefined || !("tags" in change)) return [];
  if (!isCorrectable(one, replica, owner)) return [];
  const routing = "routing" in change ? change.routing : null;
  return settingsInWords(
    { routing: routing === replica.routing ? null : routing, tags: change.tags },
    replica,
  );
}

/** A run without an owner has left no mark on what it wants, so one that LIST shows is another's, or is there no more. */
function hasSettings(replica: Replica, plan: Plan): boolean {
  const isOnLoan = replica.region !== plan.registry.home && !isPermanent(readMarks(replica.tags));
  const isAsTenure = plan.tenure.kind !== "permanent" || !isOnLoan;
  return isAsTenure && differingSettings(replica, plan).length === 0;
}

/** A replica that somebody made while extras were being deleted was in no plan, so it stays, and that is said. */
function reportNewExtras(
  { prunesAll, wanted, protect, replicas, registry }: Plan,
  listed: readonly Replica[],
  { record, clock }: LookTools,
): void {
  if (!prunesAll) return;
  const known = new Set([
    registry.home,
    ...protect,
    ...wanted.map(({ region }) => region),
    ...replicas.map(({ region }) => region),
  ]);
  const extras = listed.filter(
    ({ region, tags }) => !known.has(region) && !isNeededByOthers(readMarks(tags), null, clock.date()),
  );
  for (const { region } of extras) record({ kind: "failed", failure: cameUp(region) });
}

function cameUp(region: Region): Failure {
  return observed(region, "delete", "ExtraCameUp", [
    `A replica in ${displayName(region)} appeared while others were being deleted. It is not wanted, but no plan named it, so it was not deleted. Run again, or find out who created it.`,
  ]);
}

interface Doubtful {
  readonly region: Region;
  readonly name: string;
  readonly isListed: boolean;
  /** Whether what is under way on it is waited for. */
  readonly isAwaited: boolean;
}

function doubtfulReplicas(
  plan: Plan,
  arrived: ReadonlySet<Region>,
  listed: readonly Replica[],
): readonly Doubtful[] {
  const notReady = plan.wanted.flatMap(({ region }) => {
    const [replica, ...others] = replicasIn(region, listed);
    if (others.length > 0) return [];
    const isAsWanted = replica !== undefined && isReady(replica) && hasSettings(replica, plan);
    const name = replica?.name ?? nameInPlan(region, plan);
    const isAwaited = plan.waitFor !== "none" && arrived.has(region);
    return name === null || isAsWanted ? [] : [{ region, name, isListed: replica !== undefined, isAwaited }];
  });
  const stillThere = plan.changes.filter(
    (change): change is DeleteChange =>
      change.action === "delete" && replicasIn(change.region, listed).length === 1,
  );
  const going = stillThere.map(({ region, name }) => ({ region, name, isListed: true, isAwaited: false }));
  return [...notReady, ...going];
}

/** The name under which the wanted replica should be there. */
function nameInPlan(region: Region, { changes, replicas }: Plan): string | null {
  const created = changes.find((change) => change.region === region && change.action === "create");
  const [observed] = replicasIn(region, replicas);
  return created?.action === "create" ? created.name : (observed?.name ?? null);
}
