import { displayName } from "../registry/region.js";
import { isPremium, type Registry } from "../registry/registry.js";
import type { Replica, UnreadableReplica } from "../registry/replica.js";
import type { Request, WaitFor } from "../registry/request.js";
import type { Change, Refusal, WantedReplica } from "./plan.js";
import { leavesRoute, routesTaken } from "./routes.js";

/** What the fences check: a plan that is being made. */
export interface Fenced {
  readonly request: Request;
  readonly registry: Registry;
  readonly wanted: readonly WantedReplica[];
  readonly replicas: readonly Replica[];
  readonly unreadable: readonly UnreadableReplica[];
  readonly changes: readonly Change[];
  readonly waitFor: WaitFor;
  readonly hash: string;
}

/** Why a registry cannot have replicas at all: refused in every mode, before anything is read or written. */
export function refuseRegistry(registry: Registry): readonly Refusal[] {
  if (!isPremium(registry)) {
    return [
      {
        fence: "not-premium",
        regions: [],
        reason:
          `The registry ${registry.id.name} is not Premium, and only Premium registries can have replicas. ` +
          `Upgrade it: \`az acr update --name ${registry.id.name} --sku Premium\``,
      },
    ];
  }
  if (!registry.hasSoftDelete) return [];
  return [
    {
      fence: "soft-delete",
      regions: [],
      reason:
        `The registry ${registry.id.name} has soft delete enabled, which rules out replicas. ` +
        `Turn it off: \`az acr config soft-delete update --registry ${registry.id.name} --status disabled\``,
    },
  ];
}

/** Every fence that the plan runs into. One is enough to refuse the plan whole. */
export function refusePlan(fenced: Fenced): readonly Refusal[] {
  return [
    ...refuseTooManyDeletes(fenced),
    ...refuseTooManyReplicas(fenced),
    ...refuseNoRoute(fenced),
    ...refuseUnexpected(fenced),
  ];
}

/** What is allowed where neither workflow nor config file sets `max-delete`. */
const DEFAULT_MAX_DELETE = 1;

function refuseTooManyDeletes({ request, changes }: Fenced): readonly Refusal[] {
  const limit = request.maxDelete.limit ?? DEFAULT_MAX_DELETE;
  const regions = changes.filter((change) => isCounted(change, request)).map((change) => change.region);
  if (regions.length <= limit) return [];
  const reason =
    `The plan would delete ${replicasOf(regions.length)} that the workflow did not name ` +
    `(${regions.map(displayName).join(", ")}); max-delete allows ${limit}. ` +
    `If that is right, set max-delete: ${regions.length}.`;
  return [{ fence: "max-delete", regions, reason }];
}

/**
 * Marks are the consent to the deletes of `remove` and of `prune: owned`, so those count only where the workflow itself
 * sets a limit; what `remove` names by its region never counts.
 */
function isCounted({ action, region }: Change, request: Request): boolean {
  if (action === "repair") return true;
  if (action !== "delete") return false;
  if (request.mode === "remove")
    return request.maxDelete.isSetByWorkflow && request.regions?.includes(region) !== true;
  const isByMarks = "prune" in request && request.prune === "owned";
  return !isByMarks || request.maxDelete.isSetByWorkflow;
}

/** Each replica costs, so a plan that creates any is held to `max-replicas`; home does not count. */
function refuseTooManyReplicas({ request, registry, replicas, changes }: Fenced): readonly Refusal[] {
  const limit = "maxReplicas" in request ? request.maxReplicas : null;
  const created = changes.filter(({ action }) => action === "create").map(({ region }) => region);
  if (limit === null || created.length === 0) return [];
  const deleted = changes.filter(({ action }) => action === "delete").map(({ region }) => region);
  const present = replicas.map(({ region }) => region).filter((region) => region !== registry.home);
  const left = new Set([...present.filter((region) => !deleted.includes(region)), ...created]);
  if (left.size <= limit) return [];
  const reason =
    `The plan would leave ${replicasOf(left.size)} besides home, and max-replicas allows ${limit}: it would create ` +
    `${created.map(displayName).join(", ")}. List fewer regions, remove what is not needed, or raise max-replicas.`;
  return [{ fence: "max-replicas", regions: created, reason }];
}

function replicasOf(count: number): string {
  return count === 1 ? "1 replica" : `${count} replicas`;
}

/** A plan that takes routes away must leave at least one ready region behind the global endpoint. */
function refuseNoRoute({ registry, ...plan }: Fenced): readonly Refusal[] {
  const routes = { ...plan, home: registry.home };
  const taken = routesTaken(routes);
  if (taken.length === 0 || leavesRoute(routes)) return [];
  const regions = taken.map((change) => change.region);
  const reason =
    "The plan would leave no ready region behind the registry's global endpoint: nothing could be pulled from " +
    `${registry.loginServer}. Keep routing enabled in at least one ready region that stays.`;
  return [{ fence: "routing", regions, reason }];
}

function refuseUnexpected({ request, hash }: Fenced): readonly Refusal[] {
  const expected = "expectPlan" in request ? request.expectPlan : null;
  if (expected === null || expected === hash) return [];
  const reason =
    `The plan is not the one that was approved: expect-plan is ${expected}, the plan's hash is ${hash}. ` +
    "The registry or the inputs have changed since. Run a check again and approve its plan.";
  return [{ fence: "expect-plan", regions: [], reason }];
}
