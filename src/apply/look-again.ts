import type { Plan } from "../plan/plan.js";
import { RequestFailed } from "../registry/failure.js";
import type { Region } from "../registry/region.js";
import { isReady, type Replica, replicasIn } from "../registry/replica.js";
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
  { replications, record }: Pick<Tools, "replications" | "record">,
  signal: AbortSignal,
): Promise<void> {
  const replicas = await replications.list(signal);
  record({ kind: "replicas-listed", replicas });
  const doubtful = doubtfulReplicas(plan, replicas);
  await Promise.all(
    doubtful.map(async ({ region, name }) => {
      record({ kind: "replica-seen", region, replica: await replications.get(name, signal) });
    }),
  );
}

interface Doubtful {
  readonly region: Region;
  readonly name: string;
}

function doubtfulReplicas(plan: Plan, replicas: readonly Replica[]): readonly Doubtful[] {
  const wanted = plan.wanted.filter(({ isHome }) => !isHome || replicas.length > 0);
  const notReady = wanted.flatMap(({ region }) => {
    const here = replicasIn(region, replicas);
    const [replica] = here;
    if (here.length > 1 || (replica !== undefined && isReady(replica))) return [];
    const created = plan.changes.find((change) => change.region === region && change.action === "create");
    const name = replica?.name ?? (created?.action === "create" ? created.name : null);
    return name === null ? [] : [{ region, name }];
  });
  const stillThere = plan.changes.flatMap((change) =>
    change.action === "delete" && replicasIn(change.region, replicas).length === 1
      ? [{ region: change.region, name: change.name }]
      : [],
  );
  return [...notReady, ...stillThere];
}
