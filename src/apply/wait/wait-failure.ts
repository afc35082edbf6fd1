import type { Plan } from "../../plan/plan.js";
import type { WaitVerdict } from "../../registry/fact.js";
import type { Failure } from "../../registry/failure.js";
import { displayName, type Region } from "../../registry/region.js";
import { addWords, type ServerText } from "../../registry/server-text.js";
import { printSpan } from "../../registry/span.js";
import { observed } from "../attempt.js";
import type { OperationFailure } from "../ports.js";
import type { Work } from "../work.js";
import type { Target } from "./poller.js";

/** Keeps in the journal why a wait ended without a replica that is far enough. */
export async function recordWaitFailure(
  verdict: Exclude<WaitVerdict, "ready">,
  { region, name }: Target,
  { plan, replications, record, stop }: Work,
): Promise<void> {
  const failure = explainWait(verdict, region, plan);
  const said = verdict === "failed" ? await replications.failure(name ?? region, stop) : null;
  const whole = said === null ? failure : withWords(failure, said);
  const status = verdict === "failed" || verdict === "stuck" ? await readStatus() : null;
  record({
    kind: "failed",
    failure: status === null ? whole : { ...whole, message: addWords(whole.message, status) },
  });

  /** What Azure says of the state that the replica has come to; null where it says nothing. */
  async function readStatus(): Promise<ServerText | null> {
    const replica = await replications.get(name ?? region, stop).catch(() => null);
    return replica?.statusMessage ?? null;
  }
}

/** The observed failure in Azure's words, with both remedies. */
function withWords(failure: Failure, said: OperationFailure): Failure {
  const remedy = said.remedy.length === 0 ? failure.remedy : [...said.remedy, " ", ...failure.remedy];
  return { ...failure, ...said, code: said.code ?? failure.code, remedy };
}

/** The failure that a wait which ended badly stands for. */
export function explainWait(verdict: Exclude<WaitVerdict, "ready">, region: Region, plan: Plan): Failure {
  const where = displayName(region);
  const isHome = region === plan.registry.home;
  switch (verdict) {
    case "failed":
      return observed(region, "wait", "ReplicaFailed", [
        `The replica in ${where} has failed and will not become ready by itself. `,
        wayOut(region, plan),
      ]);
    case "vanished":
      return observed(region, "wait", "ReplicaVanished", [
        `The replica in ${where} existed or was accepted, and is gone now. Somebody deleted it, or Azure removed ` +
          "it: that happens when the subnet of a private endpoint has no free address. Check the subnets of the " +
          "registry's private endpoints and the activity log, then run again.",
      ]);
    case "stuck":
      return observed(region, "wait", "ReplicaStuck", [
        `The state of the replica in ${where} has not changed for ${printSpan(plan.stuckAfter)} (stuck-after). On a ` +
          "registry with private endpoints the identity may lack " +
          "Microsoft.Network/privateEndpoints/privateLinkServiceProxies/write. ",
        isHome ? "Check the registry's activity log." : "Delete it, grant what is missing, and run again.",
      ]);
    case "missing":
      return observed(region, "wait", "ReplicaMissing", [
        `There is no replica in ${where}, and \`mode: wait\` creates none. Run \`mode: apply\` first.`,
      ]);
  }
}

/** What can be done about a replica that has failed. */
function wayOut(region: Region, { changes, protect, registry }: Plan): string {
  if (region === registry.home)
    return "It is the home replica, which is never deleted: check the registry's activity log.";
  if (protect.includes(region))
    return "`repair: true` would delete it and create it again, but `protect` forbids that.";
  const isRepaired = changes.some((change) => change.action === "repair" && change.region === region);
  return isRepaired
    ? "It was deleted and created again in this run, which did not help: check the registry's activity log."
    : "With `repair: true` a run deletes it and creates it again.";
}
