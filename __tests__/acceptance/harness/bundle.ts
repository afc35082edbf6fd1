import { cp, mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

/** Where the copy of the action lies that a process runs. */
export interface Bundle {
  readonly entry: string;
  readonly metadata: string;
}

let copied: Promise<Bundle> | undefined;

/**
 * The bundle and its action.yml, copied once per process to a directory that has no node_modules above it, as on
 * a runner. `ACTION_DIST` names another bundle directory, whose action.yml is looked for beside it.
 */
export function bundle(): Promise<Bundle> {
  copied ??= copyFrom(resolve(process.env.ACTION_DIST ?? join(projectRoot(), "dist")));
  return copied;
}

/** Copies a bundle directory and the action.yml beside it. */
export async function copyFrom(dist: string): Promise<Bundle> {
  const home = await mkdtemp(join(tmpdir(), "acr-action-"));
  await cp(dist, join(home, "dist"), { recursive: true });
  await cp(join(dirname(dist), "action.yml"), join(home, "action.yml"));
  // A runner has the whole repository, and Node reads the module type from its package.json.
  await cp(join(dirname(dist), "package.json"), join(home, "package.json"));
  return { entry: join(home, "dist", "index.js"), metadata: join(home, "action.yml") };
}

/** The compiled harness lies in build/__tests__/acceptance/harness. */
function projectRoot(): string {
  return resolve(dirname(fileURLToPath(import.meta.url)), "../../../..");
}
