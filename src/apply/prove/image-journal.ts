import type { Digest, ImageReference, ImageState } from "../../registry/image-reference.js";
import type { Region } from "../../registry/region.js";
import type { RecordFact } from "../ports.js";

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
