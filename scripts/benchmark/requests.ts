import { beginFastTime } from "../../__tests__/acceptance/harness/fast-time.js";
import { runAction } from "../../__tests__/acceptance/harness/index.js";
import {
  REGISTRY,
  RESOURCE_GROUP,
  SUBSCRIPTION,
  startSimulator,
  type World,
} from "../../__tests__/simulator/index.js";
import type { Figure } from "./figure.js";

const ID = `/subscriptions/${SUBSCRIPTION}/resourceGroups/${RESOURCE_GROUP}/providers/Microsoft.ContainerRegistry/registries/${REGISTRY}`;

/** Asked once before the first write, so that what is not allowed is said before anything is done. */
const RIGHTS = /\/Microsoft\.Authorization\/(?:permissions|locks)$/i;

/** How many requests a run makes: with nothing to do, and while it waits. These do not vary. */
export async function measureRequests(): Promise<readonly Figure[]> {
  const idle = await count({ registry: { replicas: [{ region: "japaneast" }] } }, "japaneast", 1);
  const short = await count(
    { timing: { provisioned: 10_000, syncing: 10_000 } },
    "japaneast, uksouth, eastus, koreacentral, brazilsouth",
    5,
  );
  const long = await count(
    { timing: { provisioned: 300_000, syncing: 900_000 } },
    "japaneast, uksouth, eastus",
    60,
  );
  return [
    figure("nothing to do, given a resource ID: requests beside the job's ID token", idle.all, 3),
    figure("5 new regions, Ready after 20 s: requests beside those about rights and locks", short.all, 42),
    figure("5 new regions, Ready after 20 s: lists", short.lists, 22),
    figure("3 new regions, Ready after 20 min: lists", long.lists, 220),
  ];
}

async function count(
  world: World,
  regions: string,
  factor: number,
): Promise<{ readonly all: number; readonly lists: number }> {
  const time = beginFastTime(factor);
  const simulator = await startSimulator(world, time.now);
  await time.during((life) => runAction({ simulator, inputs: { registry: ID, regions }, ...life }));
  await simulator.close();
  const asked = simulator.requests.filter(
    ({ host, path }) => !host.endsWith("actions.githubusercontent.com") && !RIGHTS.test(path),
  );
  return { all: asked.length, lists: simulator.count("GET", /\/replications$/) };
}

function figure(subject: string, measured: number, bound: number): Figure {
  return { subject, measured: String(measured), bound: `${bound}`, isMet: measured <= bound };
}
