import type { Tags } from "../../registry/replica.js";
import { MOST_TAGS } from "../../registry/tags.js";

/** Whether Azure would take so many tags. */
export function fitsTags(tags: Tags | undefined): boolean {
  return tags === undefined || Object.keys(tags).length <= MOST_TAGS;
}
