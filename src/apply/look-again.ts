import type { DeleteChange, Plan } from "../plan/plan.js";
import { RequestFailed } from "../registry/failure.js";
import type { Region } from "../registry/region.js";
import { isReady, type Replica, replicasIn } from "../registry/replica.js";
import { readReplica } from "./read-replica.js";
import type { Tools } from "./tools.js";

/**
 * The last look, for the report: one LIST, and a GET of its own wherever LIST contradicts what a plan that was
 * carried out should have come to, since LIST has been seen to lag behind.
 */
export async function lookAgain(
  plan: Plan,
  { replications, record }: Pick<Tools, "replications" | "record">,
  cancellation: AbortSignal,
): Promise<void> {
  const signal = AbortSignal.any([AbortSignal.timeout(LONGEST_LOOK), cancellation]);
  try {
    await look(plan, { replications, record }, signal);
  } catch (error) {
    // The journal holds what was seen before, so the report is older, not wrong.
    if (error instanceof RequestFailed) record({ kind: "warned", failure: error.failure });
    else if (!signal.aborted) throw error;
  }
}

/** The deadline may have passed already, so this look has a limit of its own. */
const LONGEST_LOOK = 15_000;

async function look(
  plan: Plan,
  tools: Pick<Tools, "replications" | "record">,
  signal: AbortSignal,
): Promise<void> {
  const { replicas } = await tools.replications.list(signal);
  tools.record({ kind: "replicas-listed", replicas });
  const doubtful = doubtfulReplicas(plan, replicas);
  await Promise.all(doubtful.map((target) => readReplica(target, tools, signal)));
}

interface Doubtful {
  readonly region: Region;
  readonly name: string;
}

function doubtfulReplicas(plan: Plan, listed: readonly Replica[]): readonly Doubtful[] {
  const notReady = plan.wanted.flatMap(({ region }) => {
    const [replica, ...others] = replicasIn(region, listed);
    if (others.length > 0 || (replica !== undefined && isReady(replica))) return [];
    const name = replica?.name ?? nameInPlan(region, plan);
    return name === null ? [] : [{ region, name }];
  });
  const stillThere = plan.changes.filter(
    (change): change is DeleteChange =>
      change.action === "delete" && replicasIn(change.region, listed).length === 1,
  );
  return [...notReady, ...stillThere];
}

/** The name under which the wanted replica should be there. */
function nameInPlan(region: Region, { changes, replicas }: Plan): string | null {
  const created = changes.find((change) => change.region === region && change.action === "create");
  const [observed] = replicasIn(region, replicas);
  return created?.action === "create" ? created.name : (observed?.name ?? null);
}
