import type { Digest, ImageState } from "../../registry/image-reference.js";
import type { Region } from "../../registry/region.js";
import type { BlobAnswer, Lack, ManifestAnswer, ManifestContents, Manifests } from "../ports.js";
import type { Tools } from "../tools.js";
import { listenForTrouble } from "./endpoint-trouble.js";

/** One region's own endpoint, with the memory of what it has shown: what is there stays there. */
export interface RegionalEndpoint {
  readonly region: Region;
  /** What the tag names here now; it is read anew each time, since tags move. */
  readTag(repository: string, tag: string): Promise<ManifestAnswer>;
  /** What is missing of a manifest and of all that it names; null when all of it is there. */
  findLack(repository: string, digest: Digest): Promise<Lack | null>;
  /** Whether the digest is that of a blob here, and of no manifest. */
  isBlob(repository: string, digest: Digest): Promise<boolean>;
  /** At the end: tells of trouble that has not passed and was not told. */
  tellWhatIsLeft(): void;
}

/** Opens a region's endpoint; nothing is asked yet. */
export function openRegionalEndpoint(
  region: Region,
  manifests: Manifests,
  tools: Pick<Tools, "clock" | "record" | "stop">,
): RegionalEndpoint {
  const trouble = listenForTrouble(tools);
  const hear = <Answer extends ManifestAnswer | BlobAnswer>(answer: Answer): Answer => {
    trouble.hear(answer);
    return answer;
  };
  // By repository too: a registry gives a manifest or a blob only through a repository that holds it.
  const manifestsThere = createMemory<ManifestAnswer>();
  const blobsThere = createMemory<BlobAnswer>();
  const readTag = async (repository: string, tag: string): Promise<ManifestAnswer> => {
    const answer = hear(await manifests.look(region, repository, tag, tools.stop));
    if (answer.kind === "present") manifestsThere.remember(`${repository}@${answer.digest}`, answer);
    return answer;
  };
  const findManifest = (repository: string, digest: Digest) =>
    manifestsThere.find(`${repository}@${digest}`, () => readTag(repository, digest));
  const findBlob = (repository: string, digest: Digest) =>
    blobsThere.find(`${repository}@${digest}`, async () =>
      hear(await manifests.lookForBlob(region, repository, digest, tools.stop)),
    );
  // One by one up to the first that is missing, so that a look which cannot succeed costs one request.
  const findLackOfContents = async (
    repository: string,
    { blobs, children }: ManifestContents,
  ): Promise<Lack | null> => {
    for (const blob of blobs) {
      const answer = await findBlob(repository, blob);
      if (answer.kind !== "present") return answer;
    }
    for (const child of children) {
      const lack = await findLack(repository, child);
      if (lack !== null) return lack;
    }
    return null;
  };
  const findLack = async (repository: string, digest: Digest): Promise<Lack | null> => {
    const answer = await findManifest(repository, digest);
    return answer.kind === "present" ? await findLackOfContents(repository, answer) : answer;
  };

  return {
    region,
    readTag,
    findLack,
    isBlob: async (repository, digest) =>
      !manifestsThere.has(`${repository}@${digest}`) &&
      (await findBlob(repository, digest)).kind === "present",
    tellWhatIsLeft: trouble.tellWhatIsLeft,
  };
}

/** What is known to be there. */
interface Memory<Answer> {
  /** Asks for what is not known to be there. Those who ask at the same time share the answer. */
  find(key: string, ask: () => Promise<Answer>): Promise<Answer>;
  remember(key: string, answer: Answer): void;
  has(key: string): boolean;
}

/** Images share manifests and layers, and what is there stays there. */
function createMemory<Answer extends { readonly kind: string }>(): Memory<Answer> {
  const there = new Map<string, Answer>();
  const asking = new Map<string, Promise<Answer>>();
  const ask = async (key: string, question: () => Promise<Answer>): Promise<Answer> => {
    const answer = await question().finally(() => asking.delete(key));
    if (answer.kind === "present") there.set(key, answer);
    return answer;
  };
  return {
    find: async (key, question) => {
      const known = there.get(key) ?? asking.get(key);
      if (known !== undefined) return await known;
      const answer = ask(key, question);
      asking.set(key, answer);
      return await answer;
    },
    remember: (key, answer) => there.set(key, answer),
    has: (key) => there.has(key),
  };
}

/** The state that a lack stands for; null where the answer says nothing of the image. */
export function stateOf(lack: Lack): ImageState | null {
  switch (lack.kind) {
    case "absent":
      return "pending";
    case "denied":
    case "unreachable":
      return lack.kind;
    case "throttled":
      return null;
  }
}
