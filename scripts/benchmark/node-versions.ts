import { execFileSync } from "node:child_process";

/** A Node to measure on. */
export interface Node {
  readonly binary: string;
  readonly name: string;
  readonly major: number;
}

/** The Node that runs the benchmark and, where `ACCEPTANCE_NODE` names another binary, that one too. */
export function nodesToMeasure(): readonly Node[] {
  const binaries = [process.execPath, process.env.ACCEPTANCE_NODE].filter((binary) => binary !== undefined);
  return binaries.map((binary) => {
    const version = execFileSync(binary, ["--version"], { encoding: "utf8" }).trim();
    return { binary, name: `Node ${version.slice(1)}`, major: Number.parseInt(version.slice(1), 10) };
  });
}
