import { type Simulator, startSimulator, type World } from "../../simulator/index.js";
import { beginFastTime, beginLeapingTime } from "./fast-time.js";
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
  /** Epoch milliseconds of the world's time. */
  now(): number;
  /** Waits so many milliseconds of the world's time. */
  sleep(milliseconds: number): Promise<void>;
  close(): Promise<void>;
}

/** Deletes took 45 to 70 s in 2026 (NET26, CLI-REC): what is leapt over may take as long as Azure does. */
const RECORDED_PACE = { delete: 57_000 };

/**
 * Sets up a world. Its time passes as the real one does, but leaps over what all in it only wait for. With a factor it
 * passes so many times as fast and never leaps: for a world in which a request is never answered, say, since who waits
 * for an answer works.
 */
export async function setStage(world: World = {}, factor?: number): Promise<Stage> {
  const time = factor === undefined ? beginLeapingTime() : beginFastTime(factor);
  const timing = factor === 1 ? world.timing : { ...RECORDED_PACE, ...world.timing };
  const timed = { ...world, ...(timing === undefined ? {} : { timing }) };
  const simulator = await startSimulator(timed, time.now, time.sleep);
  const play = async (inputs: Readonly<Record<string, string>>, options: Partial<RunOptions> = {}) => {
    const writesBefore = simulator.writes().length;
    const begun = time.now();
    const run = await time.during((life) =>
      runAction({
        sleep: time.sleep,
        ...options,
        simulator,
        inputs: { registry: "contoso", ...inputs },
        environment: { ...life.environment, ...options.environment },
        nodeOptions: [...life.nodeOptions, ...(options.nodeOptions ?? [])],
      }),
    );
    return played(run, simulator.writes().slice(writesBefore), time.now() - begun);
  };
  const close = async () => {
    await simulator.close();
    time.end();
  };
  return { simulator, play, now: time.now, sleep: time.sleep, close };
}

/** What a run left behind, with the writes that it made in the world. */
export function played(run: ActionRun, writes: ReturnType<Simulator["writes"]>, took: number): Played {
  return {
    run,
    took,
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
  factor?: number,
): Promise<Played & { readonly simulator: Simulator }> {
  const stage = await setStage(world, factor);
  try {
    return { ...(await stage.play(inputs, options)), simulator: stage.simulator };
  } finally {
    await stage.close();
  }
}
