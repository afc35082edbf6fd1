import { digestOf, type ImageWorld, type Simulator, type World } from "../simulator/index.js";
import { type Played, setStage } from "./harness/index.js";

/** The image of these tests. */
export const IMAGE: ImageWorld = { repository: "shop/api", tag: "v1", build: "1" };
/** The regions that should have it. */
export const REGIONS = "japaneast, brazilsouth";
/** Their replicas. */
export const REPLICAS = [{ region: "japaneast" }, { region: "brazilsouth" }];

/** A registry that is as wanted, and what was pushed to it. */
export function holding(...images: readonly ImageWorld[]): World {
  return { registry: { replicas: REPLICAS, images } };
}

/** How an image is named by its digest. */
export function byDigest(image: ImageWorld): string {
  return `${image.repository}@${digestOf(image)}`;
}

/** Plays in a world in which something happens meanwhile. */
export async function playWhile(
  world: World,
  inputs: Readonly<Record<string, string>>,
  prepare: (simulator: Simulator) => void,
): Promise<Played & { readonly simulator: Simulator }> {
  const stage = await setStage(world);
  prepare(stage.simulator);
  try {
    return { ...(await stage.play(inputs)), simulator: stage.simulator };
  } finally {
    await stage.close();
  }
}

/** The lines of the log that tell of an image in a region, without the blanks between their words. */
export function told({ run }: Pick<Played, "run">, region: string, image: string): readonly string[] {
  return run.log
    .map((line) => line.replace(/ +/g, " "))
    .filter((line) => line.startsWith(`${region} ${image}`));
}
