import { dirname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

/** A stretch of time that passes faster than the real one, the same in this process and in the action's. */
export interface FastTime {
  readonly factor: number;
  /** Epoch milliseconds of the fast wall clock, for the simulator. */
  readonly now: () => number;
  /** What makes a Node process live in it. */
  readonly environment: Readonly<Record<string, string>>;
  readonly nodeOptions: readonly string[];
}

/** Begins a stretch of fast time. With factor 1 it is the real one, and nothing is preloaded. */
export function beginFastTime(factor: number): FastTime {
  const start = Date.now();
  const preload = join(dirname(fileURLToPath(import.meta.url)), "fast-clock.js");
  return {
    factor,
    now: () => start + (Date.now() - start) * factor,
    environment: factor === 1 ? {} : { FAST_CLOCK: `${factor} ${start}` },
    nodeOptions: factor === 1 ? [] : ["--import", pathToFileURL(preload).href],
  };
}
