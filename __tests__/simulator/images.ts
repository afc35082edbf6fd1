import { createHash } from "node:crypto";

/**
 * An image that somebody pushed: a manifest, or with `platforms` an index over that many child manifests.
 * Arrivals are milliseconds from the simulator's first request; a region that is not named has it from the
 * start, or when `*` says, and `null` stands for never.
 */
export interface ImageWorld {
  readonly repository: string;
  readonly tag?: string;
  /** Anything that tells one build from another; the digests follow from it. */
  readonly build?: string;
  readonly platforms?: number;
  /** The platforms stand in an index of their own, which the outer one lists. */
  readonly nested?: boolean;
  readonly docker?: boolean;
  /** When the push itself happens: before that no region has anything of it, and its tag is where it was. */
  readonly pushed?: number;
  readonly arrives?: Arrivals;
  /** When the children arrive, in the order of the index, where not together with it. */
  readonly childrenArrive?: readonly (Arrivals | undefined)[];
  /** Names of its layers; layers of one name are one blob, whichever image they are in. One of its own unless given. */
  readonly layers?: readonly string[];
  /** Layers that are hosted elsewhere, and that no region has: by turns the type says so, and `urls` alone. */
  readonly foreignLayers?: readonly string[];
  /** When blobs arrive, by `config` or the layer's name, where not together with the image. */
  readonly blobsArrive?: Readonly<Record<string, Arrivals>>;
  /** When the tag moves to this image, where not together with the image. */
  readonly tagArrives?: Arrivals;
}

/** Milliseconds by region; null for never. */
export type Arrivals = Readonly<Record<string, number | null>>;

/** One manifest in one repository, with the time at which each region has it. */
export interface Manifest {
  readonly repository: string;
  readonly digest: string;
  readonly mediaType: string;
  readonly content: string;
  readonly arrivesIn: (region: string) => number;
}

/** A config or layer in one repository, with the time at which each region has it. */
export interface Blob {
  readonly repository: string;
  readonly digest: string;
  readonly arrivesIn: (region: string) => number;
}

/** A tag that points to a digest from a time on that differs from region to region. */
export interface TagMove {
  readonly repository: string;
  readonly tag: string;
  readonly digest: string;
  readonly arrivesIn: (region: string) => number;
}

const OCI_MANIFEST = "application/vnd.oci.image.manifest.v1+json";
const OCI_INDEX = "application/vnd.oci.image.index.v1+json";
const DOCKER_MANIFEST = "application/vnd.docker.distribution.manifest.v2+json";
const DOCKER_LIST = "application/vnd.docker.distribution.manifest.list.v2+json";

/** The digest of the manifest, or of the index, of an image. */
export function digestOf(image: ImageWorld): string {
  return manifestsOf(image)[0].digest;
}

/** The digests of all that an index lists: the inner index if there is one, then the platforms in their order. */
export function childDigestsOf(image: ImageWorld): readonly string[] {
  const [, ...children] = manifestsOf(image);
  return children.map((child) => child.digest);
}

/** The digests of an image's config and of its layers in their order, without those that are hosted elsewhere. */
export function blobDigestsOf(image: ImageWorld): readonly string[] {
  return [...new Set(blobsOf(image).map(({ digest }) => digest))];
}

/** What somebody pushed. */
export interface Content {
  readonly manifests: Manifest[];
  readonly blobs: Blob[];
  readonly tagMoves: TagMove[];
}

/** All manifests, blobs and tags of some images; a later image's tag moves after an earlier one's. */
export function contentOf(images: readonly ImageWorld[]): Content {
  return {
    manifests: images.flatMap(manifestsOf),
    blobs: images.flatMap(blobsOf),
    tagMoves: images.flatMap(tagMoveOf),
  };
}

function manifestsOf(image: ImageWorld): [Manifest, ...Manifest[]] {
  if (image.platforms === undefined) return [leaf(image, "", arrival(image, image.arrives))];
  const children = Array.from({ length: image.platforms }, (_, position) =>
    leaf(image, `/${position}`, arrival(image, image.childrenArrive?.[position] ?? image.arrives)),
  );
  const index = indexOf(image, children);
  return image.nested ? [indexOf(image, [index]), index, ...children] : [index, ...children];
}

function indexOf(image: ImageWorld, children: readonly Manifest[]): Manifest {
  const mediaType = image.docker ? DOCKER_LIST : OCI_INDEX;
  const content = JSON.stringify({
    schemaVersion: 2,
    mediaType,
    manifests: children.map((child, position) => ({
      mediaType: child.mediaType,
      digest: child.digest,
      size: Buffer.byteLength(child.content),
      platform: { architecture: position === 0 ? "amd64" : `arm64.v${position}`, os: "linux" },
    })),
  });
  return manifest(image.repository, mediaType, content, arrival(image, image.arrives));
}

function leaf(image: ImageWorld, part: string, arrivesIn: Manifest["arrivesIn"]): Manifest {
  const mediaType = image.docker ? DOCKER_MANIFEST : OCI_MANIFEST;
  const foreign = (image.foreignLayers ?? []).map((name, position) =>
    position % 2 === 0
      ? descriptor("layer.nondistributable.v1.tar+gzip", sha256(name))
      : { ...descriptor("layer.v1.tar+gzip", sha256(name)), urls: [`https://layers.example.com/${name}`] },
  );
  const content = {
    schemaVersion: 2,
    mediaType,
    config: descriptor("config.v1+json", configOf(image, part)),
    layers: [
      ...foreign,
      ...layersOf(image, part).map(({ digest }) => descriptor("layer.v1.tar+gzip", digest)),
    ],
  };
  return manifest(image.repository, mediaType, JSON.stringify(content), arrivesIn);
}

function descriptor(kind: string, digest: string) {
  return { mediaType: `application/vnd.oci.image.${kind}`, digest, size: 100 };
}

function configOf(image: ImageWorld, part: string): string {
  return sha256(`config of ${describeBuild(image, part)}`);
}

function layersOf(image: ImageWorld, part: string): readonly { name: string; digest: string }[] {
  const own = { name: "layer", digest: sha256(`layer of ${describeBuild(image, part)}`) };
  return image.layers?.map((name) => ({ name, digest: sha256(`layer ${name}`) })) ?? [own];
}

function describeBuild(image: ImageWorld, part: string): string {
  return `${image.repository}:${image.tag ?? ""}#${image.build ?? ""}${part}`;
}

function blobsOf(image: ImageWorld): Blob[] {
  const parts = Array.from({ length: image.platforms ?? 1 }, (_, position) =>
    image.platforms === undefined ? "" : `/${position}`,
  );
  return parts.flatMap((part, position) => {
    const arrivals = image.childrenArrive?.[position] ?? image.arrives;
    const blob = (name: string, digest: string): Blob => ({
      repository: image.repository,
      digest,
      arrivesIn: arrival(image, image.blobsArrive?.[name] ?? arrivals),
    });
    const layers = layersOf(image, part).map(({ name, digest }) => blob(name, digest));
    return [blob("config", configOf(image, part)), ...layers];
  });
}

function manifest(
  repository: string,
  mediaType: string,
  content: string,
  arrivesIn: Manifest["arrivesIn"],
): Manifest {
  return { repository, mediaType, content, digest: sha256(content), arrivesIn };
}

function tagMoveOf(image: ImageWorld): TagMove[] {
  if (image.tag === undefined) return [];
  const arrivesIn = arrival(image, image.tagArrives ?? image.arrives);
  return [{ repository: image.repository, tag: image.tag, digest: digestOf(image), arrivesIn }];
}

function arrival(image: ImageWorld, arrivals: Arrivals = {}): Manifest["arrivesIn"] {
  const pushed = image.pushed ?? 0;
  return (region) => {
    const own = region in arrivals ? arrivals[region] : arrivals["*"];
    if (own === null) return Number.POSITIVE_INFINITY;
    return Math.max(pushed, own ?? 0);
  };
}

function sha256(text: string): string {
  return `sha256:${createHash("sha256").update(text).digest("hex")}`;
}
