import type { ImageReference, ImageState } from "../../registry/image-reference.js";
import { imagePollInterval } from "../wait/poll-interval.js";
import type { Work } from "../work.js";
import type { HasGone } from "./departures.js";
import type { NoteSight } from "./image-journal.js";
import { type RegionalEndpoint, stateOf } from "./regional-endpoint.js";

/** An image named by its digest. */
type DigestReference = Extract<ImageReference, { readonly kind: "digest" }>;

/**
 * Looks in one region until the image and all that it lists are there, or nobody wants them there any more. False when
 * the region refuses it or the run was stopped.
 */
export async function proveDigest(
  image: DigestReference,
  endpoint: RegionalEndpoint,
  { clock, record, stop, plan }: Pick<Work, "clock" | "record" | "stop" | "plan">,
  note: NoteSight,
  hasGone: HasGone,
): Promise<boolean> {
  const begun = clock.now();
  let isChecked = false;
  while (!stop.aborted) {
    const state = await lookForDigest(image, endpoint, note);
    if (state === "pullable" || state === "denied") return state === "pullable";
    // Of all regions home has an image first: what it has not got may be no image.
    if (state === "pending" && endpoint.region === plan.registry.home && !isChecked) {
      isChecked = true;
      if (await endpoint.isBlob(image.repository, image.digest)) record({ kind: "image-is-blob", image });
    }
    if (await hasGone(endpoint.region)) return true;
    await clock.sleep(imagePollInterval(clock.now() - begun), stop);
  }
  return false;
}

/** Looks once; gives the state, null where the answer says nothing of the image. */
export async function lookForDigest(
  image: DigestReference,
  endpoint: RegionalEndpoint,
  note: NoteSight,
): Promise<ImageState | null> {
  const lack = await endpoint.findLack(image.repository, image.digest);
  const state = lack === null ? "pullable" : stateOf(lack);
  note({ region: endpoint.region, image, state, digest: lack === null ? image.digest : null });
  return state;
}
