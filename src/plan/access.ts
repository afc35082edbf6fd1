import { type Access, isAllowed, type Lock, REPLICATION_ROLE } from "../registry/access.js";
import { displayName, type Region } from "../registry/region.js";
import type { RegistryId } from "../registry/registry-id.js";
import type { Change, ImpossibleRegion, Plan, Refusal } from "./plan.js";

/**
 * Judges a plan by what the identity may do and what is locked, before its first write. What is certainly missing, or
 * locked at the registry or above, refuses the plan whole; a lock on one replica fails its region alone. The changes
 * stay, and so does the hash: what the plan would do is the same.
 */
export function judgeAccess(plan: Plan, access: Access): Plan {
  const refusals = [...plan.refusals, ...refuseMissingRights(plan, access), ...refuseLocked(plan, access)];
  if (refusals.length > 0) return { ...plan, refusals, isToBeCarriedOut: false };
  return { ...plan, impossible: [...plan.impossible, ...lockedRegions(plan, access)] };
}

/** What a change does to a replica, as rights and locks have it. */
type Operation = "write" | "delete";

const ACTION = "Microsoft.ContainerRegistry/registries/replications/";

function operationsOf({ action }: Change): readonly Operation[] {
  if (action === "repair") return ["delete", "write"];
  return action === "delete" ? ["delete"] : ["write"];
}

/** The changes that the plan would really begin. */
function begun({ changes, impossible }: Plan): readonly Change[] {
  return changes.filter(({ region }) => !impossible.some((one) => one.region === region));
}

function regionsThat(plan: Plan, operation: Operation): readonly Region[] {
  const changes = begun(plan).filter((change) => operationsOf(change).includes(operation));
  return [...new Set(changes.map(({ region }) => region))];
}

function refuseMissingRights(plan: Plan, { permissions }: Access): readonly Refusal[] {
  if (permissions === null) return [];
  const missing = (["write", "delete"] as const)
    .map((operation) => ({ operation, regions: regionsThat(plan, operation) }))
    .filter(
      ({ operation, regions }) => regions.length > 0 && !isAllowed(`${ACTION}${operation}`, permissions),
    );
  if (missing.length === 0) return [];
  const { id } = plan.registry;
  const needs = missing.map(({ operation, regions }) => `${ACTION}${operation} (for ${names(regions)})`);
  const reason =
    `The identity lacks rights that the plan needs on the registry ${id.name}: ${needs.join(" and ")}. ` +
    `The built-in role '${REPLICATION_ROLE}' has ${missing.length > 1 ? "both" : "it"}. A new role assignment takes some minutes to take effect. ` +
    `To assign it: \`az role assignment create --assignee <object ID of the identity> --role "${REPLICATION_ROLE}" --scope "${resourceId(id)}"\``;
  return [{ fence: "rights", regions: allOf(missing), reason }];
}

function refuseLocked(plan: Plan, { locks }: Access): readonly Refusal[] {
  const { id } = plan.registry;
  const stopped = locks.flatMap((lock) => {
    const place = placeAbove(lock, id);
    const regions = place === null ? [] : stoppedBy(lock, plan);
    return place === null || regions.length === 0 ? [] : [{ place, level: lock.level, regions }];
  });
  if (stopped.length === 0) return [];
  const told = new Set(
    stopped.map(({ place, level, regions }) => `a ${level} lock on ${place} (blocks ${names(regions)})`),
  );
  const reason =
    `Locks block the plan: ${[...told].join("; ")}. ` +
    `${EXPLANATION} To see the locks: \`az lock list --resource ${id.name} --resource-type Microsoft.ContainerRegistry/registries --resource-group ${id.resourceGroup} --subscription ${id.subscriptionId}\`. ` +
    "Remove them, run again, and put them back.";
  return [{ fence: "lock", regions: allOf(stopped), reason }];
}

const EXPLANATION = "CanNotDelete blocks deletes, ReadOnly blocks every write.";

function lockedRegions(plan: Plan, { locks }: Access): readonly ImpossibleRegion[] {
  return begun(plan).flatMap((change) => {
    const { region } = change;
    const level = levelOn(change, locks, plan.registry.id);
    if (level === null) return [];
    const reason =
      `A ${level} lock on the replica in ${displayName(region)} blocks the ${change.action}. ${EXPLANATION} ` +
      "Remove the lock, run again, and put it back.";
    return [{ region, code: "ReplicaLocked", during: change.action, reason } as const];
  });
}

function levelOn(change: Change, locks: readonly Lock[], id: RegistryId): Lock["level"] | null {
  // What is not there yet cannot be locked.
  if (change.action === "create" || change.name === null) return null;
  const scope = `${resourceId(id)}/replications/${change.name}`.toLowerCase();
  const own = locks.filter((lock) => lock.scope.toLowerCase() === scope);
  return own.find((lock) => stops(lock, change))?.level ?? null;
}

/** The registry or what it lies in, in words; null for any other place. */
function placeAbove({ scope }: Lock, id: RegistryId): string | null {
  const places = new Map([
    [`/subscriptions/${id.subscriptionId}`, `the subscription ${id.subscriptionId}`],
    [
      `/subscriptions/${id.subscriptionId}/resourceGroups/${id.resourceGroup}`,
      `the resource group ${id.resourceGroup}`,
    ],
    [resourceId(id), `the registry ${id.name}`],
  ]);
  for (const [place, words] of places) if (place.toLowerCase() === scope.toLowerCase()) return words;
  return null;
}

function stoppedBy(lock: Lock, plan: Plan): readonly Region[] {
  return [
    ...new Set(
      begun(plan)
        .filter((change) => stops(lock, change))
        .map(({ region }) => region),
    ),
  ];
}

function stops({ level }: Lock, change: Change): boolean {
  return level === "ReadOnly" || operationsOf(change).includes("delete");
}

function resourceId({ subscriptionId, resourceGroup, name }: RegistryId): string {
  return `/subscriptions/${subscriptionId}/resourceGroups/${resourceGroup}/providers/Microsoft.ContainerRegistry/registries/${name}`;
}

function names(regions: readonly Region[]): string {
  return regions.map(displayName).join(", ");
}

function allOf(parts: readonly { readonly regions: readonly Region[] }[]): readonly Region[] {
  return [...new Set(parts.flatMap(({ regions }) => regions))];
}
