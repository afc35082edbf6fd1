import { createHash } from "node:crypto";
import type { ManifestContents } from "../../apply/ports.js";
import { type Digest, isDigest } from "../../registry/image-reference.js";
import { malformed } from "../errors/explain.js";
import type { FailureContext } from "../errors/failure-context.js";
import { type Answer, member, textMember } from "../http/answer.js";

const INDEX_TYPES = [
  "application/vnd.oci.image.index.v1+json",
  "application/vnd.docker.distribution.manifest.list.v2+json",
];
/** The last two are those of attachments before OCI 1.1: an index may list them as well. */
const IMAGE_TYPES = [
  "application/vnd.oci.image.manifest.v1+json",
  "application/vnd.docker.distribution.manifest.v2+json",
  "application/vnd.oci.artifact.manifest.v1+json",
  "application/vnd.cncf.oras.artifact.manifest.v1+json",
];
const MANIFEST_TYPES = [...IMAGE_TYPES, ...INDEX_TYPES];

/** The `Accept` header that asks for manifests of every kind. */
export const ACCEPT_MANIFESTS = MANIFEST_TYPES.join(", ");

/** Registries take no manifest larger than this (OCI distribution-spec 1.1, "Pushing Manifests"). */
const LARGEST_MANIFEST = 4 * 1024 * 1024;

/** The digest that an answer names; null where it names none, which the specification allows. */
export function readDigest(answer: Answer, reference: string, context: FailureContext): Digest | null {
  const digest = answer.header("docker-content-digest");
  if (digest === null) return null;
  if (!isDigest(digest)) throw malformed(answer, "it names no digest", context);
  if (isDigest(reference) && digest !== reference) {
    throw malformed(answer, "it names another digest than the one that was asked for", context);
  }
  return digest;
}

/** Reads a manifest that was fetched whole: its digest, made sure of, and what a pull fetches beside it. */
export function decodeManifest(
  answer: Answer,
  reference: string,
  context: FailureContext,
): ManifestContents & { readonly digest: Digest } {
  if (answer.text.length > LARGEST_MANIFEST) throw malformed(answer, "the manifest is too large", context);
  const named = readDigest(answer, reference, context);
  const digest = named ?? (isDigest(reference) ? reference : digestOf("sha256", answer.text));
  // The registry vouches with the header, as it does for every manifest that is not read; without it the text must.
  if (named === null && digest !== digestOf(algorithmOf(digest), answer.text)) {
    throw malformed(answer, "the manifest does not match its digest", context);
  }
  if (typeof answer.json !== "object" || answer.json === null || Array.isArray(answer.json)) {
    throw malformed(answer, "the manifest is not a JSON object", context);
  }
  return { digest, ...decodeContents(answer, context) };
}

/** Something that a manifest names. */
interface Named {
  readonly digest: Digest;
  readonly isManifest: boolean;
}

/**
 * What a pull fetches, as containerd's handlers decide it: a descriptor whose type is that of a manifest is one, and
 * any other a blob, also in an index (build caches are made so). What the subject of an artifact is, no pull follows.
 */
function decodeContents(answer: Answer, context: FailureContext): ManifestContents {
  const { json } = answer;
  const isIndex = INDEX_TYPES.includes(typeOf(answer)) || member(json, "manifests") !== undefined;
  const named = isIndex
    ? listed(answer, "manifests", context).map((item) => readDescriptor(item, true, answer, context))
    : [
        ...optional(member(json, "config")),
        ...listed(answer, "layers", context),
        // Artifact manifests of before OCI 1.1.
        ...listed(answer, "blobs", context),
      ]
        .filter((descriptor) => !isHostedElsewhere(descriptor))
        .map((descriptor) => readDescriptor(descriptor, false, answer, context));
  const old = listed(answer, "fsLayers", context).map((layer) => oldLayer(layer, answer, context));
  const digests = (isManifest: boolean) =>
    named.filter((one) => one.isManifest === isManifest).map(({ digest }) => digest);
  return {
    children: [...new Set(digests(true))],
    blobs: [...new Set([...digests(false), ...old])],
  };
}

function optional(descriptor: unknown): readonly unknown[] {
  return descriptor === undefined || descriptor === null ? [] : [descriptor];
}

function listed(answer: Answer, name: string, context: FailureContext): readonly unknown[] {
  const list = member(answer.json, name);
  // An artifact may have no layer, and an index must say what it lists.
  if ((list === undefined && name !== "manifests") || list === null) return [];
  if (!Array.isArray(list)) throw malformed(answer, `its \`${name}\` is not a list`, context);
  return list;
}

function readDescriptor(
  descriptor: unknown,
  isManifestByDefault: boolean,
  answer: Answer,
  context: FailureContext,
): Named {
  const digest = textMember(descriptor, "digest") ?? "";
  if (!isDigest(digest)) throw malformed(answer, "the manifest names something without a digest", context);
  const type = textMember(descriptor, "mediaType");
  return { digest, isManifest: type === null ? isManifestByDefault : MANIFEST_TYPES.includes(plain(type)) };
}

/** A layer of Docker's schema 1, which has no config. */
function oldLayer(layer: unknown, answer: Answer, context: FailureContext): Digest {
  const digest = textMember(layer, "blobSum") ?? "";
  if (!isDigest(digest)) throw malformed(answer, "the manifest names a layer without a digest", context);
  return digest;
}

/** Layers that registries are not given: those of Windows base images, say. */
function isHostedElsewhere(descriptor: unknown): boolean {
  const urls = member(descriptor, "urls");
  const type = plain(textMember(descriptor, "mediaType") ?? "");
  const isForeign =
    type.startsWith("application/vnd.oci.image.layer.nondistributable.") ||
    type.startsWith("application/vnd.docker.image.rootfs.foreign.");
  return isForeign || (Array.isArray(urls) && urls.length > 0);
}

function typeOf(answer: Answer): string {
  return plain(answer.header("content-type") ?? "");
}

/** A media type without its parameters, in small letters. */
function plain(type: string): string {
  return type.split(";", 1)[0]?.trim().toLowerCase() ?? "";
}

function algorithmOf(digest: Digest): "sha256" | "sha512" {
  return digest.startsWith("sha512:") ? "sha512" : "sha256";
}

function digestOf(algorithm: "sha256" | "sha512", text: string): Digest {
  return `${algorithm}:${createHash(algorithm).update(text).digest("hex")}`;
}
