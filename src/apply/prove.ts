import type { Failure } from "../registry/failure.js";
import type { Digest, ImageReference, ImageState } from "../registry/image-reference.js";
import type { Region } from "../registry/region.js";
import type { ManifestAnswer, Manifests } from "./ports.js";
import { untilNextImageLook } from "./rhythm.js";
import type { Work } from "./tools.js";

/** What one look at one image in one region came to. */
interface Sight {
  readonly region: Region;
  readonly image: ImageReference;
  readonly state: ImageState;
  readonly digest: Digest | null;
}

/** Proves the images that were asked for by asking every region at its own endpoint. */
export interface Prover {
  /** Proves the images named by digest in one region that is ready. True when all of them are pullable there. */
  proveDigests(region: Region): Promise<boolean>;
  /** Proves the images named by tag: at one look, every region gives the same digest. */
  proveTags(regions: readonly Region[]): Promise<boolean>;
}

/** Makes the prover of a plan's images; where no region can be asked, every state is `unknown`. */
export function createProver(work: Work): Prover {
  const { images } = work.plan;
  const digests = images.filter((image) => image.kind === "digest");
  const tags = images.filter((image) => image.kind === "tag");
  const source = work.images;
  if (source === null || images.length === 0) {
    return { proveDigests: async () => true, proveTags: async () => true };
  }
  if (source.kind === "none") return proveNothing(source.failure, digests, tags, work);
  const journal = createImageJournal(work);
  const regions = work.plan.wanted.map(({ region }) => region);
  work.record({ kind: "endpoints-known", endpoints: endpointsOf(source.manifests, regions) });
  return {
    proveDigests: (region) => proveDigests(region, digests, source.manifests, work, journal),
    proveTags: (regions) => proveTags(regions, tags, source.manifests, work, journal),
  };
}

function proveNothing(
  failure: Failure,
  digests: readonly ImageReference[],
  tags: readonly ImageReference[],
  { record, plan }: Work,
): Prover {
  record({ kind: plan.ifImageUnknown === "error" ? "failed" : "warned", failure });
  const noteUnknown = (region: Region, images: readonly ImageReference[]) => {
    for (const image of images) record({ kind: "image-seen", region, image, state: "unknown", digest: null });
    return images.length === 0;
  };
  return {
    proveDigests: async (region) => noteUnknown(region, digests),
    proveTags: async (regions) => regions.map((region) => noteUnknown(region, tags)).every(Boolean),
  };
}

type ImageJournal = (sight: Sight) => void;

/** Keeps what changed, not every look. */
function createImageJournal({ record }: Work): ImageJournal {
  const known = new Map<string, string>();
  return (sight) => {
    const key = `${sight.region} ${sight.image.text}`;
    const value = `${sight.state} ${sight.digest}`;
    if (known.get(key) === value) return;
    known.set(key, value);
    record({ kind: "image-seen", ...sight });
  };
}

/** Such a state may still change, so the region is asked again. */
function mayChange(state: ImageState): boolean {
  return state === "pending" || state === "mismatch" || state === "unreachable";
}

async function proveDigests(
  region: Region,
  images: readonly ImageReference[],
  manifests: Manifests,
  work: Work,
  journal: ImageJournal,
): Promise<boolean> {
  const look = createLook(region, manifests, work);
  const begun = work.clock.now();
  let open = images;
  let isProven = true;
  for (const image of images) journal({ region, image, state: "pending", digest: null });
  while (open.length > 0 && !work.stop.aborted) {
    const sights = await Promise.all(open.map((image) => look(image)));
    if (work.stop.aborted) break;
    sights.forEach(journal);
    isProven &&= sights.every(({ state }) => state === "pullable" || mayChange(state));
    open = sights.filter(({ state }) => mayChange(state)).map(({ image }) => image);
    if (open.length > 0) await work.clock.sleep(untilNextImageLook(work.clock.now() - begun), work.stop);
  }
  return isProven && open.length === 0;
}

async function proveTags(
  regions: readonly Region[],
  images: readonly ImageReference[],
  manifests: Manifests,
  work: Work,
  journal: ImageJournal,
): Promise<boolean> {
  const looks = regions.map((region) => createLook(region, manifests, work));
  const proofs = images.map((image) => proveTag(image, looks, regions, work, journal));
  return (await Promise.all(proofs)).every(Boolean);
}

/** The tag is read anew everywhere at every look, since it may move while the run waits. */
async function proveTag(
  image: ImageReference,
  looks: readonly Look[],
  regions: readonly Region[],
  work: Work,
  journal: ImageJournal,
): Promise<boolean> {
  const begun = work.clock.now();
  for (const region of regions) journal({ region, image, state: "pending", digest: null });
  while (!work.stop.aborted) {
    const sights = compare(await Promise.all(looks.map((look) => look(image))));
    if (work.stop.aborted) break;
    sights.forEach(journal);
    if (sights.every(({ state }) => state === "pullable")) return true;
    if (!sights.some(({ state }) => mayChange(state))) return false;
    await work.clock.sleep(untilNextImageLook(work.clock.now() - begun), work.stop);
  }
  return false;
}

/** Regions that give another digest than most do are the odd ones; home's side wins a tie, being asked first. */
function compare(sights: readonly Sight[]): readonly Sight[] {
  const counts = new Map<Digest, number>();
  for (const { digest } of sights) if (digest !== null) counts.set(digest, (counts.get(digest) ?? 0) + 1);
  const most = Math.max(0, ...counts.values());
  const common = [...counts].find(([, count]) => count === most)?.[0] ?? null;
  return sights.map((sight) =>
    sight.digest !== null && sight.digest !== common ? { ...sight, state: "mismatch" } : sight,
  );
}

type Look = (image: ImageReference) => Promise<Sight>;

/**
 * Looks at images in one region. The children of an index that were seen are remembered: a digest that is there
 * stays there.
 */
function createLook(region: Region, manifests: Manifests, { record, stop, clock }: Work): Look {
  const present = new Set<Digest>();
  const reported = new Set<string>();

  async function ask(repository: string, reference: string): Promise<ManifestAnswer> {
    const answer = await manifests.look(region, repository, reference, stop);
    if (answer.kind === "throttled") await clock.sleep(answer.retryAfter, stop);
    if ("failure" in answer) reportOnce(answer);
    return answer;
  }

  function reportOnce(answer: Extract<ManifestAnswer, { kind: "denied" | "unreachable" }>): void {
    if (reported.has(answer.kind)) return;
    reported.add(answer.kind);
    record({ kind: answer.kind === "denied" ? "failed" : "warned", failure: { ...answer.failure, region } });
  }

  async function lookAtChildren(repository: string, children: readonly Digest[]): Promise<ImageState> {
    const missing = children.filter((child) => !present.has(child));
    const answers = await Promise.all(missing.map((child) => ask(repository, child)));
    for (const [index, child] of missing.entries())
      if (answers[index]?.kind === "present") present.add(child);
    return answers.map(stateOf).find((state) => state !== "pullable") ?? "pullable";
  }

  return async (image) => {
    const reference = image.kind === "digest" ? image.digest : image.tag;
    const answer = await ask(image.repository, reference);
    if (answer.kind !== "present") return { region, image, state: stateOf(answer), digest: null };
    const state = await lookAtChildren(image.repository, answer.children);
    return { region, image, state, digest: answer.digest };
  };
}

function stateOf(answer: ManifestAnswer): ImageState {
  switch (answer.kind) {
    case "present":
      return "pullable";
    case "denied":
      return "denied";
    case "unreachable":
      return "unreachable";
    case "absent":
    case "throttled":
      return "pending";
  }
}

function endpointsOf(manifests: Manifests, regions: readonly Region[]): ReadonlyMap<Region, string> {
  return new Map(regions.map((region) => [region, manifests.endpoint(region)]));
}
