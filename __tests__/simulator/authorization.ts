import { randomUUID } from "node:crypto";
import { permissionsOnRegistry, refuseOnRegistry } from "./access.js";
import type { Answer } from "./http.js";
import { lockScope } from "./locks.js";
import { type RegistryState, registryId, type State } from "./state.js";

/**
 * What Microsoft.Authorization tells of a registry (shapes of Microsoft's reference): the identity's effective rights,
 * or the locks on the registry, above it and below it. To read either takes a right of its own.
 */
export function listAuthorization(
  state: State,
  registry: RegistryState,
  list: "permissions" | "locks",
): Answer {
  const scope = `${registryId(registry)}/providers/Microsoft.Authorization/${list}`;
  const refusal = refuseOnRegistry(state, registry, `Microsoft.Authorization/${list}/read`, scope);
  return (
    refusal ?? {
      status: 200,
      body: { value: list === "locks" ? locks(state, registry) : permissions(state, registry) },
    }
  );
}

function permissions(state: State, registry: RegistryState) {
  return permissionsOnRegistry(state, registry).map((actions) => ({
    actions,
    notActions: [],
    dataActions: [],
    notDataActions: [],
  }));
}

function locks(state: State, registry: RegistryState) {
  return (state.world.locks ?? []).map((lock) => ({
    id: `${lockScope(lock, registry)}/providers/Microsoft.Authorization/locks/${randomUUID()}`,
    type: "Microsoft.Authorization/locks",
    name: "keep",
    properties: { level: lock.level, notes: "" },
  }));
}
