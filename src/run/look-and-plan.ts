import type { OwnerLives, Replications } from "../apply/ports.js";
import { judgeAccess } from "../plan/access.js";
import { refuseRegistry } from "../plan/fences.js";
import { makePlan, type Situation } from "../plan/make-plan.js";
import type { CreateChange, Plan } from "../plan/plan.js";
import { needsOffer } from "../plan/region-fences.js";
import { ownersToAskAbout, selectionOf } from "../plan/removal.js";
import type { Clock } from "../registry/clock.js";
import { RequestFailed } from "../registry/failure.js";
import { findMark, isPermanent, readMarks } from "../registry/marks.js";
import type { Registry } from "../registry/registry.js";
import type { Replica, ReplicaListing, UnreadableReplica } from "../registry/replica.js";
import type { Request } from "../registry/request.js";
import { prose, ServerText } from "../registry/server-text.js";
import type { Cloud, FoundRegistry } from "./ports.js";

/** What the plan is made with. */
export interface LookTools {
  readonly cloud: Pick<Cloud, "replications" | "offeredRegions" | "regionalEndpoints" | "access">;
  /** Null where the job does not ask whether owners are alive. */
  readonly lives: OwnerLives | null;
  readonly clock: Clock;
  readonly stop: AbortSignal;
}

/**
 * Reads the replicas, unless they were listed together with the registry, and makes the plan. LIST has been seen to lag behind, so three things are read again by a GET each:
 * what an owner wants and LIST shows as on loan, what an owner leaves and LIST shows without its mark, and, in a plan
 * that creates, what LIST lacks, since a PUT would overwrite what is there. What can neither be listed nor read is in the plan as unreadable. Which regions Azure offers
 * is asked only where something is created, or a word in the inputs may be no region; the regions' own hosts where
 * something is created, for the network list. Rights and locks are read beside these, and only where something is
 * written.
 */
export async function lookAndPlan(
  request: Request,
  registry: Registry,
  { cloud, lives, clock, stop }: LookTools,
  listing: FoundRegistry["listing"] = null,
): Promise<Plan> {
  const replications = cloud.replications(registry);
  const canHaveReplicas = refuseRegistry(registry).length === 0;
  const { replicas: rows, unreadable } = canHaveReplicas
    ? await (listing ?? replications.list(stop))
    : NOTHING;
  const listed = await readAgain(rows, isInDoubt(request, registry), replications, stop);
  const first: Situation = {
    request,
    registry,
    replicas: listed,
    unreadable: unreadable.map(explainRow),
    offered: null,
    lives: await askForLives(request, listed, lives, stop),
    now: clock.date(),
  };
  const plan = makePlan(first);
  const access = writes(plan) ? cloud.access(registry, stop) : null;
  const final = await lookCloser(first, plan, { cloud, stop });
  return writes(final) ? judgeAccess(final, await (access ?? cloud.access(registry, stop))) : final;
}

/** Whether the plan is to write anything: rights and locks are asked about only then. */
function writes({ changes, isToBeCarriedOut }: Plan): boolean {
  return isToBeCarriedOut && changes.length > 0;
}

/** The plan again, with what only some plans need to know. */
async function lookCloser(
  first: Situation,
  plan: Plan,
  { cloud, stop }: Pick<LookTools, "cloud" | "stop">,
): Promise<Plan> {
  const { request, registry } = first;
  const creates = createsOf(plan);
  if (creates.length === 0 && !needsOffer(request, registry.home, first.replicas)) return plan;
  const [unlisted, offered, endpoints] = await Promise.all([
    readUnlisted(creates, cloud.replications(registry), stop),
    cloud.offeredRegions(registry, stop),
    cloud.regionalEndpoints(registry, stop),
  ]);
  return makePlan({
    ...first,
    replicas: [...first.replicas, ...unlisted.replicas],
    unreadable: onceByName([...(first.unreadable ?? []), ...unlisted.unreadable]),
    offered,
    endpoints,
  });
}

/**
 * Which rows of LIST may be too old to go by. What is on loan goes with its last owner, seconds ago perhaps, and an
 * owner that finds its mark in an old row would write none; one that leaves seconds after it came would not find it.
 */
function isInDoubt(request: Request, { home }: Registry): (row: Replica) => boolean {
  if (request.mode === "apply" && request.owner !== null) {
    const wanted = new Set(request.wanted.map(({ region }) => region));
    return ({ region, tags }) => wanted.has(region) && !isPermanent(readMarks(tags));
  }
  if (request.mode === "remove" && selectionOf(request) === "by-owner") {
    const { owner, regions } = request;
    return ({ region, tags }) =>
      region !== home &&
      regions?.includes(region) !== false &&
      owner !== null &&
      findMark(readMarks(tags), owner) === null;
  }
  return () => false;
}

/** The rows, those in doubt as a GET of each shows them. Where one cannot be read, LIST is believed. */
async function readAgain(
  rows: readonly Replica[],
  isDoubtful: (row: Replica) => boolean,
  replications: Replications,
  stop: AbortSignal,
): Promise<readonly Replica[]> {
  const read = await Promise.all(
    rows.map(async (row) => {
      if (!isDoubtful(row)) return row;
      return replications.get(row.name, stop).catch((error: unknown) => unlessUnreadable(error, row));
    }),
  );
  return read.filter((replica) => replica !== null);
}

/** Asks about each owner once. */
async function askForLives(
  request: Request,
  replicas: readonly Replica[],
  lives: OwnerLives | null,
  stop: AbortSignal,
): Promise<Situation["lives"]> {
  if (lives === null || request.mode !== "remove") return new Map();
  const owners = ownersToAskAbout(request, replicas);
  return new Map(
    await Promise.all(owners.map(async (owner) => [owner, await lives.ask(owner, stop)] as const)),
  );
}

const NOTHING: ReplicaListing = { replicas: [], unreadable: [] };

function createsOf({ changes }: Plan): readonly CreateChange[] {
  return changes.filter((change) => change.action === "create");
}

/** Looks for the replicas that are to be created: there although LIST lacks them, absent, or unreadable. */
async function readUnlisted(
  creates: readonly CreateChange[],
  replications: Replications,
  stop: AbortSignal,
): Promise<ReplicaListing> {
  const missing = creates.filter(({ after }) => after === null);
  const found = await Promise.all(missing.map((create) => readOrExplain(create, replications, stop)));
  const read = found.filter((one) => one !== null);
  return {
    replicas: read.filter((one): one is Replica => !("failure" in one)),
    unreadable: read.filter((one): one is UnreadableReplica => "failure" in one),
  };
}

async function readOrExplain(
  { name, region }: CreateChange,
  replications: Replications,
  stop: AbortSignal,
): Promise<Replica | UnreadableReplica | null> {
  try {
    return await replications.get(name, stop);
  } catch (error) {
    if (!(error instanceof RequestFailed)) throw error;
    const { failure } = error;
    return { name, region, failure: { ...failure, region, remedy: [...NOT_CREATED, ...failure.remedy] } };
  }
}

const NOT_CREATED = [
  "It is not known whether there is a replica, so none was created: a create would overwrite one that may exist. ",
];

/** A row of LIST that says too little, and whose name leads no further. */
function explainRow(row: UnreadableReplica): UnreadableReplica {
  const what = prose`Azure lists a replica named ${new ServerText(row.name)}, but neither the list nor a GET of it says where and what it is. Nothing was done to it, and nothing is pruned until it can be read. `;
  return { ...row, failure: { ...row.failure, remedy: [...what, ...row.failure.remedy] } };
}

function unlessUnreadable<Believed>(error: unknown, believed: Believed): Believed {
  if (error instanceof RequestFailed) return believed;
  throw error;
}

/** What was read for a create says more than its row. */
function onceByName(unreadable: readonly UnreadableReplica[]): readonly UnreadableReplica[] {
  return [...new Map(unreadable.map((one) => [one.name.toLowerCase(), one])).values()];
}
