import type { Outcome, ReplicaRow } from "../../outcome/outcome.js";
import { count } from "../markdown-blocks.js";
import { standingOf } from "../plan-standing.js";

/** How many replicas there are besides home, which costs nothing extra. Azure bills each as a registry of its own. */
interface ReplicaCount {
  readonly before: number;
  readonly after: number;
  /** How many of those afterwards are on loan: they go with their last owner. */
  readonly onLoan: number;
}

/** What the plan costs in replicas, in one sentence; empty where there is no plan. */
export function replicaCost(outcome: Outcome): string {
  const counted = countReplicas(outcome);
  if (counted === null) return "";
  const { before, after, onLoan } = counted;
  const isDone = standingOf(outcome.plan) === "carried-out";
  const more = after - before;
  const change =
    more === 0 ? "as many as before" : `${Math.abs(more)} ${more > 0 ? "more" : "fewer"} than before`;
  const loan = onLoan === 0 ? "none of them on loan" : `${onLoan} of them on loan`;
  const there = isDone ? `There ${after === 1 ? "is" : "are"}` : "There would be";
  return `${there} ${count(after, "replica")} besides home, ${change}, ${loan}. Azure bills each replica as a registry of its own.`;
}

function countReplicas({ plan, replicas }: Outcome): ReplicaCount | null {
  if (plan === null) return null;
  const before = plan.replicas.filter(({ region }) => region !== plan.registry.home).length;
  const there = replicas.filter(({ isHome, name }) => !isHome && name !== null);
  const isDone = standingOf(plan) === "carried-out";
  const stays = (row: ReplicaRow) =>
    isDone
      ? row.change !== "deleted"
      : !plan.changes.some(({ action, region }) => action === "delete" && region === row.region);
  const staying = there.filter(stays);
  const created = isDone ? [] : plan.changes.filter(({ action }) => action === "create");
  // Without an owner a run makes what it wants permanent; what it reads at its end says so already.
  const makesPermanent = !isDone && plan.tenure.kind === "permanent";
  const onLoan = staying.filter(({ owners, isWanted }) => owners.length > 0 && !(makesPermanent && isWanted));
  const lent = plan.tenure.kind === "on-loan" ? created.length : 0;
  return { before, after: staying.length + created.length, onLoan: onLoan.length + lent };
}
