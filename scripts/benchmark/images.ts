import { beginFastTime } from "../../__tests__/acceptance/harness/fast-time.js";
import {
  blobRequests,
  dataPlaneRequests,
  manifestRequests,
  runAction,
} from "../../__tests__/acceptance/harness/index.js";
import { digestOf, type ImageWorld, REGISTRY, startSimulator } from "../../__tests__/simulator/index.js";
import type { Figure } from "./figure.js";

const IMAGES = 20;
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
/** Four that all share, and one of each image's own: with the config six blobs. */
const BASE = ["base", "certificates", "runtime", "libraries"];

/** How many requests the proof of 20 images in 20 regions takes where nothing is late. These do not vary. */
export async function measureImages(): Promise<readonly Figure[]> {
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

async function prove(repositoryOf: (position: number) => string) {
  const images = Array.from(
    { length: IMAGES },
    (_, position): ImageWorld => ({
      repository: repositoryOf(position),
      build: String(position),
      layers: [...BASE, `own ${position}`],
    }),
  );
  const time = beginFastTime(1);
  const replicas = REGIONS.filter((region) => region !== "westeurope").map((region) => ({ region }));
  const simulator = await startSimulator({ registry: { replicas, images } }, time.now);
  const inputs = {
    mode: "wait",
    registry: REGISTRY,
    regions: REGIONS.join(", "),
    images: images.map((image) => `${image.repository}@${digestOf(image)}`).join("\n"),
  };
  const { outputs } = await time.during((life) => runAction({ simulator, inputs, ...life }));
  await simulator.close();
  if (outputs["images-ready"] !== "true") throw new Error("The images were not proven.");
  const all = dataPlaneRequests(simulator).length;
  const manifests = manifestRequests(simulator).length;
  const blobs = blobRequests(simulator).length;
  return { all, manifests, blobs, tokens: all - manifests - blobs };
}

function figure(subject: string, measured: number, bound: number): Figure {
  return { subject, measured: String(measured), bound: `${bound}`, isMet: measured <= bound };
}
