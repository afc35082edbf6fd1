import type { ManifestAnswer, ManifestContents } from "../../apply/ports.js";
import type { Digest } from "../../registry/image-reference.js";

/**
 * What manifests name. A digest never changes what it names, wherever it is read: each manifest is read in one
 * region, and the others are asked for no more than its digest.
 */
export interface ContentsMemory {
  /** Whether what the reference names is known, or is just being read. */
  isKnown(repository: string, reference: string): boolean;
  /** Reads a manifest, so that others need not. */
  reading(repository: string, reference: string, read: ReadManifest): Promise<ManifestAnswer>;
  /** The manifest that a region has just named for a reference; read only where nobody else has, or is about to. */
  complete(
    repository: string,
    reference: string,
    digest: Digest,
    read: ReadManifest,
  ): Promise<ManifestAnswer>;
}

type ReadManifest = () => Promise<ManifestAnswer>;

/** Begins with nothing known. */
export function createContentsMemory(): ContentsMemory {
  const known = new Map<string, ManifestContents>();
  const readTags = new Set<string>();
  const underway = new Map<string, Promise<ManifestAnswer>>();
  const keyOf = (repository: string, reference: string) => `${repository} ${reference}`;
  // Another region's trouble says nothing of this one.
  const settled = (key: string) => underway.get(key)?.catch(() => undefined);
  const reading = async (repository: string, reference: string, read: ReadManifest) => {
    const key = keyOf(repository, reference);
    const own = read();
    underway.set(key, own);
    try {
      const answer = await own;
      if (answer.kind !== "present") return answer;
      known.set(answer.digest, { children: answer.children, blobs: answer.blobs });
      readTags.add(key);
      return answer;
    } finally {
      if (underway.get(key) === own) underway.delete(key);
    }
  };
  return {
    isKnown: (repository, reference) => {
      const key = keyOf(repository, reference);
      return known.has(reference) || readTags.has(key) || underway.has(key);
    },
    reading,
    complete: async (repository, reference, digest, read) => {
      await settled(keyOf(repository, reference));
      for (;;) {
        const contents = known.get(digest);
        if (contents !== undefined) return { kind: "present", digest, ...contents };
        const other = settled(keyOf(repository, digest));
        if (other === undefined) return await reading(repository, digest, read);
        await other;
      }
    },
  };
}
