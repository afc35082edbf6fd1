import type { Plan } from "../../plan/plan.js";
import type { Failure } from "../../registry/failure.js";
import type { Digest, ImageReference, ImageState } from "../../registry/image-reference.js";
import type { Region } from "../../registry/region.js";
import type { Manifests, RecordFact } from "../ports.js";

/** What one look at one image in one region found. */
export interface Sight {
  readonly region: Region;
  readonly image: ImageReference;
  /** Null where the answer says nothing of the image: it stands as it stood, or is pending. */
  readonly state: ImageState | null;
  /** Null while the region gives none. */
  readonly digest: Digest | null;
}

/** Keeps a sight in the journal if it is news: looks are many, changes are few. */
export type NoteSight = (sight: Sight) => void;

/** Tells that no region can be asked, and why: a failure, unless the plan takes it for a warning. */
export function recordUnknown(failure: Failure, plan: Plan, record: RecordFact): void {
  record({ kind: plan.ifImageUnknown === "error" ? "failed" : "warned", failure });
  for (const { region } of plan.wanted) {
    for (const image of plan.images) {
      record({ kind: "image-seen", region, image, state: "unknown", digest: null });
    }
  }
}

/** Tells where each wanted region answers for images. */
export function recordEndpoints(manifests: Manifests, { wanted }: Plan, record: RecordFact): void {
  const regions = wanted.map(({ region }) => region);
  record({
    kind: "endpoints-known",
    endpoints: new Map(regions.map((region) => [region, manifests.endpoint(region)])),
  });
}

/** Begins with nothing seen. */
export function keepImageJournal(record: RecordFact): NoteSight {
  const latest = new Map<string, string>();
  return ({ region, image, state, digest }) => {
    const place = `${region} ${image.text}`;
    const finding = `${state} ${digest}`;
    if (latest.get(place) === finding || (state === null && latest.has(place))) return;
    latest.set(place, finding);
    record({ kind: "image-seen", region, image, state: state ?? "pending", digest });
  };
}
