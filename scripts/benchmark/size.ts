import { execFileSync } from "node:child_process";
import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import type { Figure } from "./figure.js";

const LARGEST_ARCHIVE = 460_000;

/** Bytes of what a runner downloads: the archive of the commit, compressed. */
export function archiveSize(): number {
  const archive = execFileSync("git", ["archive", "HEAD"], { maxBuffer: 100_000_000 });
  return gzipSync(archive, { level: 9 }).length;
}

/** The size of the download. It does not vary, so a test holds it, too. */
export function measureSize(): readonly Figure[] {
  const size = archiveSize();
  const measured = `${Math.round(size / 1000)} KB`;
  return [
    { subject: "what the runner downloads", measured, bound: "460 KB", isMet: size <= LARGEST_ARCHIVE },
  ];
}

/** One package and what it weighs in the bundle before it is minified, in bytes, largest first. */
export interface Weight {
  readonly name: string;
  readonly bytes: number;
}

/**
 * What each package weighs, by the marks that the bundler leaves where each ES module begins: the minified bundle has
 * none, so it is bundled anew. CommonJS modules have no mark of their own and count together.
 */
export async function weighPackages(): Promise<readonly Weight[]> {
  const folder = await mkdtemp(join(tmpdir(), "bundle-"));
  execFileSync(process.execPath, [
    "node_modules/@vercel/ncc/dist/ncc/cli.js",
    "build",
    "lib/index.js",
    "-o",
    folder,
    "-q",
  ]);
  const files = (await readdir(folder)).filter((file) => file.endsWith(".js"));
  const texts = await Promise.all(files.map((file) => readFile(join(folder, file), "utf8")));
  await rm(folder, { recursive: true });
  const weights = new Map<string, number>();
  for (const [name, bytes] of texts.flatMap(partsOf)) weights.set(name, (weights.get(name) ?? 0) + bytes);
  return [...weights]
    .map(([name, bytes]) => ({ name, bytes }))
    .toSorted((left, right) => right.bytes - left.bytes);
}

function partsOf(text: string): readonly (readonly [name: string, bytes: number])[] {
  const [before = "", ...modules] = text.split(/^;\/\/ CONCATENATED MODULE: \.\//m);
  const marked = modules.map((module) => {
    const path = module.slice(0, module.indexOf("\n"));
    const name = /node_modules\/((?:@[^/]+\/)?[^/]+)\/(?!.*node_modules)/.exec(path)?.[1] ?? "this action";
    return [name, Buffer.byteLength(module)] as const;
  });
  return [["CommonJS packages, undici above all", Buffer.byteLength(before)], ...marked];
}
