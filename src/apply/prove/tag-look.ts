import type { Digest, ImageReference, ImageState } from "../../registry/image-reference.js";
import type { Region } from "../../registry/region.js";
import type { ManifestAnswer } from "../ports.js";
import type { NoteSight } from "./image-journal.js";
import { type RegionalEndpoint, stateOf } from "./regional-endpoint.js";
import { compareDigests, NO_AGREEMENT, type TagAgreement } from "./tag-agreement.js";

/** An image named by a tag. */
export type TagReference = Extract<ImageReference, { readonly kind: "tag" }>;

/** One look at a tag in several regions, and what the looks up to it have shown. */
export interface TagLook {
  readonly sights: readonly TagSight[];
  readonly agreement: TagAgreement;
}

export interface TagSight {
  readonly region: Region;
  /** Null where the region's answer says nothing of the image. */
  readonly state: ImageState | null;
}

/** Before the first look. */
export const NO_LOOK: TagLook = { sights: [], agreement: NO_AGREEMENT };

/** Looks at a tag once in several regions, but not again where it was refused. */
export async function lookAround(
  image: TagReference,
  endpoints: readonly RegionalEndpoint[],
  before: TagLook,
  home: Region,
  note: NoteSight,
): Promise<TagLook> {
  const refused = before.sights.filter(({ state }) => state === "denied");
  const asked = endpoints.filter(({ region }) => !refused.some((sight) => sight.region === region));
  const readings = await Promise.all(
    asked.map(async (endpoint) => ({
      endpoint,
      answer: await endpoint.readTag(image.repository, image.tag),
    })),
  );
  const agreement = compareDigests(before.agreement, digestsOf(readings), home);
  const sights = await Promise.all(
    readings.map(async (reading) => {
      const { region } = reading.endpoint;
      const state = await judge(reading, image.repository, agreement);
      note({ region, image, state, digest: digestOf(reading) });
      return { region, state };
    }),
  );
  return { sights: [...refused, ...sights], agreement };
}

interface Reading {
  readonly endpoint: RegionalEndpoint;
  readonly answer: ManifestAnswer;
}

async function judge(
  { endpoint, answer }: Reading,
  repository: string,
  { expected }: TagAgreement,
): Promise<ImageState | null> {
  if (answer.kind !== "present") return stateOf(answer);
  if (answer.digest !== expected) return "mismatch";
  const lack = await endpoint.findLack(repository, answer.digest);
  return lack === null ? "pullable" : stateOf(lack);
}

function digestOf({ answer }: Reading): Digest | null {
  return answer.kind === "present" ? answer.digest : null;
}

function digestsOf(readings: readonly Reading[]): ReadonlyMap<Region, Digest> {
  return new Map(
    readings.flatMap(({ endpoint, answer }) =>
      answer.kind === "present" ? [[endpoint.region, answer.digest] as const] : [],
    ),
  );
}
