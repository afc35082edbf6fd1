import { spawn } from "node:child_process";

/** How a program ended, and what it said. */
export interface Ended {
  /** null when it was killed, as it is when it does not end in time. */
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
  readonly milliseconds: number;
}

/** What a program is given beside its arguments. */
export interface Given {
  /** Its whole environment but for PATH. */
  readonly environment?: Readonly<Record<string, string>>;
  readonly input?: string;
}

/** No program here takes longer, even on a busy machine. */
const LIMIT = 150_000;

/** Runs a program to its end. */
export function runProgram(
  command: string,
  args: readonly string[],
  { environment = {}, input }: Given = {},
): Promise<Ended> {
  const begun = performance.now();
  const child = spawn(command, args, {
    env: { PATH: process.env.PATH ?? "", ...environment },
    stdio: "pipe",
    timeout: LIMIT,
  });
  const said = { stdout: "", stderr: "" };
  for (const name of ["stdout", "stderr"] as const) {
    child[name].setEncoding("utf8").on("data", (chunk: string) => {
      said[name] += chunk;
    });
  }
  // A program that does not read what it is given has said why.
  child.stdin.on("error", () => {}).end(input);
  return new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (exitCode) => resolve({ exitCode, ...said, milliseconds: performance.now() - begun }));
  });
}
