import { displayName, isCanaryOrStage } from "../registry/region.js";
import type { Registry } from "../registry/registry.js";
import { type Replica, replicasIn } from "../registry/replica.js";
import type { Change, WantedReplica, Warning } from "./plan.js";

/** What a person should know before the plan is carried out. */
export function warnOf(
  registry: Registry,
  wanted: readonly WantedReplica[],
  replicas: readonly Replica[],
  changes: readonly Change[],
): readonly Warning[] {
  return [
    ...warnOfPrivateEndpoints(registry, changes),
    ...wanted.filter(({ region }) => isCanaryOrStage(region)).map(warnOfCanary),
    ...wanted.filter((one) => staysUnrouted(one, replicas)).map(warnOfRouting),
  ];
}

function warnOfPrivateEndpoints(registry: Registry, changes: readonly Change[]): readonly Warning[] {
  const creates = changes.some(({ action }) => action === "create" || action === "repair");
  if (!creates || registry.privateEndpointConnections === 0) return [];
  const text =
    `The registry has private endpoints (${registry.privateEndpointConnections}). A new replica needs one more ` +
    "free address in each connected subnet, its own DNS record where DNS is kept by hand, and may wait for approval.";
  return [{ region: null, text }];
}

function warnOfCanary({ region }: WantedReplica): Warning {
  const text = `${displayName(region)} is a canary or stage region: Azure tries changes there first. Do not serve production from it.`;
  return { region, text };
}

function staysUnrouted({ region, routing }: WantedReplica, replicas: readonly Replica[]): boolean {
  const [replica] = replicasIn(region, replicas);
  return routing === "keep" && replica?.routing === "disabled";
}

function warnOfRouting({ region }: WantedReplica): Warning {
  const text = `Routing from the global endpoint to ${displayName(region)} is disabled. Say \`routing: enabled\` to open it, \`disabled\` if that is meant.`;
  return { region, text };
}
