import type { Mark } from "../../plan/plan.js";
import type { Clock } from "../../registry/clock.js";
import { withOwner } from "../../registry/ownership.js";
import type { Tags } from "../../registry/replica.js";

/** The tags with the mark; an expiry counts from now. */
export function markTags(tags: Tags, { owner, ttl }: Mark, { clock }: { readonly clock: Clock }): Tags {
  const expires = ttl === null ? null : new Date(clock.date().getTime() + ttl);
  return withOwner(tags, owner, expires);
}
