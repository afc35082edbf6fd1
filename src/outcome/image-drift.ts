import type { Drift } from "../plan/plan.js";
import type { ImageRow } from "./outcome.js";

/**
 * The images that wanted regions lack. A region that was not asked, or could not be, says nothing of an image: that is
 * no drift, or a firewall would open an issue.
 */
export function findImageDrift(images: readonly ImageRow[]): readonly Drift[] {
  return images.flatMap(({ image, regions }) =>
    regions.flatMap(({ region, state, seconds }) =>
      (state === "pending" || state === "mismatch") && seconds !== null
        ? [{ region, kind: "image" as const, want: image.text, have: state }]
        : [],
    ),
  );
}
