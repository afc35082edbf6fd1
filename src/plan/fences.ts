import { displayName } from "../registry/region.js";
import { isPremium, type Registry } from "../registry/registry.js";
import type { Replica } from "../registry/replica.js";
import type { Request, WaitFor } from "../registry/request.js";
import type { Change, Refusal, WantedReplica } from "./plan.js";
import { leavesRoute, routesTaken } from "./routes.js";

/** What the fences look at: a plan in the making. */
export interface Fenced {
  readonly request: Request;
  readonly registry: Registry;
  readonly wanted: readonly WantedReplica[];
  readonly replicas: readonly Replica[];
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
        `The registry ${registry.id.name} has soft delete on, which excludes replicas. ` +
        `Turn it off: \`az acr config soft-delete update --registry ${registry.id.name} --status disabled\``,
    },
  ];
}

/** Every fence that the plan runs into. One is enough to refuse the plan whole. */
export function refusePlan(fenced: Fenced): readonly Refusal[] {
  return [...refuseTooManyDeletes(fenced), ...refuseNoRoute(fenced), ...refuseUnexpected(fenced)];
}

function refuseTooManyDeletes({ request, changes }: Fenced): readonly Refusal[] {
  const named = request.mode === "remove" ? (request.regions ?? []) : [];
  const counted = changes.filter(
    ({ action, region }) => action === "repair" || (action === "delete" && !named.includes(region)),
  );
  const limit = request.maxDelete.limit ?? 1;
  if (counted.length <= limit) return [];
  const regions = counted.map((change) => change.region);
  const reason =
    `The plan would delete ${counted.length} replicas that the workflow did not name ` +
    `(${regions.map(displayName).join(", ")}); max-delete allows ${limit}. ` +
    `If that is right, set max-delete: ${counted.length}.`;
  return [{ fence: "max-delete", regions, reason }];
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
    "The registry or the wish has changed since. Run a check again and approve its plan.";
  return [{ fence: "expect-plan", regions: [], reason }];
}
