import { createHash } from "node:crypto";
import type { ManifestAnswer, Manifests } from "../../apply/ports.js";
import { type Digest, isDigest } from "../../registry/image-reference.js";
import { isAbort, malformed } from "../errors/explain.js";
import type { FailureContext } from "../errors/failure-context.js";
import { type Answer, member, textMember } from "../http/answer.js";
import type { DataPlane } from "./data-plane.js";
import { createLookLimit } from "./look-limit.js";
import { classifyAnswer, classifyError, type Question } from "./manifest-failures.js";
import type { RegistryHosts } from "./registry-hosts.js";
import type { RegistryTokens } from "./registry-tokens.js";
import { readRealm } from "./token-exchange.js";

const INDEX_TYPES = [
  "application/vnd.oci.image.index.v1+json",
  "application/vnd.docker.distribution.manifest.list.v2+json",
];
const MANIFEST_TYPES = [
  "application/vnd.oci.image.manifest.v1+json",
  "application/vnd.docker.distribution.manifest.v2+json",
];
const ACCEPT = [...MANIFEST_TYPES, ...INDEX_TYPES].join(", ");
/** Registries take no manifest larger than this (OCI distribution-spec 1.1, "Pushing Manifests"). */
const LARGEST_MANIFEST = 4 * 1024 * 1024;

/** What {@link createManifests} needs. */
export interface ManifestsSetting {
  readonly send: DataPlane;
  readonly hosts: RegistryHosts;
  readonly tokens: RegistryTokens;
  /** The built-in role that lets an identity pull from this registry. */
  readonly pullRole: string;
  readonly context: FailureContext;
}

/** Asks the regions' own hosts for manifests. */
export function createManifests({ send, hosts, tokens, pullRole, context }: ManifestsSetting): Manifests {
  /** Children of indexes that were read: a digest never changes what it names. */
  const children = new Map<Digest, readonly Digest[]>();
  const limit = createLookLimit();

  const ask = async ({ method, reference, question }: Asked, signal: AbortSignal): Promise<Answer> => {
    const { host, repository } = question;
    const url = `https://${host}/v2/${repository}/manifests/${reference}`;
    const token = await tokens.get(host, repository, signal);
    const headers = { Accept: ACCEPT, ...(token === null ? {} : { Authorization: `Bearer ${token}` }) };
    return await send({ method, url, headers }, signal);
  };
  const askWithGoodToken = async (asked: Asked, signal: AbortSignal): Promise<Answer> => {
    const { host, repository } = asked.question;
    const answer = await ask(asked, signal);
    // A firewall that has closed in the meantime refuses everything, and the challenge with it.
    if (answer.status === 403) await readRealm(send, host, signal);
    if (answer.status !== 401) return answer;
    // The token may have ended before its time.
    tokens.forget(host, repository);
    return await ask(asked, signal);
  };
  const readChildren = async (digest: Digest, question: Question, signal: AbortSignal) => {
    const known = children.get(digest);
    if (known !== undefined) return known;
    const answer = await askWithGoodToken({ method: "GET", reference: digest, question }, signal);
    if (answer.status !== 200) return classifyAnswer(answer, question);
    const read = decodeChildren(answer, digest, question.context);
    children.set(digest, read);
    return read;
  };
  const look = async (
    reference: string,
    question: Question,
    signal: AbortSignal,
  ): Promise<ManifestAnswer> => {
    const answer = await askWithGoodToken({ method: "HEAD", reference, question }, signal);
    if (answer.status !== 200) return classifyAnswer(answer, question);
    const digest = readDigest(answer, reference, question.context);
    if (!isIndex(answer)) return { kind: "present", digest, children: [] };
    const found = await readChildren(digest, question, signal);
    return "kind" in found ? found : { kind: "present", digest, children: found };
  };

  return {
    endpoint: (region) => hosts.inRegion(region),
    look: async (region, repository, reference, signal) => {
      const host = hosts.inRegion(region);
      const question = { host, repository, pullRole, context: { ...context, region } };
      try {
        return await limit(host, () => look(reference, question, signal));
      } catch (error) {
        if (isAbort(error)) throw error;
        return classifyError(error, question);
      }
    },
  };
}

/** One request for a manifest. */
interface Asked {
  readonly method: "HEAD" | "GET";
  readonly reference: string;
  readonly question: Question;
}

function isIndex(answer: Answer): boolean {
  const type = answer.header("content-type")?.split(";", 1)[0]?.trim().toLowerCase() ?? "";
  return INDEX_TYPES.includes(type);
}

function readDigest(answer: Answer, reference: string, context: FailureContext): Digest {
  const digest = answer.header("docker-content-digest") ?? "";
  if (!isDigest(digest)) throw malformed(answer, "it names no digest", context);
  if (isDigest(reference) && digest !== reference) {
    throw malformed(answer, "it names another digest than the one that was asked for", context);
  }
  return digest;
}

function decodeChildren(answer: Answer, digest: Digest, context: FailureContext): readonly Digest[] {
  if (answer.text.length > LARGEST_MANIFEST) throw malformed(answer, "the index is too large", context);
  if (!isVouchedFor(answer, digest)) {
    throw malformed(answer, "the index is not what its digest says", context);
  }
  const manifests = member(answer.json, "manifests");
  if (!Array.isArray(manifests)) throw malformed(answer, "the index lists no manifests", context);
  return manifests.map((manifest: unknown) => {
    const child = textMember(manifest, "digest") ?? "";
    if (!isDigest(child)) throw malformed(answer, "the index lists a manifest without a digest", context);
    return child;
  });
}

/** The registry vouches for an index with the header that counts for every manifest; without it the text must. */
function isVouchedFor(answer: Answer, digest: Digest): boolean {
  const named = answer.header("docker-content-digest");
  if (named !== null) return named === digest;
  return !digest.startsWith("sha256:") || digest === `sha256:${sha256(answer.text)}`;
}

function sha256(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}
