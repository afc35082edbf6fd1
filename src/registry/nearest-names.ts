import { distance } from "fastest-levenshtein";
import type { Region } from "./region.js";

/** A name with more letters changed than this, or with only one or two left, is another name, not a slip. */
const LARGEST_SLIP = 5;
const MOST_HINTS = 3;

/** The offered regions whose names are closest to a mistyped one, closest first; at most three. */
export function nearestRegions(mistyped: string, offered: readonly Region[]): readonly Region[] {
  const largest = Math.min(LARGEST_SLIP, mistyped.length - 2);
  return offered
    .map((region) => ({ region, slip: distance(mistyped, region) }))
    .filter(({ slip }) => slip <= largest)
    .toSorted((left, right) => left.slip - right.slip || (left.region < right.region ? -1 : 1))
    .slice(0, MOST_HINTS)
    .map(({ region }) => region);
}
