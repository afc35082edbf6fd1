import { isPermanent, readMarks } from "../registry/marks.js";
import { compareRegions, type Region } from "../registry/region.js";
import type { Replica, Routing, Tags } from "../registry/replica.js";
import type { Request, WantedRegion } from "../registry/request.js";
import { setTags } from "../registry/tags.js";
import type { WantedReplica } from "./plan.js";

/**
 * The wanted regions with their settings resolved, sorted by region. Home is always among them; the inputs
 * `routing` and `tags` never reach it, only its own item does. What exists is wanted as it is.
 */
export function resolveWanted(
  request: Request,
  home: Region,
  replicas: readonly Replica[],
): readonly WantedReplica[] {
  const general = generalSettings(request);
  const items = itemsOf(request, replicas);
  const listsHome = items.some((item) => item.region === home);
  const all: readonly WantedRegion[] = listsHome
    ? items
    : [...items, { region: home, routing: null, tags: {} }];
  return all
    .map((item) => resolve(item, item.region === home, general))
    .toSorted((left, right) => compareRegions(left.region, right.region));
}

/** Whether a request takes what exists as what is wanted. */
export function wantsExisting(request: Request): boolean {
  return request.mode !== "remove" && request.wanted === "existing";
}

function itemsOf(request: Request, replicas: readonly Replica[]): readonly WantedRegion[] {
  if (request.mode === "remove") return [];
  if (request.wanted !== "existing") return request.wanted;
  // What is on loan goes when its last owner does: nobody has to wait for it.
  const counted = replicas.filter((one) => request.mode === "check" || isPermanent(readMarks(one.tags)));
  const regions = new Set(counted.map(({ region }) => region));
  return [...regions].map((region) => ({ region, routing: null, tags: {} }));
}

interface GeneralSettings {
  readonly routing: Routing | "keep";
  readonly tags: Tags;
}

function generalSettings(request: Request): GeneralSettings {
  const hasSettings = request.mode === "apply" || request.mode === "check";
  return hasSettings && !wantsExisting(request) ? request : { routing: "keep", tags: {} };
}

function resolve(item: WantedRegion, isHome: boolean, general: GeneralSettings): WantedReplica {
  if (isHome) return { region: item.region, isHome, routing: item.routing ?? "keep", tags: item.tags };
  const tags = setTags(general.tags, item.tags);
  return { region: item.region, isHome, routing: item.routing ?? general.routing, tags };
}
