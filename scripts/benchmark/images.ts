import { beginFastTime } from "../../__tests__/acceptance/harness/fast-time.js";
import {
  blobRequests,
  dataPlaneRequests,
  manifestRequests,
  startAction,
} from "../../__tests__/acceptance/harness/index.js";
import { digestOf, type ImageWorld, REGISTRY, startSimulator } from "../../__tests__/simulator/index.js";
import { REGION_TABLE } from "../../src/registry/region-table.js";
import type { Figure } from "./figure.js";
import { followPeak, MEBIBYTE } from "./memory.js";
import type { Node } from "./node-versions.js";

const IMAGES = 20;
const HOME = "westeurope";
/** Megabytes. */
const MOST_MEMORY = 110;
/** As nearly all runs are: without debug logging. */
const QUIET = { RUNNER_DEBUG: undefined };
const REGIONS = [
  ...["australiaeast", "brazilsouth", "canadacentral", "centralindia", "eastus", "eastus2", "francecentral"],
  ...[
    "germanywestcentral",
    "italynorth",
    "japaneast",
    "koreacentral",
    "northeurope",
    "norwayeast",
    "southafricanorth",
  ],
  ...["southeastasia", "swedencentral", "uaenorth", "uksouth", "westeurope", "westus3"],
];
const EVERYWHERE = REGION_TABLE.map(({ name }) => name).slice(0, 60);
/** Four that all share, and one of each image's own: with the config six blobs. */
const BASE = ["base", "certificates", "runtime", "libraries"];
const LARGE = `${IMAGES} images of ${BASE.length + 2} blobs in ${EVERYWHERE.length} regions, a repository for each`;

/** How many requests the proof of 20 images takes where nothing is late. These do not vary. */
export async function measureImages(): Promise<readonly Figure[]> {
  const { all, manifests, tokens } = await proveEverywhere();
  const contents = EVERYWHERE.length * IMAGES * (1 + BASE.length + 2);
  return [
    ...(await measureTwentyRegions()),
    ratio(
      `${LARGE}: requests (${all}; manifests alone: ${manifests + tokens}) ÷ manifests and blobs`,
      all / contents,
      1.1,
    ),
  ];
}

/** The memory that a large proof takes at its peak. */
export async function measureImageMemory(node: Node): Promise<Figure> {
  const { peak } = await proveEverywhere(node);
  return {
    subject: `${LARGE}: peak memory`,
    measured: `${Math.round(peak / MEBIBYTE)} MB`,
    bound: `${MOST_MEMORY} MB`,
    isMet: peak <= MOST_MEMORY * MEBIBYTE,
  };
}

/** A repository for each image is the dearest way: nothing is shared but tokens. */
function proveEverywhere(node?: Node): ReturnType<typeof prove> {
  return prove((position) => `shop/part${position}`, EVERYWHERE, node);
}

/** These do not vary. */
async function measureTwentyRegions(): Promise<readonly Figure[]> {
  const apart = await prove((position) => `shop/part${position}`);
  const together = await prove(() => "shop/all");
  const pairs = IMAGES * REGIONS.length;
  const what = `${IMAGES} images of ${BASE.length + 2} blobs in ${REGIONS.length} regions`;
  return [
    figure(`${what}: manifests, each once in each region, and read whole in one`, apart.manifests, pairs),
    figure(`${what}, a repository for each image: HEADs of blobs`, apart.blobs, pairs * (BASE.length + 2)),
    figure(
      `${what}, in one repository, which share ${BASE.length} blobs: HEADs of blobs`,
      together.blobs,
      pairs * 2 + BASE.length * REGIONS.length,
    ),
    figure(
      `${what}, a repository for each image: challenges and tokens, of which ten repositories share one`,
      apart.tokens,
      REGIONS.length * (IMAGES / 10 + 2),
    ),
    figure(
      `${what}, a repository for each image: all (manifests alone: ${apart.manifests + apart.tokens})`,
      apart.all,
      pairs * (1 + BASE.length + 2) + REGIONS.length * 4,
    ),
    figure(
      `${what}, in one repository: all (manifests alone: ${together.manifests + together.tokens})`,
      together.all,
      pairs * 3 + REGIONS.length * (BASE.length + 3),
    ),
  ];
}

async function prove(
  repositoryOf: (position: number) => string,
  regions: readonly string[] = REGIONS,
  node?: Node,
) {
  const images = Array.from(
    { length: IMAGES },
    (_, position): ImageWorld => ({
      repository: repositoryOf(position),
      build: String(position),
      layers: [...BASE, `own ${position}`],
    }),
  );
  const time = beginFastTime(1);
  const replicas = regions.filter((region) => region !== HOME).map((region) => ({ region }));
  const simulator = await startSimulator({ registry: { replicas, images } }, time.now);
  const inputs = {
    mode: "wait",
    registry: REGISTRY,
    regions: regions.join(", "),
    images: images.map((image) => `${image.repository}@${digestOf(image)}`).join("\n"),
  };
  const { outputs, peak } = await time.during(async ({ environment, ...life }) => {
    const way = { ...life, ...(node === undefined ? {} : { nodeBinary: node.binary }) };
    const running = await startAction({
      simulator,
      inputs,
      ...way,
      environment: { ...environment, ...QUIET },
    });
    const most = await followPeak(running.process.pid ?? 0, running.finished);
    return { ...(await running.finished), peak: most };
  });
  await simulator.close();
  if (outputs["images-ready"] !== "true") throw new Error("The images were not proven.");
  const all = dataPlaneRequests(simulator).length;
  const manifests = manifestRequests(simulator).length;
  const blobs = blobRequests(simulator).length;
  return { all, manifests, blobs, tokens: all - manifests - blobs, peak };
}

function ratio(subject: string, measured: number, bound: number): Figure {
  return { subject, measured: measured.toFixed(3), bound: `${bound}`, isMet: measured <= bound };
}

function figure(subject: string, measured: number, bound: number): Figure {
  return { subject, measured: String(measured), bound: `${bound}`, isMet: measured <= bound };
}
