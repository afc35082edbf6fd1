import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { cp, mkdtemp, readdir, readFile, rename, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { SUB_ACTIONS, type SubAction } from "../../../scripts/sub-actions.js";

/** Where the copy of the action lies that a process runs. */
export interface Bundle {
  readonly entry: string;
  readonly metadata: string;
}

/** A sub-action of a bundle: it lies beside `dist`, in the folder of its name. */
export function subActionIn({ metadata }: Bundle, name: SubAction): Bundle {
  const folder = join(dirname(metadata), name);
  return { entry: join(folder, "index.js"), metadata: join(folder, "action.yml") };
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
  for (const name of BESIDE) await copyIfThere(join(dirname(dist), name), join(draft, name));
  // Test files run side by side: the first one to rename wins, and the others use its copy.
  await rename(draft, home).catch(() => rm(draft, { recursive: true }));
  return { entry: join(home, "dist", "index.js"), metadata: join(home, "action.yml") };
}

async function fingerprint(dist: string): Promise<string> {
  const hash = createHash("sha256");
  const beside = BESIDE.map((name) => join(dirname(dist), name)).filter((path) => existsSync(path));
  const files = (await Promise.all([dist, ...beside].map(filesIn))).flat();
  for (const file of files.sort()) {
    hash.update(`${file.slice(dirname(dist).length)}\n`);
    hash.update(await readFile(file));
  }
  return hash.digest("hex").slice(0, 16);
}

const BESIDE = ["action.yml", "package.json", ...SUB_ACTIONS];

async function copyIfThere(from: string, to: string): Promise<void> {
  if (existsSync(from)) await cp(from, to, { recursive: true });
}

async function filesIn(path: string): Promise<readonly string[]> {
  if ((await stat(path)).isFile()) return [path];
  const entries = await readdir(path, { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
}

/** The compiled harness lies in build/__tests__/acceptance/harness. */
function projectRoot(): string {
  return resolve(dirname(fileURLToPath(import.meta.url)), "../../../..");
}
