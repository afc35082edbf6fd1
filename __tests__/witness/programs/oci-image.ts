import { createHash } from "node:crypto";
import { mkdir, mkdtemp, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { gzipSync } from "node:zlib";

/** An image on disk that skopeo can push. */
export interface ImageOnDisk {
  /** `<folder>:<name>`, as skopeo's `oci:` transport takes it. */
  readonly layout: string;
  /** Of the manifest, or of the index. */
  readonly digest: string;
  /** Of the manifests that an index lists. */
  readonly children: readonly string[];
}

interface Descriptor {
  readonly mediaType: string;
  readonly digest: string;
  readonly size: number;
}

const OCI = "application/vnd.oci.image";
/** The end of a tar archive, and so an archive of nothing. */
const EMPTY_ARCHIVE = Buffer.alloc(1024);

/**
 * Writes an image of one empty layer for each platform, with an index over them when there are several, as an OCI
 * layout (image-spec 1.1). Another `build` gives other digests.
 */
export async function writeImage(
  parent: string,
  build: string,
  platforms: readonly string[] = ["amd64"],
): Promise<ImageOnDisk> {
  const folder = await mkdtemp(join(parent, "image-"));
  await mkdir(join(folder, "blobs/sha256"), { recursive: true });
  const write = async (mediaType: string, content: Buffer): Promise<Descriptor> => {
    const hash = sha256(content);
    await writeFile(join(folder, "blobs/sha256", hash), content);
    return { mediaType, digest: `sha256:${hash}`, size: content.length };
  };
  const writeJson = (kind: string, value: object) =>
    write(`${OCI}.${kind}`, Buffer.from(JSON.stringify(value)));
  const layer = await write(`${OCI}.layer.v1.tar+gzip`, gzipSync(EMPTY_ARCHIVE));
  const writeManifest = async (architecture: string) => {
    const rootfs = { type: "layers", diff_ids: [`sha256:${sha256(EMPTY_ARCHIVE)}`] };
    const labels = { Labels: { build } };
    const config = await writeJson("config.v1+json", { architecture, os: "linux", config: labels, rootfs });
    const mediaType = `${OCI}.manifest.v1+json`;
    return writeJson("manifest.v1+json", { schemaVersion: 2, mediaType, config, layers: [layer] });
  };
  const manifests = await Promise.all(
    platforms.map(async (architecture) => ({
      ...(await writeManifest(architecture)),
      platform: { architecture, os: "linux" },
    })),
  );
  const [only] = manifests;
  const top =
    platforms.length === 1 && only !== undefined
      ? only
      : await writeJson("index.v1+json", { schemaVersion: 2, mediaType: `${OCI}.index.v1+json`, manifests });
  const annotations = { "org.opencontainers.image.ref.name": "image" };
  await writeFile(join(folder, "oci-layout"), '{"imageLayoutVersion":"1.0.0"}');
  await writeFile(
    join(folder, "index.json"),
    JSON.stringify({ schemaVersion: 2, manifests: [{ ...top, annotations }] }),
  );
  return {
    layout: `${folder}:image`,
    digest: top.digest,
    children: top === only ? [] : manifests.map(({ digest }) => digest),
  };
}

function sha256(content: Buffer): string {
  return createHash("sha256").update(content).digest("hex");
}
