import { setTags } from "../registry/ownership.js";
import { compareRegions, type Region } from "../registry/region.js";
import type { Routing, Tags } from "../registry/replica.js";
import type { Request, WantedRegion } from "../registry/request.js";
import type { WantedReplica } from "./plan.js";

/**
 * The wanted regions with their settings resolved, sorted by region. Home is always among them; the inputs
 * `routing` and `tags` never reach it, only its own item does.
 */
export function resolveWanted(request: Request, home: Region): readonly WantedReplica[] {
  const general = generalSettings(request);
  const items = request.mode === "remove" ? [] : request.wanted;
  const listsHome = items.some((item) => item.region === home);
  const all: readonly WantedRegion[] = listsHome
    ? items
    : [...items, { region: home, routing: null, tags: {} }];
  return all
    .map((item) => resolve(item, item.region === home, general))
    .toSorted((left, right) => compareRegions(left.region, right.region));
}

interface GeneralSettings {
  readonly routing: Routing | "keep";
  readonly tags: Tags;
}

function generalSettings(request: Request): GeneralSettings {
  const hasSettings = request.mode === "apply" || request.mode === "check";
  return hasSettings ? request : { routing: "keep", tags: {} };
}

function resolve(item: WantedRegion, isHome: boolean, general: GeneralSettings): WantedReplica {
  if (isHome) return { region: item.region, isHome, routing: item.routing ?? "keep", tags: item.tags };
  const tags = setTags(general.tags, item.tags);
  return { region: item.region, isHome, routing: item.routing ?? general.routing, tags };
}
