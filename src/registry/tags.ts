import type { Tags } from "./replica.js";

/** How many tags a resource may carry. Source: Azure Resource Manager, limits of tags. */
export const MOST_TAGS = 50;
/** Tag names that belong to this action. */
export const OWN_TAG_PREFIX = "acr-geo-";

/** The value of a tag, its name compared without case; null when the tag is absent. */
export function findTag(tags: Tags, name: string): string | null {
  const key = findKey(tags, name);
  return key === undefined ? null : (tags[key] ?? null);
}

/** The tags with one set; a tag that is there in another case of letters keeps its spelling. */
export function setTag(tags: Tags, name: string, value: string): Tags {
  return { ...tags, [findKey(tags, name) ?? name]: value };
}

/** The tags with every one of `wanted` set. */
export function setTags(tags: Tags, wanted: Tags): Tags {
  return Object.entries(wanted).reduce((merged, [name, value]) => setTag(merged, name, value), tags);
}

function findKey(tags: Tags, name: string): string | undefined {
  return Object.keys(tags).find((key) => key.toLowerCase() === name.toLowerCase());
}
