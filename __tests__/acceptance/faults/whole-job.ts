import { createInFlightLimit } from "../../../src/azure/http/in-flight-policy.js";
import { digestOf, type Fault, type ImageWorld, type Simulator, type World } from "../../simulator/index.js";
import { type Played, play, type RunOptions } from "../harness/index.js";

const IMAGE: ImageWorld = { repository: "shop/api", tag: "v2", platforms: 2 };

/** A registry in which {@link WHOLE_JOB} finds something of everything to do. */
export const WHOLE_WORLD: World = {
  registry: {
    replicas: [{ region: "northeurope", tags: { team: "shop" } }, { region: "eastus" }],
    images: [IMAGE],
  },
};

/** Makes every kind of request to Azure: creates, corrects, waits, proves an index, deletes. */
export const WHOLE_JOB = {
  regions: "japaneast, northeurope",
  tags: "tier=prod",
  prune: "all",
  images: `shop/api@${digestOf(IMAGE)}`,
};

/** What is left of a run and its world. */
export type PlayedOut = Played & { readonly simulator: Simulator };

/**
 * The factor of time in a world with these faults: none, since time leaps over what is waited for; only a request that
 * is never answered has to be waited out, in one real second or two.
 */
export function paceWith(faults: readonly Fault[]): number | undefined {
  return faults.some(({ effect }) => effect.kind.startsWith("hang")) ? 20 : undefined;
}

/** More processes at once would only slow each other down. */
const atMostFive = createInFlightLimit(5);

/** Runs the whole job once in a world of its own with these faults; at most five in a test file run at once. */
export function playWholeJob(
  faults: readonly Fault[],
  inputs: Readonly<Record<string, string>> = {},
  options: Partial<RunOptions> = {},
): Promise<PlayedOut> {
  const world = { ...WHOLE_WORLD, faults };
  return atMostFive(() => play(world, { ...WHOLE_JOB, ...inputs }, options, paceWith(faults)));
}

/** How the whole job ended, for a comparison with {@link DONE}. */
export function endOf({ run, json, simulator }: PlayedOut) {
  const replicas = simulator.replicas();
  return {
    exitCode: run.exitCode,
    outcome: run.outputs.outcome,
    created: json("created"),
    deleted: json("deleted"),
    drift: json("drift"),
    imagesReady: run.outputs["images-ready"],
    replicas: replicas.map(({ name }) => name),
    tags: replicas.find(({ region }) => region === "northeurope")?.tags,
    acceptedCreates: acceptedCreates(simulator).length,
  };
}

/** The creates that Azure took, whether or not their answers arrived: the last segment of each one's path. */
export function acceptedCreates(simulator: Simulator): readonly string[] {
  const taken = simulator.writes().filter(({ method, served }) => method === "PUT" && served === 201);
  return taken.map(({ path }) => path.split("/").at(-1) ?? "");
}

/** The end of a whole job that went well. */
export const DONE = {
  exitCode: 0,
  outcome: "changed",
  created: ["japaneast"],
  deleted: ["eastus"],
  drift: [],
  imagesReady: "true",
  replicas: ["japaneast", "northeurope", "westeurope"],
  tags: { team: "shop", tier: "prod" },
  acceptedCreates: 1,
};
