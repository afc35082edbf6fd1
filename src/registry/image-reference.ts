/**
 * One image of a registry, by digest or by tag. A digest proves that very image; a tag proves that every region
 * gives the same one.
 */
export type ImageReference = {
  /** As the user wrote it, without the login server: `shop/api@sha256:…`, `shop/api:v1` or `shop/api:v1@sha256:…`. */
  readonly text: string;
  readonly repository: string;
} & ({ readonly kind: "digest"; readonly digest: Digest } | { readonly kind: "tag"; readonly tag: string });

/** A content digest such as `sha256:` and 64 hexadecimal digits. */
export type Digest = `${string}:${string}`;

/** Where one image stands in one region. */
export type ImageState = "pullable" | "pending" | "mismatch" | "denied" | "unreachable" | "unknown";

/** Whether the image is waited for while it stands so: another look may find it otherwise. */
export function isWaitedFor(state: ImageState): boolean {
  return state === "pending" || state === "mismatch" || state === "unreachable";
}

// The grammar of OCI distribution-spec v1.1 ("name", "reference") and of OCI image-spec (digests).
const REPOSITORY = /^[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*(?:\/[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*)*$/;
const TAG = /^[A-Za-z0-9_][A-Za-z0-9._-]{0,127}$/;
const SHA256 = /^sha256:[a-f0-9]{64}$/;
const SHA512 = /^sha512:[a-f0-9]{128}$/;
const LONGEST_REPOSITORY = 255;

/** Whether the text is a digest that a registry can hold. */
export function isDigest(text: string): text is Digest {
  return SHA256.test(text) || SHA512.test(text);
}

/**
 * Reads `repository@digest`, `repository:tag` or `repository:tag@digest`, without a login server; null for anything
 * else, a digest alone among it, which would pass for a tag of a repository named `sha256`.
 */
export function parseImageReference(text: string): ImageReference | null {
  const [named, digest] = splitOnce(text, "@");
  const [repository, tag] = splitOnce(named, ":");
  if (!isRepository(repository) || (tag !== null && !TAG.test(tag))) return null;
  // Of a tag and a digest the digest counts, as for Docker and containerd.
  if (digest !== null) return isDigest(digest) ? { kind: "digest", text, repository, digest } : null;
  if (tag === null || isDigestInPlaceOfTag(repository, tag)) return null;
  return { kind: "tag", text, repository, tag };
}

/** Whether a digest was written where a repository and a tag should be: `sha256:…`, or `shop/sha256:…`. */
function isDigestInPlaceOfTag(repository: string, tag: string): boolean {
  return /(?:^|\/)sha(?:256|384|512)$/.test(repository) && /^[a-f0-9]{32,}$/i.test(tag);
}

function isRepository(text: string): boolean {
  return text.length <= LONGEST_REPOSITORY && REPOSITORY.test(text);
}

function splitOnce(text: string, separator: string): readonly [string, string | null] {
  const at = text.indexOf(separator);
  return at < 0 ? [text, null] : [text.slice(0, at), text.slice(at + 1)];
}
