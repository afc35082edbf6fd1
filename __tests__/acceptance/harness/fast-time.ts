import { closeSync, mkdtempSync, openSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { fileURLToPath, pathToFileURL } from "node:url";
import { FREE, freeAllSlots, leapTo, readSlots, SLOTS, WORKING, writeSlot } from "./shared-time.js";

/** A stretch of time that passes otherwise than the real one, the same in this process and in the action's. */
export interface FastTime {
  /** Epoch milliseconds of its wall clock, for the simulator. */
  readonly now: () => number;
  /** Waits so many of its milliseconds. */
  readonly sleep: (milliseconds: number) => Promise<void>;
  /** Runs what starts a Node process with these variables and options, which make it live in this time. */
  readonly during: <T>(run: (life: Life) => Promise<T>) => Promise<T>;
  /** Removes what the processes share. */
  readonly end: () => void;
}

/** What makes a Node process live in a stretch of time. */
export interface Life {
  readonly environment: Readonly<Record<string, string>>;
  readonly nodeOptions: readonly string[];
}

/** Begins a stretch of steady time, faster by a factor. With factor 1 it is the real one, and nothing is preloaded. */
export function beginFastTime(factor: number): FastTime {
  const start = Date.now();
  const life =
    factor === 1
      ? { environment: {}, nodeOptions: [] }
      : { environment: { FAST_CLOCK: `${factor} ${start}` }, nodeOptions: preload() };
  return {
    now: () => start + (Date.now() - start) * factor,
    sleep: (milliseconds) => wait(milliseconds / factor, undefined, { ref: false }),
    during: (run) => run(life),
    end: () => undefined,
  };
}

/**
 * Begins a stretch of time that passes as the real one while somebody works, and that leaps to the next timer when
 * all who live in it only wait. A wait costs nothing then, and a slow machine changes nothing that a test could see.
 */
export function beginLeapingTime(): FastTime {
  const folder = mkdtempSync(join(tmpdir(), "leaping-time-"));
  const path = join(folder, "slots");
  const file = openSync(path, "w+");
  freeAllSlots(file);
  // What is left of a world may still ask for the time when its end has come.
  let ended: number | undefined;
  const now = () => Date.now() + (ended ?? readSlots(file).leapt);
  const inSlot = async <T>(state: number, live: (slot: number) => Promise<T>): Promise<T> => {
    const slot = readSlots(file).dues.indexOf(FREE);
    if (slot < 0) throw new Error(`More than ${SLOTS} live in one stretch of time.`);
    writeSlot(file, slot, state);
    return live(slot).finally(() => ended ?? writeSlot(file, slot, FREE));
  };
  return {
    now,
    sleep: (milliseconds) => {
      const due = now() + milliseconds;
      return inSlot(due, async (slot) => {
        while (ended === undefined && now() < due) {
          await wait(3);
          if (ended === undefined) leapTo(file, slot);
        }
      });
    },
    during: (run) =>
      inSlot(WORKING, (slot) =>
        run({ environment: { LEAPING_CLOCK: `${path} ${slot}` }, nodeOptions: preload() }),
      ),
    end: () => {
      if (ended !== undefined) return;
      ended = readSlots(file).leapt;
      closeSync(file);
      rmSync(folder, { recursive: true });
    },
  };
}

function preload(): readonly string[] {
  const clock = join(dirname(fileURLToPath(import.meta.url)), "fast-clock.js");
  return ["--import", pathToFileURL(clock).href];
}
