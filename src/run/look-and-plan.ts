import type { Replications } from "../apply/ports.js";
import { refuseRegistry } from "../plan/fences.js";
import { makePlan } from "../plan/make-plan.js";
import type { CreateChange, Plan } from "../plan/plan.js";
import type { Clock } from "../registry/clock.js";
import { RequestFailed } from "../registry/failure.js";
import type { Registry } from "../registry/registry.js";
import type { Replica, ReplicaListing } from "../registry/replica.js";
import type { Request } from "../registry/request.js";
import type { Cloud } from "./ports.js";

/**
 * Reads the replicas and makes the plan. Only a plan that creates needs more: a GET of its own for each replica that
 * LIST lacks, since LIST has been seen to lag behind and a PUT would overwrite what is there; and the regions that
 * Azure offers.
 */
export async function lookAndPlan(
  request: Request,
  registry: Registry,
  cloud: Cloud,
  clock: Clock,
  stop: AbortSignal,
): Promise<Plan> {
  const replications = cloud.replications(registry);
  const canHaveReplicas = refuseRegistry(registry).length === 0;
  const { replicas: listed } = canHaveReplicas ? await replications.list(stop) : NOTHING;
  const situation = { request, registry, replicas: listed, offered: null, now: clock.date() };
  const plan = makePlan(situation);
  const creates = createsOf(plan);
  if (creates.length === 0) return plan;
  const [unlisted, offered] = await Promise.all([
    readUnlisted(creates, replications, stop),
    cloud.offeredRegions(registry, stop),
  ]);
  return makePlan({ ...situation, replicas: [...listed, ...unlisted], offered });
}

const NOTHING: ReplicaListing = { replicas: [], unreadable: [] };

function createsOf({ changes }: Plan): readonly CreateChange[] {
  return changes.filter((change) => change.action === "create");
}

/** The replicas that are there although LIST lacks them. Where one cannot be read, LIST is believed. */
async function readUnlisted(
  creates: readonly CreateChange[],
  replications: Replications,
  stop: AbortSignal,
): Promise<readonly Replica[]> {
  const missing = creates.filter(({ after }) => after === null);
  const found = await Promise.all(
    missing.map(({ name }) => replications.get(name, stop).catch(unlessUnreadable)),
  );
  return found.filter((replica) => replica !== null);
}

function unlessUnreadable(error: unknown): null {
  if (error instanceof RequestFailed) return null;
  throw error;
}
