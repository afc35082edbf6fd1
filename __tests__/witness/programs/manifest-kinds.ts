import { createHash } from "node:crypto";
import { mkdir, mkdtemp, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { gzipSync } from "node:zlib";

/** One kind of manifest as people push it, on disk as an OCI layout (image-spec 1.1). */
export interface Kind {
  readonly name: string;
  readonly folder: string;
  readonly digest: string;
  readonly what: "image" | "index";
  readonly pushedBy: "skopeo" | "crane";
  /** What can be lost of it: the name of a loss, and the digest that is gone. */
  readonly losses: Readonly<Record<string, Part>>;
}

/** A part of an image, as a registry keeps it. */
export interface Part {
  readonly kind: "manifest" | "blob";
  readonly digest: string;
}

interface Descriptor {
  readonly mediaType: string;
  readonly digest: string;
  readonly size: number;
  readonly [more: string]: unknown;
}

const OCI = "application/vnd.oci.image";
const DOCKER = "application/vnd.docker";
const IMAGE = `${OCI}.manifest.v1+json`;
const INDEX = `${OCI}.index.v1+json`;
const DOCKER_IMAGE = `${DOCKER}.distribution.manifest.v2+json`;
const DOCKER_LIST = `${DOCKER}.distribution.manifest.list.v2+json`;
const EMPTY = "application/vnd.oci.empty.v1+json";

/** Collects the blobs of one layout. */
function createLayout() {
  const blobs = new Map<string, Buffer>();
  const add = (mediaType: string, content: Buffer | string, more: object = {}): Descriptor => {
    const bytes = Buffer.from(content);
    const digest = `sha256:${createHash("sha256").update(bytes).digest("hex")}`;
    blobs.set(digest, bytes);
    return { mediaType, digest, size: bytes.length, ...more };
  };
  const json = (mediaType: string, value: object, more: object = {}) =>
    add(mediaType, JSON.stringify(value), more);
  return { blobs, add, json };
}

type Layout = ReturnType<typeof createLayout>;

/** The parts of one image of a layout, by the names that losses go by. */
interface Built {
  readonly top: Descriptor;
  readonly losses: Readonly<Record<string, Part>>;
}

const blob = ({ digest }: Descriptor): Part => ({ kind: "blob", digest });
const manifest = ({ digest }: Descriptor): Part => ({ kind: "manifest", digest });

function layer(
  layout: Layout,
  text: string,
  type = `${OCI}.layer.v1.tar+gzip`,
  more: object = {},
): Descriptor {
  return layout.add(type, gzipSync(Buffer.alloc(1024, text)), more);
}

function image(
  layout: Layout,
  build: string,
  layers: readonly Descriptor[],
  {
    type = IMAGE,
    config = `${OCI}.config.v1+json`,
    more = {},
  }: { type?: string; config?: string; more?: object } = {},
): Built {
  const os = { architecture: "amd64", os: "linux", config: { Labels: { build } } };
  const rootfs = { type: "layers", diff_ids: layers.map(({ digest }) => digest) };
  const configuration = layout.json(config, { ...os, rootfs });
  const top = layout.json(type, {
    schemaVersion: 2,
    mediaType: type,
    config: configuration,
    layers,
    ...more,
  });
  const last = layers.at(-1);
  return {
    top,
    losses: {
      manifest: manifest(top),
      config: blob(configuration),
      ...(last === undefined ? {} : { layer: blob(last) }),
    },
  };
}

function index(
  layout: Layout,
  children: readonly Built[],
  type = INDEX,
  platforms: readonly object[] = [],
): Built {
  const manifests = children.map(({ top }, at) => ({
    ...top,
    platform: platforms[at] ?? { architecture: at === 0 ? "amd64" : "arm64", os: "linux" },
  }));
  const top = layout.json(type, { schemaVersion: 2, mediaType: type, manifests });
  const last = children.at(-1)?.losses ?? {};
  return {
    top,
    losses: {
      index: manifest(top),
      ...Object.fromEntries(
        Object.entries(last).map(([name, part]) => [`${name} of one that it lists`, part]),
      ),
    },
  };
}

/** Everything that the parts of an artifact are called. */
function artifact(
  layout: Layout,
  artifactType: string,
  layers: readonly Descriptor[],
  more: object = {},
): Built {
  const config = layout.add(EMPTY, "{}");
  const top = layout.json(IMAGE, {
    schemaVersion: 2,
    mediaType: IMAGE,
    artifactType,
    config,
    layers,
    ...more,
  });
  const [first] = layers;
  return { top, losses: first === undefined ? { config: blob(config) } : { layer: blob(first) } };
}

/** A layer that is hosted at an address, and in no registry. */
function foreign(layout: Layout, type: string, url: string): Descriptor {
  const descriptor = layer(layout, "hosted elsewhere", type, { urls: [url] });
  layout.blobs.delete(descriptor.digest);
  return descriptor;
}

/** The content of the layer that {@link KINDS} take from elsewhere. */
export const HOSTED_ELSEWHERE = gzipSync(Buffer.alloc(1024, "hosted elsewhere"));

type Recipe = readonly [
  name: string,
  pushedBy: Kind["pushedBy"],
  build: (layout: Layout, url: string) => Built,
];

const UNKNOWN = { architecture: "unknown", os: "unknown" };

const KINDS: readonly Recipe[] = [
  ["an image", "skopeo", (on) => image(on, "plain", [layer(on, "own")])],
  [
    "an image of several layers",
    "crane",
    (on) =>
      image(
        on,
        "layers",
        ["base", "middle", "top"].map((name) => layer(on, name)),
      ),
  ],
  [
    "an image that shares its base",
    "skopeo",
    (on) => image(on, "shared", [layer(on, "base"), layer(on, "other")]),
  ],
  [
    "a layer that is not compressed",
    "crane",
    (on) => image(on, "plain tar", [on.add(`${OCI}.layer.v1.tar`, Buffer.alloc(1024))]),
  ],
  ["a layer in zstd", "crane", (on) => image(on, "zstd", [layer(on, "zstd", `${OCI}.layer.v1.tar+zstd`)])],
  [
    "an image of Docker's",
    "crane",
    (on) =>
      image(on, "docker", [layer(on, "docker", `${DOCKER}.image.rootfs.diff.tar.gzip`)], {
        type: DOCKER_IMAGE,
        config: `${DOCKER}.container.image.v1+json`,
      }),
  ],
  [
    "a layer that is hosted elsewhere",
    "crane",
    (on, url) =>
      image(on, "foreign", [foreign(on, `${OCI}.layer.nondistributable.v1.tar+gzip`, url), layer(on, "own")]),
  ],
  [
    "several platforms",
    "skopeo",
    (on) => index(on, [image(on, "amd64", [layer(on, "amd64")]), image(on, "arm64", [layer(on, "arm64")])]),
  ],
  ["an index of one platform", "crane", (on) => index(on, [image(on, "single", [layer(on, "single")])])],
  [
    "several platforms of Docker's",
    "crane",
    (on) =>
      index(
        on,
        ["amd64", "arm64"].map((build) =>
          image(on, build, [layer(on, build, `${DOCKER}.image.rootfs.diff.tar.gzip`)], {
            type: DOCKER_IMAGE,
            config: `${DOCKER}.container.image.v1+json`,
          }),
        ),
        DOCKER_LIST,
      ),
  ],
  [
    "platforms of both kinds",
    "crane",
    (on) =>
      index(on, [
        image(on, "oci", [layer(on, "oci")]),
        image(on, "docker", [layer(on, "docker", `${DOCKER}.image.rootfs.diff.tar.gzip`)], {
          type: DOCKER_IMAGE,
          config: `${DOCKER}.container.image.v1+json`,
        }),
      ]),
  ],
  [
    "platforms with attestations",
    "crane",
    (on) =>
      index(
        on,
        [
          image(on, "attested", [layer(on, "attested")]),
          image(on, "attestation", [
            on.add("application/vnd.in-toto+json", '{"predicateType":"https://slsa.dev/provenance/v1"}'),
          ]),
        ],
        INDEX,
        [{ architecture: "amd64", os: "linux" }, UNKNOWN],
      ),
  ],
  [
    "an index in an index",
    "crane",
    (on) => index(on, [index(on, [image(on, "inner", [layer(on, "inner")])])]),
  ],
  [
    "a Helm chart",
    "crane",
    (on) =>
      image(on, "chart", [layer(on, "chart", "application/vnd.cncf.helm.chart.content.v1.tar+gzip")], {
        config: "application/vnd.cncf.helm.config.v1+json",
      }),
  ],
  [
    "a signature",
    "crane",
    (on) =>
      image(on, "signature", [on.add("application/vnd.dev.cosign.simplesigning.v1+json", '{"critical":{}}')]),
  ],
  [
    "a list of parts about another image",
    "crane",
    (on) =>
      artifact(on, "application/spdx+json", [on.add("application/spdx+json", '{"spdxVersion":"SPDX-2.3"}')], {
        subject: { mediaType: IMAGE, digest: `sha256:${"0".repeat(64)}`, size: 1 },
      }),
  ],
  [
    "an artifact without a layer",
    "crane",
    (on) => artifact(on, "application/vnd.example.note", [], { annotations: { note: "nothing" } }),
  ],
  [
    "a module of WebAssembly",
    "crane",
    (on) =>
      image(on, "wasm", [on.add("application/vnd.wasm.content.layer.v1+wasm", Buffer.from("\0asm"))], {
        config: "application/vnd.wasm.config.v0+json",
      }),
  ],
];

/** Writes an image of each kind below a folder. `url` is where a layer is hosted that no registry has. */
export async function writeKinds(parent: string, url: string): Promise<readonly Kind[]> {
  return await Promise.all(
    KINDS.map(async ([name, pushedBy, build]) => {
      const layout = createLayout();
      const { top, losses } = build(layout, url);
      const folder = await mkdtemp(join(parent, "kind-"));
      await mkdir(join(folder, "blobs/sha256"), { recursive: true });
      for (const [digest, content] of layout.blobs) {
        await writeFile(join(folder, "blobs/sha256", digest.slice("sha256:".length)), content);
      }
      await writeFile(join(folder, "oci-layout"), '{"imageLayoutVersion":"1.0.0"}');
      const what = top.mediaType === INDEX || top.mediaType === DOCKER_LIST ? "index" : "image";
      const annotations = { "org.opencontainers.image.ref.name": "image" };
      // crane pushes the layout's own index with all that it lists, skopeo the entry of a name.
      const content = JSON.stringify({
        schemaVersion: 2,
        mediaType: INDEX,
        manifests: [{ ...top, annotations }],
      });
      await writeFile(join(folder, "index.json"), content);
      return { name, folder, digest: top.digest, what, pushedBy, losses } as const;
    }),
  );
}
