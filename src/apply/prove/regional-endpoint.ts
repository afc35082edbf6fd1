import type { Digest, ImageState } from "../../registry/image-reference.js";
import type { Region } from "../../registry/region.js";
import type { ManifestAnswer, Manifests } from "../ports.js";
import type { Tools } from "../tools.js";
import { listenForTrouble } from "./endpoint-trouble.js";

/** Why an image is not pullable in a region, as one answer of its endpoint has it. */
export type Lack = Exclude<ManifestAnswer, { readonly kind: "present" }>;

/** One region's own endpoint, with the memory of what it has shown: what is there stays there. */
export interface RegionalEndpoint {
  readonly region: Region;
  /** What the tag names here now; it is read anew each time, since tags move. */
  readTag(repository: string, tag: string): Promise<ManifestAnswer>;
  /** What is missing of a manifest and of all that it lists; null when all of it is there. */
  findLack(repository: string, digest: Digest): Promise<Lack | null>;
  /** At the end: tells of trouble that has not passed and was not told. */
  tellWhatIsLeft(): void;
}

/** Opens a region's endpoint; nothing is asked yet. */
export function openRegionalEndpoint(
  region: Region,
  manifests: Manifests,
  tools: Pick<Tools, "clock" | "record" | "stop">,
): RegionalEndpoint {
  /** What the manifests that are there list, by repository and digest: a repository holds manifests of its own. */
  const listed = new Map<string, readonly Digest[]>();
  /** Images may share manifests: those who ask for one at the same time share the answer. */
  const asking = new Map<string, Promise<ManifestAnswer>>();
  const trouble = listenForTrouble(tools);

  const ask = async (repository: string, reference: string): Promise<ManifestAnswer> => {
    const answer = await manifests.look(region, repository, reference, tools.stop);
    trouble.hear(answer);
    if (answer.kind === "present") listed.set(`${repository}@${answer.digest}`, answer.children);
    return answer;
  };
  const askOnce = (key: string, repository: string, digest: Digest): Promise<ManifestAnswer> => {
    const answer = asking.get(key) ?? ask(repository, digest).finally(() => asking.delete(key));
    asking.set(key, answer);
    return answer;
  };
  const findLack = async (repository: string, digest: Digest): Promise<Lack | null> => {
    const key = `${repository}@${digest}`;
    if (!listed.has(key)) {
      const answer = await askOnce(key, repository, digest);
      if (answer.kind !== "present") return answer;
    }
    // One by one up to the first that is missing, so that a look which cannot succeed costs one request.
    for (const child of listed.get(key) ?? []) {
      const lack = await findLack(repository, child);
      if (lack !== null) return lack;
    }
    return null;
  };

  return { region, readTag: ask, findLack, tellWhatIsLeft: trouble.tellWhatIsLeft };
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
