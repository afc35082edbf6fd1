import { type RegistryState, registryId, type State } from "./state.js";
import type { LockWorld } from "./world.js";

/** The scope that a read-only lock keeps a registry's resources from being written at; undefined for none. */
export function writeLock(state: State, registry: RegistryState): string | undefined {
  return lockedScope(state, registry, (lock) => lock.level === "ReadOnly");
}

/** The scope that a lock of either level keeps them from being deleted at; undefined for none. */
export function deleteLock(state: State, registry: RegistryState): string | undefined {
  return lockedScope(state, registry, () => true);
}

function lockedScope(
  state: State,
  registry: RegistryState,
  holds: (lock: LockWorld) => boolean,
): string | undefined {
  const lock = state.world.locks?.find(holds);
  if (lock === undefined) return undefined;
  const subscription = `/subscriptions/${registry.subscription}`;
  const scopes = {
    subscription,
    group: `${subscription}/resourceGroups/${registry.resourceGroup}`,
    registry: registryId(registry),
  };
  return scopes[lock.on ?? "registry"];
}
