import type { TimedFact } from "../registry/fact.js";
import type { Digest, ImageReference, ImageState } from "../registry/image-reference.js";
import { compareRegions, type Region } from "../registry/region.js";
import type { ImageRow } from "./outcome.js";

type Sight = Extract<TimedFact, { kind: "image-seen" }>;

/** One row per image that was asked for, with every wanted region in it, seen or not. */
export function foldImages(
  images: readonly ImageReference[],
  wanted: readonly Region[],
  facts: readonly TimedFact[],
): readonly ImageRow[] {
  const sights = facts.filter((fact): fact is Sight => fact.kind === "image-seen");
  return images.map((image) => {
    const own = sights.filter((sight) => sight.image.text === image.text);
    const regions = wanted.toSorted(compareRegions).map((region) => foldCell(region, own));
    return { image, digest: commonDigest(image, wanted, own), regions };
  });
}

function foldCell(region: Region, sights: readonly Sight[]): ImageRow["regions"][number] {
  const own = sights.filter((sight) => sight.region === region);
  const [first] = own;
  const latest = own.at(-1);
  if (first === undefined || latest === undefined)
    return { region, state: "pending" as ImageState, seconds: null };
  return { region, state: latest.state, seconds: Math.round((latest.at - first.at) / 1000) };
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
