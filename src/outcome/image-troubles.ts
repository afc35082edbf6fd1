import type { TimedFact } from "../registry/fact.js";
import type { Failure } from "../registry/failure.js";
import { compareRegions, displayName, type Region } from "../registry/region.js";
import type { Registry } from "../registry/registry.js";
import type { Prose } from "../registry/server-text.js";
import { printSpan } from "../registry/span.js";
import type { ImageRow } from "./outcome.js";

/**
 * Why images were not proven, where no refusal says it: regions that could still not be asked when the run ended,
 * images that were late somewhere at the deadline, and those of which no region had anything.
 */
export function findImageTroubles(
  images: readonly ImageRow[],
  facts: readonly TimedFact[],
  registry: Registry | null,
): readonly Failure[] {
  const notAsked = findNotAsked(images, facts);
  if (!facts.some(({ kind }) => kind === "deadline-passed")) return notAsked;
  const isThrottled = (region: Region) =>
    notAsked.some((failure) => failure.kind === "throttled" && failure.region === region);
  const isNowhere = ({ regions }: ImageRow) =>
    regions.length > 0 &&
    regions.every((cell) => cell.state === "pending" && cell.seconds !== null && !isThrottled(cell.region));
  const nowhere = images.filter(isNowhere).map((row) => imageNowhere(row, facts, registry));
  const late = images.filter((row) => !isNowhere(row)).flatMap((row) => imageLate(row, isThrottled));
  return [...notAsked, ...nowhere, ...late];
}

/** The endpoints of the regions that could not be reached for some image, sorted by region. */
export function findUnreachableHosts(
  images: readonly ImageRow[],
  facts: readonly TimedFact[],
): readonly string[] {
  const endpoints = facts.findLast((fact) => fact.kind === "endpoints-known")?.endpoints ?? new Map();
  const cells = images.flatMap(({ regions }) => regions).filter(({ state }) => state === "unreachable");
  const regions = [...new Set(cells.map(({ region }) => region))].toSorted(compareRegions);
  return regions.map((region) => endpoints.get(region)).filter((host) => host !== undefined);
}

/** What was warned of and has not passed. */
function findNotAsked(images: readonly ImageRow[], facts: readonly TimedFact[]): readonly Failure[] {
  const cells = images.flatMap(({ regions }) => regions);
  const closed = cells.filter(({ state }) => state === "unreachable").map(({ region }) => region);
  return (
    facts
      .flatMap((fact) => (fact.kind === "warned" ? [fact.failure] : []))
      .filter(({ activity }) => activity === "prove-image")
      // Throttling is told only when it lasts to the end.
      .filter(({ kind, region }) => kind === "throttled" || region === null || closed.includes(region))
  );
}

/** Names the image and the regions, which is what a person tunes `timeout` by. */
function imageLate(
  { image, regions }: ImageRow,
  isThrottled: (region: Region) => boolean,
): readonly Failure[] {
  const late = regions.filter(
    ({ region, state, seconds }) =>
      (state === "pending" || state === "mismatch") && seconds !== null && !isThrottled(region),
  );
  if (late.length === 0) return [];
  const where = late.map(({ region, state, seconds }) => {
    const after = printSpan((seconds ?? 0) * 1000);
    return state === "mismatch"
      ? `had another digest in ${displayName(region)} ${after} after the first region had it`
      : `was not in ${displayName(region)} ${after} after the first region had it`;
  });
  return [
    trouble("ImageLate", [
      `${image.text} ${where.join(", ")}. Azure copies images at its own pace: if this is more than usual, check the ` +
        "region's state in the portal; otherwise raise `timeout`.",
    ]),
  ];
}

/** Late everywhere, home included, is more likely never pushed, misspelt or held back. */
function imageNowhere({ image }: ImageRow, facts: readonly TimedFact[], registry: Registry | null): Failure {
  const { text } = image;
  if (facts.some((fact) => fact.kind === "image-is-blob" && fact.image.text === text)) {
    return trouble("ImageIdNotDigest", [imageIdAdvice(text)]);
  }
  if (registry?.hasQuarantine === true) {
    return trouble("ImageHeldBack", [
      `No region serves ${text}, home included. ${registry.id.name} quarantines images until they are released (its ` +
        "quarantinePolicy is enabled): check whether your scanner has released this one.",
    ]);
  }
  return trouble("ImageInNoRegion", [
    `No region serves all of ${text}, home included. Check whether it was pushed to this registry, with its layers and ` +
      "all that its index lists if it has one, and how it is spelled in `images`.",
  ]);
}

/** What to write in place of an image ID. */
export function imageIdAdvice(text: string): string {
  return (
    `${text} names a blob of the registry, and no manifest: it looks like an image ID (\`docker images\`, or ` +
    "`imageid` of docker/build-push-action), which is not a manifest. Use the digest that the push " +
    "printed: `digest` of docker/build-push-action."
  );
}

function trouble(code: string, remedy: Prose): Failure {
  return {
    kind: "observed",
    activity: "prove-image",
    region: null,
    code,
    message: null,
    correlationId: null,
    remedy,
  };
}
