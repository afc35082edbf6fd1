import { appendFileSync } from "node:fs";
import { expect } from "@jest/globals";

/** A note of what a witness saw in one test. */
export interface Note {
  /** Full name of the test. */
  readonly test: string;
  readonly text: string;
}

/** Notes what the witness of the running test saw, for the table. Without a table it goes nowhere. */
export function saw(text: string): void {
  const file = process.env.WITNESS_NOTES;
  const note: Note = { test: expect.getState().currentTestName ?? "", text };
  if (file !== undefined) appendFileSync(file, `${JSON.stringify(note)}\n`);
}
