import type { WaitVerdict } from "../registry/fact.js";
import type { Failure } from "../registry/failure.js";
import { displayName, type Region } from "../registry/region.js";
import { isProvisioned, isReady, type Replica } from "../registry/replica.js";
import { beginWaiting, judge } from "./readiness.js";
import { observed } from "./step.js";
import type { Work } from "./tools.js";
import type { Target, Watch } from "./watch.js";

/** Whether a replica is as far as the run has to wait for. */
export function isFarEnough(replica: Replica, { plan }: Pick<Work, "plan">): boolean {
  if (plan.waitFor === "none") return true;
  return plan.waitFor === "ready" ? isReady(replica) : isProvisioned(replica);
}

/**
 * Waits until the replica is as far as the request says; gives the verdict, null when the run was stopped. With
 * `wait-for: none` nothing is waited for and nothing is known.
 */
export async function settle(
  target: Target,
  isPromised: boolean,
  work: Work,
  watch: Watch,
): Promise<WaitVerdict | null> {
  const { plan, clock, record } = work;
  if (plan.waitFor === "none") return null;
  const expectation = { level: plan.waitFor, stuckAfter: plan.stuckAfter, isPromised };
  record({ kind: "wait-begun", region: target.region });
  let waiting = beginWaiting(clock.now());
  const verdict = await watch.until<WaitVerdict>(target, (replica, at) => {
    const next = judge(waiting, replica, at, expectation);
    waiting = next.waiting;
    return next.verdict;
  });
  if (verdict !== null) record({ kind: "wait-ended", region: target.region, verdict });
  return verdict;
}

/** Explains why a wait ended without a ready replica, for the journal. */
export async function recordWaitFailure(
  verdict: Exclude<WaitVerdict, "ready">,
  { region, name }: Target,
  work: Work,
): Promise<void> {
  const failure = explain(verdict, region, work.plan.stuckAfter);
  const said = verdict === "failed" ? await work.replications.failure(name ?? region, work.stop) : null;
  if (said === null) work.record({ kind: "failed", failure });
  else
    work.record({
      kind: "failed",
      failure: { ...failure, ...said, remedy: [...said.remedy, " ", ...failure.remedy] },
    });
}

function explain(verdict: Exclude<WaitVerdict, "ready">, region: Region, stuckAfter: number): Failure {
  const minutes = Math.round(stuckAfter / 60_000);
  const where = displayName(region);
  switch (verdict) {
    case "failed":
      return observed(region, "wait", "ReplicaFailed", [
        `Azure could not bring up the replica in ${where}; it will not become ready by itself. ` +
          "Set `repair: true` to have it deleted and created again.",
      ]);
    case "vanished":
      return observed(region, "wait", "ReplicaVanished", [
        `The replica in ${where} was there or was accepted, and is gone now. Somebody deleted it, or Azure took it ` +
          "back: that happens when the subnet of a private endpoint has no free address. Check the subnets of the " +
          "registry's private endpoints and the activity log, then run again.",
      ]);
    case "stuck":
      return observed(region, "wait", "ReplicaStuck", [
        `The state of the replica in ${where} has not changed for ${minutes} minutes (stuck-after). On a registry ` +
          "with private endpoints the identity may lack Microsoft.Network/privateEndpoints/privateLinkServiceProxies/write. " +
          "Delete the replica, grant what is missing, and run again.",
      ]);
    case "missing":
      return observed(region, "wait", "ReplicaMissing", [
        `There is no replica in ${where}, and \`mode: wait\` creates none. Run \`mode: apply\` first.`,
      ]);
  }
}
