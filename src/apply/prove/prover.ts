import type { Failure } from "../../registry/failure.js";
import type { Region } from "../../registry/region.js";
import { attempt } from "../attempt.js";
import type { Manifests } from "../ports.js";
import type { Work } from "../work.js";
import { expectArrivals } from "./arrivals.js";
import { watchForDepartures } from "./departures.js";
import { proveDigest } from "./digest-proof.js";
import { keepImageJournal, recordEndpoints, recordUnknown } from "./image-journal.js";
import { openRegionalEndpoint } from "./regional-endpoint.js";
import { proveTag } from "./tag-proof.js";

/** Proves the images of a plan by asking each region at its own endpoint. */
export interface Prover {
  /** The region is ready: from now on it is asked for the images, whatever the other regions do. */
  begin(region: Region): void;
  /** No other region comes. Gives whether every image is pullable in every region that began. */
  end(): Promise<boolean>;
}

const NOTHING_TO_PROVE: Prover = { begin: () => undefined, end: async () => true };
const NOTHING_PROVEN: Prover = { begin: () => undefined, end: async () => false };

/** Makes the prover of a plan's images. Where no region can be asked, every state is `unknown`. */
export function createProver(work: Work): Prover {
  const { plan, images } = work;
  if (plan.images.length === 0) return NOTHING_TO_PROVE;
  if (images === null) return NOTHING_PROVEN;
  return images.kind === "none" ? knowNothing(images.failure, work) : askRegions(images.manifests, work);
}

function knowNothing(failure: Failure, { plan, record }: Work): Prover {
  recordUnknown(failure, plan, record);
  return NOTHING_PROVEN;
}

/** A digest is proven in each region by itself, a tag in all regions together. */
function askRegions(manifests: Manifests, work: Work): Prover {
  const { plan, record } = work;
  recordEndpoints(manifests, plan, record);
  const note = keepImageJournal(record);
  const digests = plan.images.filter((image) => image.kind === "digest");
  const tags = plan.images.filter((image) => image.kind === "tag");
  const arrivals = expectArrivals();
  const isDeleted = watchForDepartures(work);
  const hasGone = async (region: Region) => {
    const gone = await isDeleted(region);
    if (gone) arrivals.leaveOut(region);
    return gone;
  };
  const proofs = tags.map((tag) => guard(null, work, () => proveTag(tag, arrivals, work, note, hasGone)));
  return {
    begin: (region) => {
      const endpoint = openRegionalEndpoint(region, manifests, work);
      arrivals.add(endpoint);
      proofs.push(
        ...digests.map((digest) =>
          guard(region, work, () => proveDigest(digest, endpoint, work, note, hasGone)),
        ),
      );
    },
    end: async () => {
      arrivals.close();
      const results = await Promise.all(proofs);
      for (const endpoint of arrivals.now().endpoints) endpoint.tellWhatIsLeft();
      return results.every(Boolean);
    },
  };
}

async function guard(region: Region | null, work: Work, prove: () => Promise<boolean>): Promise<boolean> {
  return (await attempt(region, "prove-image", work, prove)) === true;
}
