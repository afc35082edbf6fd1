import { readSync, writeSync } from "node:fs";

/**
 * A file by which processes agree on the time: a row of numbers, the first of which says by how many milliseconds
 * time has leapt so far. After it comes a slot for each that lives in this time.
 */

/** How many can live in one stretch of time. */
export const SLOTS = 64;
/** Nobody lives in the slot: nobody waits for it. */
export const FREE = Number.POSITIVE_INFINITY;
/** Who lives in the slot has something to do, and time may not leap. Any other value is the end of its wait. */
export const WORKING = 0;

/** What the file says. */
export interface SharedTime {
  readonly leapt: number;
  /** When the wait of each slot ends, in epoch milliseconds of the shared time. */
  readonly dues: readonly number[];
}

/** Makes the file say that time has not leapt, and that nobody lives in it. */
export function freeAllSlots(file: number): void {
  writeNumber(file, 0, 0);
  for (let slot = 0; slot < SLOTS; slot += 1) writeSlot(file, slot, FREE);
}

/** Reads the whole file at once. */
export function readSlots(file: number): SharedTime {
  const bytes = Buffer.alloc(8 * (SLOTS + 1));
  readSync(file, bytes, 0, bytes.length, 0);
  const [leapt = 0, ...dues] = Array.from({ length: SLOTS + 1 }, (_, index) => bytes.readDoubleLE(index * 8));
  return { leapt, dues };
}

/** Says what the one in this slot does. */
export function writeSlot(file: number, slot: number, state: number): void {
  writeNumber(file, slot + 1, state);
}

/**
 * Leaps to the end of the wait of this slot, if all others wait for longer; otherwise one of them will leap. A wait
 * that is as good as over is left to the clock.
 */
export function leapTo(file: number, slot: number): void {
  const { leapt, dues } = readSlots(file);
  const due = dues[slot] ?? FREE;
  const remaining = due - (realDate() + leapt);
  if (due !== FREE && due !== WORKING && due === Math.min(...dues) && remaining > 2) {
    writeNumber(file, 0, leapt + remaining);
  }
}

// Bound before a preload may replace the clock.
const realDate = Date.now.bind(Date);

function writeNumber(file: number, index: number, value: number): void {
  const bytes = Buffer.alloc(8);
  bytes.writeDoubleLE(value);
  writeSync(file, bytes, 0, 8, index * 8);
}
