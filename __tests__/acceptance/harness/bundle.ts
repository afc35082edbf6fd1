import { createHash } from "node:crypto";
import { cp, mkdtemp, readdir, readFile, rename, rm } from "node:fs/promises";
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
 * The bundle and its action.yml, copied to a directory that has no node_modules above it, as on a runner.
 * `ACTION_DIST` names another bundle directory, whose action.yml is looked for beside it.
 */
export function bundle(): Promise<Bundle> {
  copied ??= copyFrom(resolve(process.env.ACTION_DIST ?? join(projectRoot(), "dist")));
  return copied;
}

/** Copies a bundle directory and the action.yml beside it; the same content is copied once on a machine. */
export async function copyFrom(dist: string): Promise<Bundle> {
  const home = join(tmpdir(), `acr-action-${await fingerprint(dist)}`);
  const draft = await mkdtemp(join(tmpdir(), "acr-action-draft-"));
  await cp(dist, join(draft, "dist"), { recursive: true });
  // A runner has the whole repository, and Node reads the module type from its package.json.
  for (const file of ["action.yml", "package.json"]) await cp(join(dirname(dist), file), join(draft, file));
  // Test files run side by side: the first one to rename wins, and the others use its copy.
  await rename(draft, home).catch(() => rm(draft, { recursive: true }));
  return { entry: join(home, "dist", "index.js"), metadata: join(home, "action.yml") };
}

async function fingerprint(dist: string): Promise<string> {
  const hash = createHash("sha256");
  const entries = await readdir(dist, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  const beside = ["action.yml", "package.json"].map((name) => join(dirname(dist), name));
  for (const file of [...files.sort(), ...beside]) {
    hash.update(`${file.slice(dirname(dist).length)}\n`);
    hash.update(await readFile(file));
  }
  return hash.digest("hex").slice(0, 16);
}

/** The compiled harness lies in build/__tests__/acceptance/harness. */
function projectRoot(): string {
  return resolve(dirname(fileURLToPath(import.meta.url)), "../../../..");
}
