import { beginFastTime } from "../../__tests__/acceptance/harness/fast-time.js";
import { startAction } from "../../__tests__/acceptance/harness/index.js";
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

/** How soon a run ends once the slowest replica is Ready, both counted from the first PUT. */
export async function measureConvergence(node: Node): Promise<readonly Figure[]> {
  const figures: Figure[] = [];
  for (const { ready, factor } of TIMES) {
    const ends = new Map<number, number>();
    for (const count of COUNTS) {
      const broughtUp = await bringUp(count, ready, factor, node);
      ends.set(count, broughtUp.ended);
      figures.push(figureOf(count, ready, broughtUp));
    }
    figures.push(figureOfGrowth(ready, ends.get(25) ?? Number.NaN, ends.get(1) ?? Number.NaN));
  }
  return figures;
}

/** Milliseconds of the world's time since the first PUT. */
interface BroughtUp {
  /** When the slowest replica was Ready: so long after its own PUT, which is the last one. */
  readonly slowest: number;
  /** When the process had ended. */
  readonly ended: number;
}

async function bringUp(count: number, ready: number, factor: number, node: Node): Promise<BroughtUp> {
  const time = beginFastTime(factor);
  const regions = REGION_TABLE.map(({ name }) => name)
    .filter((name) => name !== HOME)
    .slice(0, count);
  const puts: number[] = [];
  const simulator = await startSimulator(
    {
      registry: { home: HOME },
      regions: REGION_TABLE.map(({ displayName }) => displayName),
      timing: { provisioned: ready / 4, syncing: ready - ready / 4 },
      faults: [{ method: "PUT", effect: { kind: "meanwhile", before: () => puts.push(time.now()) } }],
    },
    time.now,
  );
  const inputs = { registry: "contoso", regions: regions.join(",") };
  let ended = Number.NaN;
  const run = await time.during(async (life) => {
    const action = await startAction({ simulator, inputs, ...life, nodeBinary: node.binary });
    // What the harness reads and checks afterwards is no part of it.
    action.process.once("exit", () => {
      ended = time.now();
    });
    return action.finished;
  });
  await simulator.close();
  if (run.outputs.outcome !== "changed")
    throw new Error(`The run ended as ${run.outputs.outcome}:\n${run.stdout}`);
  const firstPut = Math.min(...puts);
  return { slowest: Math.max(...puts) + ready - firstPut, ended: ended - firstPut };
}

function figureOf(count: number, ready: number, { slowest, ended }: BroughtUp): Figure {
  return {
    subject: `${count} new ${count === 1 ? "region" : "regions"}, Ready after ${span(ready)}`,
    measured: `${(ended / slowest).toFixed(3)} × (${(ended / 1000).toFixed(1)} s after the first PUT)`,
    bound: "1.05 ×",
    isMet: ended <= slowest * 1.05,
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
