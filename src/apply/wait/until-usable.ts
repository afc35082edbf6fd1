import type { Clock } from "../../registry/clock.js";
import { RequestFailed } from "../../registry/failure.js";
import { type Registry, registryReadiness } from "../../registry/registry.js";
import { observed } from "../attempt.js";
import type { RecordFact } from "../ports.js";
import { pollInterval } from "./poll-interval.js";

/** What a registry that is settling is waited out with. */
export interface RegistryWait {
  readonly clock: Clock;
  readonly record: RecordFact;
  readonly stop: AbortSignal;
  /** Whether a registry that has failed is worth a try; else it ends the run. */
  readonly triesFailed: boolean;
  read(registry: Registry): Promise<Registry>;
}

const BEAT = 50_000;

/**
 * Waits out a registry that is being created or updated: its replicas cannot be written until then. Null when the
 * run was stopped. Throws `RequestFailed` for a registry that has failed or is being deleted, unless that is to be tried.
 */
export async function untilUsable(found: Registry, wait: RegistryWait): Promise<Registry | null> {
  const { clock, record, stop } = wait;
  const begun = clock.now();
  let registry = found;
  let latestBeat = begun;
  if (registryReadiness(found) === "in-transition") record({ kind: "heartbeat", waiting: [] });
  while (registryReadiness(registry) === "in-transition") {
    await clock.sleep(pollInterval(clock.now() - begun), stop);
    if (stop.aborted) return null;
    registry = await wait.read(registry);
    if (clock.now() - latestBeat < BEAT) continue;
    latestBeat = clock.now();
    record({ kind: "heartbeat", waiting: [] });
  }
  const hasFailed = registryReadiness(registry) === "failed";
  if (hasFailed && !wait.triesFailed) throw new RequestFailed(unusable(registry));
  return registry;
}

function unusable({ id, provisioningState }: Registry) {
  return observed(null, "read-registry", "RegistryNotUsable", [
    `The registry ${id.name} is in the state `,
    provisioningState,
    ". Its replicas cannot be managed until the registry itself is usable again: check its activity log.",
  ]);
}
