import { realpathSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { isAbsolute, relative, resolve, sep } from "node:path";
import type { Step } from "../run/ports.js";
import type { Environment } from "./environment.js";

/** A step of a GitHub workflow: what it is given. `inputNames`: the inputs that action.yml declares. */
export function createStep(inputNames: readonly string[], environment: Environment): Step {
  return {
    rawInputs: () => ({
      inputs: Object.fromEntries(inputNames.map((name) => [name, readInput(environment, name)])),
      environment,
    }),
    readWorkspaceFile: async (path) => await readFile(findInWorkspace(environment, path)),
  };
}

// Named as the toolkit does: spaces become underscores, hyphens stay. Not trimmed as it does: the first line of a YAML
// value would lose the indentation that the others keep.
function readInput(environment: Environment, name: string): string {
  return environment[`INPUT_${name.replace(/ /g, "_").toUpperCase()}`] ?? "";
}

/** Rejects paths that lead out of the workspace, by `..` or by a symbolic link. */
function findInWorkspace(environment: Environment, path: string): string {
  const workspace = realpathSync(environment.GITHUB_WORKSPACE || process.cwd());
  const file = realpathSync(resolve(workspace, path));
  const inside = relative(workspace, file);
  if (inside === ".." || inside.startsWith(`..${sep}`) || isAbsolute(inside)) {
    throw new Error(`${path} lies outside the workspace`);
  }
  return file;
}
