import { type RegistryState, registryId, type State } from "./state.js";
import type { LockWorld } from "./world.js";

/**
 * The scope that a read-only lock keeps a registry's resources from being written at, or a replica of it; undefined for
 * none.
 */
export function writeLock(state: State, registry: RegistryState, replica?: string): string | undefined {
  return lockedScope(state, registry, replica, (lock) => lock.level === "ReadOnly");
}

/** The scope that a lock of either level keeps them from being deleted at; undefined for none. */
export function deleteLock(state: State, registry: RegistryState, replica?: string): string | undefined {
  return lockedScope(state, registry, replica, () => true);
}

function lockedScope(
  state: State,
  registry: RegistryState,
  replica: string | undefined,
  holds: (lock: LockWorld) => boolean,
): string | undefined {
  const isOn = ({ on }: LockWorld) => typeof on !== "object" || on.replica === replica;
  const lock = state.world.locks?.find((one) => isOn(one) && holds(one));
  return lock === undefined ? undefined : lockScope(lock, registry);
}

/** The ID of what a lock holds. */
export function lockScope({ on = "registry" }: LockWorld, registry: RegistryState): string {
  if (typeof on === "object") return `${registryId(registry)}/replications/${on.replica}`;
  const subscription = `/subscriptions/${registry.subscription}`;
  const scopes = {
    subscription,
    group: `${subscription}/resourceGroups/${registry.resourceGroup}`,
    registry: registryId(registry),
  };
  return scopes[on];
}
