import type { TimedFact } from "../registry/fact.js";
import type { Failure } from "../registry/failure.js";
import type { ImageReference } from "../registry/image-reference.js";
import type { Region } from "../registry/region.js";
import type { ImageRow } from "./outcome.js";

/**
 * Why images were not proven, where no refusal says it: regions that could still not be asked when the run ended,
 * and images of which no region had anything by the deadline.
 */
export function findImageTroubles(
  images: readonly ImageRow[],
  facts: readonly TimedFact[],
): readonly Failure[] {
  const notAsked = findNotAsked(images, facts);
  if (!facts.some(({ kind }) => kind === "deadline-passed")) return notAsked;
  const isThrottled = (region: Region) =>
    notAsked.some((failure) => failure.kind === "throttled" && failure.region === region);
  const nowhere = images.filter(
    ({ regions }) =>
      regions.length > 0 &&
      regions.every((cell) => cell.state === "pending" && cell.seconds !== null && !isThrottled(cell.region)),
  );
  return [...notAsked, ...nowhere.map(({ image }) => imageNowhere(image))];
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

/** Late everywhere, home included, is more likely never pushed, or misspelt. */
function imageNowhere({ text }: ImageReference): Failure {
  return {
    kind: "observed",
    activity: "prove-image",
    region: null,
    code: "ImageInNoRegion",
    message: null,
    correlationId: null,
    remedy: [
      `No region gives ${text} whole, home included. Look whether it was pushed to this registry, with all that its ` +
        "index lists if it has one, and how it is spelled in `images`.",
    ],
  };
}
