import { readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { HOME } from "../simulator/index.js";
import { type ImageOnDisk, writeImage } from "./programs/oci-image.js";
import { createRegistryTools, type RegistryTool } from "./programs/registry-tools.js";
import {
  imageStates,
  REPOSITORY,
  type RegistryPerRegion,
  startRegistryPerRegion,
  withHome,
} from "./registry-per-region.js";
import { saw } from "./table/saw.js";

// What the action calls pullable, asked of three more programs: each of them reads the digest, and everything.
const REGIONS = withHome("japaneast", "brazilsouth");
/** Long enough to look once; what is missing here does not come. */
const A_LOOK = "8s";

let world: RegistryPerRegion;
let tools: readonly RegistryTool[];
beforeAll(async () => {
  world = await startRegistryPerRegion(REGIONS, {
    registry: { replicas: [{ region: "japaneast" }, { region: "brazilsouth" }] },
    permissions: { subscription: ["*"] },
  });
  await world.signIn(REGIONS);
  tools = await createRegistryTools(world.stage.simulator, world.skopeo.store);
});
afterAll(() => world.close());

async function push(build: string, tag: string, platforms?: readonly string[]): Promise<ImageOnDisk> {
  const image = await writeImage(world.stage.simulator.folder, build, platforms);
  const { stderr } = await world.skopeo.push(image.layout, world.place(HOME, `:${tag}`));
  expect(stderr).toBe("");
  return image;
}

/** Does what geo-replication does. */
async function copy(region: string, reference: string): Promise<void> {
  const { stderr } = await world.skopeo.copy(world.place(HOME, reference), world.place(region, reference));
  expect(stderr).toBe("");
}

/** What the action says of an image in each region. */
async function toldByAction(image: string): Promise<Readonly<Record<string, string>>> {
  const inputs = { mode: "wait", regions: "japaneast, brazilsouth", images: image, timeout: A_LOOK };
  return imageStates(await world.play(inputs));
}

type Judge = (tool: RegistryTool, place: string) => Promise<string>;

/** What each tool says of it, in the action's words: `<tool> <region> <state>`. */
async function toldByTools(reference: string, judge: Judge): Promise<Readonly<Record<string, object>>> {
  const told: Record<string, object> = {};
  for (const tool of tools) {
    const states = REGIONS.map(
      async (region) => [region, await judge(tool, world.place(region, reference))] as const,
    );
    told[tool.name] = Object.fromEntries(await Promise.all(states));
  }
  return told;
}

const isWhole: Judge = async (tool, place) =>
  (await tool.readAll(place)).exitCode === 0 ? "pullable" : "pending";

function allSay(states: object): Readonly<Record<string, object>> {
  return Object.fromEntries(tools.map(({ name }) => [name, states]));
}

function inWords(states: Readonly<Record<string, string>>): string {
  return Object.entries(states)
    .map((pair) => pair.join(" "))
    .join(", ");
}

describe("crane, oras and regctl", () => {
  test("read an index whole where the action says pullable, and not where it says pending", async () => {
    const { digest } = await push("one", "v1", ["amd64", "arm64"]);
    await copy("japaneast", `@${digest}`);
    const states = await toldByAction(`${REPOSITORY}@${digest}`);
    expect(states).toEqual({ westeurope: "pullable", japaneast: "pullable", brazilsouth: "pending" });
    expect(await toldByTools(`@${digest}`, isWhole)).toEqual(allSay(states));
    saw(inWords(states));
  });

  test("find a platform missing that the action finds missing, though the index is there", async () => {
    const { digest, children } = await push("two", "v2", ["amd64", "arm64"]);
    for (const region of ["japaneast", "brazilsouth"]) await copy(region, `@${digest}`);
    await world.skopeo.remove(world.place("brazilsouth", `@${children[1] ?? ""}`));
    const states = await toldByAction(`${REPOSITORY}@${digest}`);
    expect(states).toMatchObject({ japaneast: "pullable", brazilsouth: "pending" });
    expect(await toldByTools(`@${digest}`, isWhole)).toEqual(allSay(states));
    const digests = await toldByTools(`@${digest}`, (tool, place) => tool.digestOf(place));
    expect(new Set(Object.values(digests).map((row) => JSON.stringify(row)))).toHaveProperty("size", 1);
    saw(`${inWords(states)}; all three still read its digest in brazilsouth`);
  });

  test("find a layer missing that the action finds missing, though every manifest is there", async () => {
    const { digest } = await push("three", "v3");
    for (const region of ["japaneast", "brazilsouth"]) await copy(region, `@${digest}`);
    await loseLayers("brazilsouth");
    const states = await toldByAction(`${REPOSITORY}@${digest}`);
    expect(states).toMatchObject({ japaneast: "pullable", brazilsouth: "pending" });
    expect(await toldByTools(`@${digest}`, isWhole)).toEqual(allSay(states));
    saw(inWords(states));
  });

  test("read another digest of a tag where the action says mismatch", async () => {
    await push("four", "latest");
    for (const region of ["japaneast", "brazilsouth"]) await copy(region, ":latest");
    const { digest } = await push("five", "latest");
    await copy("japaneast", ":latest");
    const states = await toldByAction(`${REPOSITORY}:latest`);
    expect(states).toMatchObject({ japaneast: "pullable", brazilsouth: "mismatch" });
    const told = await toldByTools(":latest", async (tool, place) =>
      (await tool.digestOf(place)) === digest ? "pullable" : "mismatch",
    );
    expect(told).toEqual(allSay(states));
    saw(inWords(states));
  });
});

/** Takes away all blobs that a region's server links to the repository, as if they had not been copied yet. */
async function loseLayers(region: string): Promise<void> {
  const layers = join(
    world.contentOf(region),
    "docker/registry/v2/repositories",
    REPOSITORY,
    "_layers/sha256",
  );
  for (const name of await readdir(layers)) await rm(join(layers, name), { recursive: true });
}
