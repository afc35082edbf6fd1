import { nearestRegions } from "../registry/nearest-names.js";
import { readOwnership } from "../registry/ownership.js";
import { displayName, isCanaryOrStage, parseRegion } from "../registry/region.js";
import { REGION_TABLE } from "../registry/region-table.js";
import type { Registry } from "../registry/registry.js";
import { isFailed, type Replica, replicasIn } from "../registry/replica.js";
import type { Request } from "../registry/request.js";
import type { Change, WantedReplica, Warning } from "./plan.js";
import { wantsExisting } from "./wanted.js";

/** What warnings are drawn from. */
export interface Prospect {
  readonly request: Request;
  readonly registry: Registry;
  readonly wanted: readonly WantedReplica[];
  readonly replicas: readonly Replica[];
  readonly changes: readonly Change[];
}

/** What a person should know before the plan is carried out. */
export function warnOf({ request, registry, wanted, replicas, changes }: Prospect): readonly Warning[] {
  // A removal wants no region to be this way or that, and neither does who takes what there is.
  const asked = request.mode === "remove" || wantsExisting(request) ? [] : wanted;
  return [
    ...warnOfPrivateEndpoints(registry, changes),
    ...asked.filter(({ region }) => isCanaryOrStage(region)).map(warnOfCanary),
    ...asked.filter((one) => staysUnrouted(one, replicas)).map(warnOfRouting),
    ...asked.filter((one) => staysFailed(one, request, replicas)).map(warnOfFailed),
    ...asked.filter((one) => staysUnreadable(one, request, replicas)).map(warnOfExpiry),
    ...warnOfMistypedProtection(request, replicas),
  ];
}

const KNOWN = REGION_TABLE.map(({ name }) => parseRegion(name)).filter((region) => region !== null);

/** A name with a slip in it protects nothing, and nothing else would tell. */
function warnOfMistypedProtection(request: Request, replicas: readonly Replica[]): readonly Warning[] {
  if (request.cloud !== "AzureCloud") return [];
  return request.protect.flatMap((region) => {
    const isPresent = KNOWN.includes(region) || replicasIn(region, replicas).length > 0;
    const [nearest] = isPresent ? [] : nearestRegions(region, KNOWN);
    if (nearest === undefined) return [];
    const text = `\`protect\` names ${region}, which is no region that is known here and has no replica. Did you mean ${nearest}?`;
    return [{ region, text }];
  });
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

/** A run that carries its plan out tells of those that have failed when it meets them; a check has to be told here. */
function staysFailed(
  { region, isHome }: WantedReplica,
  request: Request,
  replicas: readonly Replica[],
): boolean {
  const isRepairable = !isHome && !request.protect.includes(region);
  const isToBeTold = request.mode === "check" && !request.repair && isRepairable;
  return isToBeTold && replicasIn(region, replicas).some(isFailed);
}

function warnOfFailed({ region }: WantedReplica): Warning {
  const text = `The replica in ${displayName(region)} has failed and will not become ready by itself. With \`repair: true\`, \`mode: apply\` deletes it and creates it again.`;
  return { region, text };
}

/** The expiry of others is not overwritten where it cannot be read, and so the `ttl` of this run is lost. */
function staysUnreadable({ region }: WantedReplica, request: Request, replicas: readonly Replica[]): boolean {
  if (!("owner" in request) || request.owner === null) return false;
  const { owner } = request;
  return replicasIn(region, replicas).some((replica) => {
    const { owners, expiry } = readOwnership(replica);
    return expiry.kind === "malformed" && owners.some((name) => name !== owner);
  });
}

function warnOfExpiry({ region }: WantedReplica): Warning {
  const text = `The tag acr-geo-expires of ${displayName(region)} is not an RFC 3339 time. It is left as it is, since others own the replica; no sweep takes it. Correct the tag.`;
  return { region, text };
}
