import { type Registry, registryReadiness } from "../registry/registry.js";
import { plainWord } from "../registry/replica.js";
import type { Request } from "../registry/request.js";
import type { Warning } from "./plan.js";

/** Whether a run waits for a registry that is being created or updated: only one that writes does. */
export function waitsForRegistry({ mode }: Request): boolean {
  return mode === "apply" || mode === "remove";
}

/** Whether a run continues with a registry that has failed. Replicas can often still be deleted from one. */
export function triesFailedRegistry({ mode }: Request): boolean {
  return mode !== "apply";
}

/** What a run should say when it continues with a registry that is not Succeeded. */
export function warnOfRegistry(registry: Registry): readonly Warning[] {
  const readiness = registryReadiness(registry);
  if (readiness === "usable") return [];
  const state = `The registry itself is ${plainWord(registry.provisioningState)}`;
  const text =
    readiness === "failed"
      ? `${state}: see its activity log. What is said of its replicas may be out of date, and writes may be refused.`
      : `${state}. The run did not wait for that: what is said of the replicas is as Azure shows it meanwhile.`;
  return [{ region: null, text }];
}
