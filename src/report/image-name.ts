import type { ImageReference } from "../registry/image-reference.js";

/** An image as people read it: a tag as it is, a digest by its first twelve digits. */
export function imageName(image: ImageReference): string {
  if (image.kind === "tag") return image.text;
  return `${image.repository}@${shortDigest(image.digest)}`;
}

/** A digest by its first twelve digits, such as `sha256:0123456789ab…`. */
export function shortDigest(digest: string): string {
  return digest.replace(/:([0-9a-f]{12})[0-9a-f]+$/, ":$1…");
}
