import { createHash } from "node:crypto";
import type { ManifestAnswer, Manifests } from "../../apply/ports.js";
import { type Digest, isDigest } from "../../registry/image-reference.js";
import { isAbortOrTimeout, malformed } from "../errors/explain.js";
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
/** The last two are those of attachments before OCI 1.1: an index may list them as well. */
const MANIFEST_TYPES = [
  "application/vnd.oci.image.manifest.v1+json",
  "application/vnd.docker.distribution.manifest.v2+json",
  "application/vnd.oci.artifact.manifest.v1+json",
  "application/vnd.cncf.oras.artifact.manifest.v1+json",
];
/** Served whatever is asked for, where somebody still has them. */
const OLD_TYPES = [
  "application/vnd.docker.distribution.manifest.v1+json",
  "application/vnd.docker.distribution.manifest.v1+prettyjws",
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
  /** Children of manifests that were read: a digest never changes what it names. */
  const children = new Map<Digest, readonly Digest[]>();
  const limit = createLookLimit();

  const ask = async (
    { method, reference, question }: Asked,
    token: string | null,
    signal: AbortSignal,
  ): Promise<Answer> => {
    const { host, repository } = question;
    const url = `https://${host}/v2/${repository}/manifests/${reference}`;
    const headers = { Accept: ACCEPT, ...(token === null ? {} : { Authorization: `Bearer ${token}` }) };
    return await send({ method, url, headers }, signal);
  };
  const askWithGoodToken = async (asked: Asked, signal: AbortSignal): Promise<Answer> => {
    const { host, repository } = asked.question;
    const token = await tokens.get(host, repository, signal);
    const answer = await ask(asked, token, signal);
    // A firewall that has closed in the meantime refuses everything, and the challenge with it.
    if (answer.status === 403) await readRealm(send, host, signal);
    if (answer.status !== 401) return answer;
    // The token may have ended before its time.
    tokens.forget(host, repository, token);
    return await ask(asked, await tokens.get(host, repository, signal), signal);
  };
  const read = async (reference: string, question: Question, signal: AbortSignal) => {
    const answer = await askWithGoodToken({ method: "GET", reference, question }, signal);
    if (answer.status !== 200) return classifyAnswer(answer, question);
    const manifest = decodeManifest(answer, reference, question.context);
    children.set(manifest.digest, manifest.children);
    return { kind: "present", ...manifest } as const;
  };
  const look = async (
    reference: string,
    question: Question,
    signal: AbortSignal,
  ): Promise<ManifestAnswer> => {
    const answer = await askWithGoodToken({ method: "HEAD", reference, question }, signal);
    if (answer.status !== 200) return classifyAnswer(answer, question);
    const digest = readDigest(answer, reference, question.context);
    // A header that says too little proves nothing; the manifest itself says all.
    if (digest === null) return await read(reference, question, signal);
    const known = isSingle(answer) ? [] : children.get(digest);
    if (known !== undefined) return { kind: "present", digest, children: known };
    return await read(digest, question, signal);
  };

  return {
    endpoint: (region) => hosts.inRegion(region),
    look: async (region, repository, reference, signal) => {
      const host = hosts.inRegion(region);
      const question = { host, repository, pullRole, context: { ...context, region } };
      try {
        return await limit(host, () => look(reference, question, signal));
      } catch (error) {
        if (isAbortOrTimeout(error)) throw error;
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
  return INDEX_TYPES.includes(typeOf(answer));
}

/** Whether the answer's type is that of a manifest which lists no others. */
function isSingle(answer: Answer): boolean {
  return [...MANIFEST_TYPES, ...OLD_TYPES].includes(typeOf(answer));
}

function typeOf(answer: Answer): string {
  return answer.header("content-type")?.split(";", 1)[0]?.trim().toLowerCase() ?? "";
}

/** The digest that an answer names; null where it names none, which the specification allows. */
function readDigest(answer: Answer, reference: string, context: FailureContext): Digest | null {
  const digest = answer.header("docker-content-digest");
  if (digest === null) return null;
  if (!isDigest(digest)) throw malformed(answer, "it names no digest", context);
  if (isDigest(reference) && digest !== reference) {
    throw malformed(answer, "it names another digest than the one that was asked for", context);
  }
  return digest;
}

/** A manifest that was read whole, so that its digest can be made sure of. */
function decodeManifest(answer: Answer, reference: string, context: FailureContext) {
  if (answer.text.length > LARGEST_MANIFEST) throw malformed(answer, "the manifest is too large", context);
  const named = readDigest(answer, reference, context);
  const digest = named ?? (isDigest(reference) ? reference : digestOf("sha256", answer.text));
  // The registry vouches with the header, as it does for every manifest that is not read; without it the text must.
  if (named === null && digest !== digestOf(algorithmOf(digest), answer.text)) {
    throw malformed(answer, "the manifest is not what its digest says", context);
  }
  if (answer.json === undefined) throw malformed(answer, "the manifest is no JSON", context);
  return { digest, children: decodeChildren(answer, context) };
}

function decodeChildren(answer: Answer, context: FailureContext): readonly Digest[] {
  const manifests = member(answer.json, "manifests");
  if (manifests === undefined && !isIndex(answer)) return [];
  if (!Array.isArray(manifests)) throw malformed(answer, "the index lists no manifests", context);
  return manifests.map((manifest: unknown) => {
    const child = textMember(manifest, "digest") ?? "";
    if (!isDigest(child)) throw malformed(answer, "the index lists a manifest without a digest", context);
    return child;
  });
}

function algorithmOf(digest: Digest): "sha256" | "sha512" {
  return digest.startsWith("sha512:") ? "sha512" : "sha256";
}

function digestOf(algorithm: "sha256" | "sha512", text: string): Digest {
  return `${algorithm}:${createHash(algorithm).update(text).digest("hex")}`;
}
