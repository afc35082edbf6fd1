import { isNeededByOthers, readMarks } from "../registry/marks.js";
import { displayName, isKnownRegion, type Region } from "../registry/region.js";
import { type Replica, replicasIn } from "../registry/replica.js";
import type { Request } from "../registry/request.js";
import { isRegion, type KnownRegions, replicaNamed } from "./known-regions.js";
import type { Change, Refusal, Warning } from "./plan.js";

/** What the fences around regions check. */
export interface NamedRegions {
  readonly request: Request;
  readonly home: Region;
  readonly replicas: readonly Replica[];
  readonly offered: readonly Region[] | null;
  readonly changes: readonly Change[];
  readonly now: Date;
}

/** Why regions that the workflow named itself refuse the plan: none of them is passed over in silence. */
export function refuseNamedRegions(named: NamedRegions): readonly Refusal[] {
  return [...refuseUnknownProtection(named), ...refuseNamedForRemoval(named)];
}

/** A word in `protect` that protects nothing, told where no delete makes it a refusal. */
export function warnOfUnknownProtection(named: NamedRegions): readonly Warning[] {
  if (deletesAny(named)) return [];
  return unknownWords(named.request.protect, named).map((region) => ({
    region,
    text: explainUnknown("protect", region, named),
  }));
}

function refuseUnknownProtection(named: NamedRegions): readonly Refusal[] {
  if (!deletesAny(named)) return [];
  return unknownWords(named.request.protect, named).map((region) => ({
    fence: "protect",
    regions: [region],
    reason: explainUnknown("protect", region, named),
  }));
}

function deletesAny({ changes }: NamedRegions): boolean {
  return changes.some(({ action }) => action === "delete" || action === "repair");
}

function unknownWords(
  words: readonly Region[],
  { home, request, offered, replicas }: Omit<NamedRegions, "changes" | "now">,
): readonly Region[] {
  const known: KnownRegions = { cloud: request.cloud, offered, replicas };
  return words.filter((word) => word !== home && !isRegion(word, known));
}

/** Words that name no region, for a person: a replica's name is what people write by mistake. */
function explainUnknown(input: "protect" | "regions", word: Region, { replicas }: NamedRegions): string {
  const named = replicaNamed(word, replicas);
  const effect = input === "protect" ? "so it protects nothing" : "so it selects nothing";
  const advice =
    named === null
      ? "Correct or remove it."
      : `It is the name of the replica in ${displayName(named.region)}: write ${named.region}.`;
  return `\`${input}\` names ${word}, which is not a region, ${effect}. ${advice}`;
}

function refuseNamedForRemoval(named: NamedRegions): readonly Refusal[] {
  const { request, home } = named;
  if (request.mode !== "remove") return [];
  const regions = request.regions ?? [];
  const unknown = unknownWords(regions, named).map(
    (region): Refusal => ({
      fence: "not-a-region",
      regions: [region],
      reason: explainUnknown("regions", region, named),
    }),
  );
  return [
    ...unknown,
    ...refuse(
      "home",
      regions.filter((region) => region === home),
      "is the registry's home region, which is never deleted. Remove it from `regions`.",
    ),
    ...refuse(
      "protect",
      regions.filter((region) => request.protect.includes(region)),
      "is protected by `protect`. Remove it from `regions` or from `protect`.",
    ),
    ...refuse(
      "needed-by-others",
      regions.filter((region) => isNeeded(region, named)),
      "is needed by owners that have not expired. Remove it by `owner`, or wait until they have expired. `mode: apply` without `owner` makes it permanent; after that it can be removed by its region.",
    ),
  ];
}

/** Only a removal by `regions` alone asks for a replica without saying whose need has ended. */
function isNeeded(region: Region, { request, replicas, now }: NamedRegions): boolean {
  if (request.mode !== "remove") return false;
  if (request.owner !== null || request.onlyExpired || request.onlyOrphaned) return false;
  return replicasIn(region, replicas).some(({ tags }) => isNeededByOthers(readMarks(tags), null, now));
}

function refuse(fence: Refusal["fence"], regions: readonly Region[], because: string): readonly Refusal[] {
  if (regions.length === 0) return [];
  return [{ fence, regions, reason: `${regions.map(displayName).join(", ")} ${because}` }];
}

/** Whether a word in `protect`, or in the `regions` of a removal, can only be judged by what Azure offers. */
export function needsOffer(request: Request, home: Region, replicas: readonly Replica[]): boolean {
  const named = request.mode === "remove" ? (request.regions ?? []) : [];
  const words = [...request.protect, ...named].filter((word) => word !== home);
  return words.some((word) => !isKnownRegion(word) && replicasIn(word, replicas).length === 0);
}
