import { type Simulator, startSimulator, type World } from "../../simulator/index.js";
import { beginFastTime } from "./fast-time.js";
import { type ActionRun, type RunOptions, runAction } from "./run-action.js";

/** What one run of the action left behind. */
export interface Played {
  readonly run: ActionRun;
  /** How long the run took, in milliseconds of the world's time. */
  readonly took: number;
  /** An output that is JSON, parsed. */
  readonly json: (output: string) => unknown;
  /** Method and last path segment of every write to ARM of this run, in order, such as `PUT japaneast`. */
  readonly writes: readonly string[];
  /** The messages of all error annotations. */
  readonly errors: string;
}

/** A world in which the action runs, once or several times. */
export interface Stage {
  readonly simulator: Simulator;
  play(inputs: Readonly<Record<string, string>>, options?: Partial<RunOptions>): Promise<Played>;
  close(): Promise<void>;
}

/** Waits are a second and more, so most worlds turn so much faster than ours. */
const USUAL_FACTOR = 5;

/** Sets up a world. Times in `world`, and waits of the action, pass `factor` times as fast as real ones. */
export async function setStage(world: World = {}, factor = USUAL_FACTOR): Promise<Stage> {
  const time = beginFastTime(factor);
  const simulator = await startSimulator(world, time.now);
  const play = async (inputs: Readonly<Record<string, string>>, options: Partial<RunOptions> = {}) => {
    const before = simulator.writes().length;
    const run = await runAction({
      ...options,
      simulator,
      inputs: { registry: "contoso", ...inputs },
      environment: { ...time.environment, ...options.environment },
      nodeOptions: [...time.nodeOptions, ...(options.nodeOptions ?? [])],
    });
    return played(run, simulator.writes().slice(before), factor);
  };
  return { simulator, play, close: () => simulator.close() };
}

/** What a run left behind, with the writes that it made in the world. */
export function played(run: ActionRun, writes: ReturnType<Simulator["writes"]>, factor: number): Played {
  return {
    run,
    took: run.milliseconds * factor,
    json: (output) => JSON.parse(run.outputs[output] ?? "null"),
    writes: writes.map(({ method, path }) => `${method} ${path.split("/").at(-1)}`),
    errors: run.annotations
      .filter(({ level }) => level === "error")
      .map(({ message }) => message)
      .join("\n"),
  };
}

/** Runs the action once in a world of its own, and gives what is left of both. */
export async function play(
  world: World,
  inputs: Readonly<Record<string, string>>,
  options: Partial<RunOptions> = {},
  factor = USUAL_FACTOR,
): Promise<Played & { readonly simulator: Simulator }> {
  const stage = await setStage(world, factor);
  try {
    return { ...(await stage.play(inputs, options)), simulator: stage.simulator };
  } finally {
    await stage.close();
  }
}
