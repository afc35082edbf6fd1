import { beginFastTime } from "../../__tests__/acceptance/harness/fast-time.js";
import { runAction } from "../../__tests__/acceptance/harness/index.js";
import { startSimulator } from "../../__tests__/simulator/index.js";
import { REGION_TABLE } from "../../src/registry/region-table.js";
import type { Figure } from "./figure.js";
import type { Node } from "./node-versions.js";

const COUNTS = [1, 5, 25, 60];
/** Times to Ready, and how much faster than real time they are made to pass. */
const TIMES = [
  { ready: 6_000, factor: 1 },
  { ready: 60_000, factor: 2 },
  { ready: 1_200_000, factor: 60 },
];
const HOME = "westeurope";

/** How close a run comes to the slowest replica's own time. */
export async function measureConvergence(node: Node): Promise<readonly Figure[]> {
  const figures: Figure[] = [];
  for (const { ready, factor } of TIMES) {
    const took: number[] = [];
    for (const count of COUNTS) took.push(await bringUp(count, ready, factor, node));
    figures.push(...COUNTS.map((count, index) => figureOf(count, ready, took[index] ?? Number.NaN)));
    figures.push(figureOfGrowth(ready, took[2] ?? Number.NaN, took[0] ?? Number.NaN));
  }
  return figures;
}

/** Milliseconds of the world's time from the first PUT to the end of the process. */
async function bringUp(count: number, ready: number, factor: number, node: Node): Promise<number> {
  const time = beginFastTime(factor);
  const regions = REGION_TABLE.map(({ name }) => name)
    .filter((name) => name !== HOME)
    .slice(0, count);
  let firstPut = Number.NaN;
  const note = () => {
    if (Number.isNaN(firstPut)) firstPut = time.now();
  };
  const simulator = await startSimulator(
    {
      registry: { home: HOME },
      regions: REGION_TABLE.map(({ displayName }) => displayName),
      timing: { provisioned: ready / 4, syncing: ready - ready / 4 },
      faults: [{ method: "PUT", effect: { kind: "meanwhile", before: note } }],
    },
    time.now,
  );
  const inputs = { registry: "contoso", regions: regions.join(",") };
  const run = await time.during((life) => runAction({ simulator, inputs, ...life, nodeBinary: node.binary }));
  const end = time.now();
  await simulator.close();
  if (run.outputs.outcome !== "changed")
    throw new Error(`The run ended as ${run.outputs.outcome}:\n${run.stdout}`);
  return end - firstPut;
}

function figureOf(count: number, ready: number, took: number): Figure {
  return {
    subject: `${count} new ${count === 1 ? "region" : "regions"}, Ready after ${span(ready)}`,
    measured: `${(took / ready).toFixed(3)} × (${(took / 1000).toFixed(1)} s)`,
    bound: "1.05 ×",
    isMet: took <= ready * 1.05,
  };
}

function figureOfGrowth(ready: number, many: number, one: number): Figure {
  return {
    subject: `25 regions as against 1, Ready after ${span(ready)}`,
    measured: `${(many / one).toFixed(3)} ×`,
    bound: "1.05 ×",
    isMet: many <= one * 1.05,
  };
}

function span(milliseconds: number): string {
  return milliseconds < 60_000 ? `${milliseconds / 1000} s` : `${milliseconds / 60_000} min`;
}
