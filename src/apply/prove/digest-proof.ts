import type { ImageReference } from "../../registry/image-reference.js";
import type { Tools } from "../tools.js";
import { imagePollInterval } from "../wait/poll-interval.js";
import type { NoteSight } from "./image-journal.js";
import { type RegionalEndpoint, stateOf } from "./regional-endpoint.js";

/** An image named by its digest. */
type DigestReference = Extract<ImageReference, { readonly kind: "digest" }>;

/**
 * Looks in one region until the image and all that it lists are there. False when the region refuses it or the run
 * was stopped.
 */
export async function proveDigest(
  image: DigestReference,
  endpoint: RegionalEndpoint,
  { clock, stop }: Pick<Tools, "clock" | "stop">,
  note: NoteSight,
): Promise<boolean> {
  const { region } = endpoint;
  const begun = clock.now();
  while (!stop.aborted) {
    const lack = await endpoint.findLack(image.repository, image.digest);
    const state = lack === null ? "pullable" : stateOf(lack);
    note({ region, image, state, digest: lack === null ? image.digest : null });
    if (lack === null || lack.kind === "denied") return lack === null;
    await clock.sleep(imagePollInterval(clock.now() - begun), stop);
  }
  return false;
}
