import { type Simulator, startSimulator, type World } from "../../simulator/index.js";
import { type ActionRun, type RunOptions, runAction } from "./run-action.js";

/** What one run of the action left behind, and the world that it left. */
export interface Scenario {
  readonly run: ActionRun;
  readonly simulator: Simulator;
  /** An output that is JSON, parsed. */
  readonly json: (output: string) => unknown;
  /** The methods and last path segments of all writes to ARM, in order, such as `PUT japaneast`. */
  readonly writes: readonly string[];
}

/** Runs the action once in a world of its own. */
export async function play(
  world: World,
  inputs: Readonly<Record<string, string>>,
  options: Partial<RunOptions> = {},
): Promise<Scenario> {
  const simulator = await startSimulator(world);
  try {
    return await playIn(simulator, inputs, options);
  } finally {
    await simulator.close();
  }
}

/** Runs the action once in a world that goes on. */
export async function playIn(
  simulator: Simulator,
  inputs: Readonly<Record<string, string>>,
  options: Partial<RunOptions> = {},
): Promise<Scenario> {
  const before = simulator.writes().length;
  const run = await runAction({ simulator, inputs: { registry: "contoso", ...inputs }, ...options });
  const writes = simulator
    .writes()
    .slice(before)
    .map(({ method, path }) => `${method} ${path.split("/").at(-1)}`);
  return { run, simulator, json: (output) => JSON.parse(run.outputs[output] ?? "null"), writes };
}
