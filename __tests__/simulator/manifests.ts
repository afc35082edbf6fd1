import type { DataPlaneHost } from "./hosts.js";
import type { Answer } from "./http.js";
import type { Manifest } from "./images.js";
import type { State } from "./state.js";

/** What a manifest request asks for; `reference` is a tag or a digest. */
export interface ManifestRequest {
  readonly repository: string;
  readonly reference: string;
  readonly accept: string;
}

/** A manifest as one region has it at that time: 404 until it has arrived, or when Accept does not name its type. */
export function manifestAnswer(
  state: State,
  place: DataPlaneHost,
  asked: ManifestRequest,
  at: number,
): Answer {
  const digest = asked.reference.startsWith("sha256:")
    ? asked.reference
    : currentDigest(state, place, asked.repository, asked.reference, at);
  const found = present(state, place, at).find(
    (manifest) => manifest.repository === asked.repository && manifest.digest === digest,
  );
  if (found === undefined || !accepts(asked.accept, found.mediaType)) return unknown(asked.reference);
  return {
    status: 200,
    headers: {
      "Content-Type": found.mediaType,
      "Docker-Content-Digest": found.digest,
      Etag: `"${found.digest}"`,
    },
    body: found.content,
  };
}

/** Whether a region has a blob of a repository at that time. */
export function hasBlob(
  state: State,
  { registry, region }: DataPlaneHost,
  repository: string,
  digest: string,
  at: number,
): boolean {
  const elapsed = at - state.origin;
  return registry.blobs.some(
    (blob) => blob.repository === repository && blob.digest === digest && blob.arrivesIn(region) <= elapsed,
  );
}

/** The tags that a repository has in that region at that time. */
export function tagsAnswer(state: State, place: DataPlaneHost, repository: string, at: number): Answer {
  const names = new Set(
    place.registry.tagMoves.filter((move) => move.repository === repository).map((move) => move.tag),
  );
  const tags = [...names].filter((tag) => currentDigest(state, place, repository, tag, at) !== undefined);
  return { status: 200, body: { name: repository, tags: tags.sort() } };
}

/** The latest push of a tag that has arrived in the region. */
function currentDigest(
  state: State,
  { registry, region }: DataPlaneHost,
  repository: string,
  tag: string,
  at: number,
): string | undefined {
  const elapsed = at - state.origin;
  return registry.tagMoves.findLast(
    (move) => move.repository === repository && move.tag === tag && move.arrivesIn(region) <= elapsed,
  )?.digest;
}

function present(state: State, { registry, region }: DataPlaneHost, at: number): readonly Manifest[] {
  const elapsed = at - state.origin;
  return registry.manifests.filter((manifest) => manifest.arrivesIn(region) <= elapsed);
}

function accepts(accept: string, mediaType: string): boolean {
  const types = accept.split(",").map((type) => type.split(";")[0]?.trim());
  return types.includes(mediaType) || types.includes("*/*");
}

function unknown(reference: string): Answer {
  const message = `manifest tagged by "${reference}" is not found`;
  return {
    status: 404,
    body: { errors: [{ code: "MANIFEST_UNKNOWN", message, detail: { Tag: reference } }] },
  };
}
