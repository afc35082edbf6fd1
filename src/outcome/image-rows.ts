import type { TimedFact } from "../registry/fact.js";
import { type Digest, type ImageReference, isWaitedFor } from "../registry/image-reference.js";
import { compareRegions, type Region } from "../registry/region.js";
import type { ImageRow } from "./outcome.js";

type Sight = Extract<TimedFact, { kind: "image-seen" }>;

/**
 * One row per image that was asked for, with every wanted region in it, seen or not. `duration`: how long the run
 * has lasted, in milliseconds.
 */
export function foldImages(
  images: readonly ImageReference[],
  wanted: readonly Region[],
  facts: readonly TimedFact[],
  duration: number,
): readonly ImageRow[] {
  const sights = facts.filter((fact): fact is Sight => fact.kind === "image-seen");
  return images.map((image) => {
    const own = sights.filter((sight) => sight.image.text === image.text);
    const regions = wanted.toSorted(compareRegions).map((region) => foldCell(region, own, duration));
    return { image, digest: commonDigest(image, wanted, own), regions };
  });
}

function foldCell(region: Region, sights: readonly Sight[], duration: number): ImageRow["regions"][number] {
  const own = sights.filter((sight) => sight.region === region);
  const [first] = own;
  const latest = own.at(-1);
  if (first === undefined || latest === undefined) return { region, state: "pending", seconds: null };
  if (latest.state === "unknown") return { region, state: "unknown", seconds: null };
  const end = isWaitedFor(latest.state) ? duration : latest.at;
  const begin = Math.max(first.at, firstPullable(sights, latest) ?? first.at);
  return { region, state: latest.state, seconds: Math.round(Math.max(end - begin, 0) / 1000) };
}

/** When the first of all regions had what this one has in the end, or should have; null where none had it. */
function firstPullable(sights: readonly Sight[], { state, digest }: Sight): number | null {
  const had = sights.filter((sight) => sight.state === "pullable");
  return (state === "pullable" ? had.find((sight) => sight.digest === digest) : had.at(0))?.at ?? null;
}

function commonDigest(
  image: ImageReference,
  wanted: readonly Region[],
  sights: readonly Sight[],
): Digest | null {
  if (image.kind === "digest") return image.digest;
  const latest = wanted.map((region) => sights.filter((sight) => sight.region === region).at(-1));
  const digests = new Set(latest.map((sight) => (sight?.state === "pullable" ? sight.digest : null)));
  const [digest] = digests;
  return digests.size === 1 && digest !== undefined ? digest : null;
}
