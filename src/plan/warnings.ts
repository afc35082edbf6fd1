import { isPermanent, MARK_TAG_PREFIX, readMarks } from "../registry/marks.js";
import { displayName, isCanaryOrStage } from "../registry/region.js";
import type { Registry } from "../registry/registry.js";
import { isFailed, type Replica, replicasIn } from "../registry/replica.js";
import type { Request } from "../registry/request.js";
import { namesOfOwners } from "./decide-each.js";
import type { Change, WantedReplica, Warning } from "./plan.js";
import { type NamedRegions, warnOfUnknownProtection } from "./region-fences.js";
import { warnOfRegistry } from "./registry-state.js";
import { isCorrectable } from "./tenure.js";
import { wantsExisting } from "./wanted.js";

/** What warnings are drawn from. */
export interface Prospect extends NamedRegions {
  readonly registry: Registry;
  readonly wanted: readonly WantedReplica[];
}

/** What a person should know before the plan is carried out. */
export function warnOf(prospect: Prospect): readonly Warning[] {
  const { request, registry, wanted, replicas, changes } = prospect;
  // A removal wants no region to be this way or that, and neither does who takes what there is.
  const asked = request.mode === "remove" || wantsExisting(request) ? [] : wanted;
  return [
    ...warnOfRegistry(registry),
    ...warnOfPrivateEndpoints(registry, changes),
    ...asked.filter(({ region }) => isCanaryOrStage(region)).map(warnOfCanary),
    ...asked.flatMap((one) => warnOfRouting(one, request, replicas)),
    ...asked.filter((one) => staysFailed(one, request, replicas)).map(warnOfFailed),
    ...(request.mode === "wait" ? asked.flatMap((one) => warnOfLoan(one, replicas)) : []),
    ...replicas.flatMap(warnOfUnreadableMarks),
    ...warnOfUnknownProtection(prospect),
  ];
}

function warnOfPrivateEndpoints(registry: Registry, changes: readonly Change[]): readonly Warning[] {
  const creates = changes.some(({ action }) => action === "create" || action === "repair");
  if (!creates || registry.privateEndpoints.length === 0) return [];
  const text =
    `The registry has private endpoints (${registry.privateEndpoints.length}). A new replica needs free ` +
    "addresses in each connected subnet, DNS records where DNS is managed by hand, and possibly an approval.";
  return [{ region: null, text }];
}

function warnOfCanary({ region }: WantedReplica): Warning {
  const text = `${displayName(region)} is a canary or stage region: Azure tries changes there first. Do not serve production from it.`;
  return { region, text };
}

function warnOfRouting(
  wanted: WantedReplica,
  request: Request,
  replicas: readonly Replica[],
): readonly Warning[] {
  const { region, routing } = wanted;
  const [replica] = replicasIn(region, replicas);
  if (routing !== "keep" || replica?.routing !== "disabled") return [];
  const owner = "owner" in request ? request.owner : null;
  const advice = isCorrectable(wanted, replica, owner)
    ? "Set `routing: enabled` to enable it, or `disabled` if that is intended."
    : "It is not this owner's alone, so only a run without `owner` enables it.";
  return [
    { region, text: `Routing from the global endpoint to ${displayName(region)} is disabled. ${advice}` },
  ];
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

/** A replica on loan would go with its last owner, whoever waits for it. */
function warnOfLoan({ region, isHome }: WantedReplica, replicas: readonly Replica[]): readonly Warning[] {
  const [replica] = replicasIn(region, replicas);
  const marks = replica === undefined || isHome ? null : readMarks(replica.tags);
  if (marks === null || isPermanent(marks)) return [];
  const text = `The replica in ${displayName(region)} is on loan to ${namesOfOwners(marks)} and is deleted with its last owner. \`mode: apply\` without \`owner\` makes it permanent.`;
  return [{ region, text }];
}

/** A mark that cannot be read is a need that does not end, so no clean-up ever takes the replica. */
function warnOfUnreadableMarks({ region, tags }: Replica): readonly Warning[] {
  return readMarks(tags).unreadable.map((name) => ({
    region,
    text: `The tag ${tagNameForPeople(name)} of the replica in ${displayName(region)} looks like an owner's mark but cannot be read, so it counts as an owner that never expires. Correct or remove the tag.`,
  }));
}

/** Azure's tag names are open text; what a mark's name ends with is only shown where it is plain. */
function tagNameForPeople(name: string): string {
  return /^[\w.-]{1,80}$/.test(name) ? name : `${MARK_TAG_PREFIX}…`;
}
