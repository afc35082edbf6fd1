import type { Digest, ImageReference, ImageState } from "../../registry/image-reference.js";
import type { Region } from "../../registry/region.js";
import type { ManifestAnswer } from "../ports.js";
import { imagePollInterval } from "../wait/poll-interval.js";
import type { Work } from "../work.js";
import type { Arrivals } from "./arrivals.js";
import type { NoteSight } from "./image-journal.js";
import { type RegionalEndpoint, stateOf } from "./regional-endpoint.js";
import { compareDigests, NO_AGREEMENT, type TagAgreement } from "./tag-agreement.js";

/** An image named by a tag. */
type TagReference = Extract<ImageReference, { readonly kind: "tag" }>;

/** Regions that become ready at one look arrive within moments; they are asked together. */
const GATHERING = 250;

/**
 * Looks at the tag in all regions that have come, again and again, until at one look all give the same digest and
 * hold all that it lists, and nobody else comes. False when a region refuses it or the run was stopped.
 */
export async function proveTag(
  image: TagReference,
  arrivals: Arrivals,
  work: Work,
  note: NoteSight,
): Promise<boolean> {
  const { clock, stop, plan } = work;
  const { home } = plan.registry;
  if (arrivals.now().endpoints.length === 0) await untilAborted(stop, arrivals.now().change);
  const begun = clock.now();
  let look: TagLook = { sights: [], agreement: NO_AGREEMENT };
  while (!stop.aborted) {
    if (look.sights.length < arrivals.now().endpoints.length) await clock.sleep(GATHERING, stop);
    const { endpoints, isComplete, change } = arrivals.now();
    if (!isDecided(look) || look.sights.length < endpoints.length) {
      look = await lookAround(image, endpoints, look, home, note);
    }
    if (isDecided(look) && isComplete) return look.sights.every(({ state }) => state === "pullable");
    // What is decided stays so until another region comes.
    if (isDecided(look)) await untilAborted(stop, change);
    else await clock.sleep(imagePollInterval(clock.now() - begun), AbortSignal.any([stop, change]));
  }
  return false;
}

/** Resolves when one of the signals aborts. */
function untilAborted(...signals: readonly AbortSignal[]): Promise<void> {
  const any = AbortSignal.any([...signals]);
  return new Promise((resolve) => {
    if (any.aborted) resolve();
    else any.addEventListener("abort", () => resolve(), { once: true });
  });
}

/** One look at a tag in several regions, and what the looks up to it have shown. */
interface TagLook {
  readonly sights: readonly TagSight[];
  readonly agreement: TagAgreement;
}

interface TagSight {
  readonly region: Region;
  /** Null where the region's answer says nothing of the image. */
  readonly state: ImageState | null;
}

/** Whether another look could show nothing new: the regions agree, and a refusal stands. */
function isDecided({ sights }: TagLook): boolean {
  return sights.every(({ state }) => state === "pullable" || state === "denied");
}

async function lookAround(
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
