import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { gzipSync } from "node:zlib";
import type { Figure } from "./figure.js";

const LONGEST_ARCHIVE = 1_000_000;

/** Bytes of what a runner downloads: the archive of the commit, compressed. */
export function archiveSize(): number {
  const archive = execFileSync("git", ["archive", "HEAD"], { maxBuffer: 100_000_000 });
  return gzipSync(archive, { level: 9 }).length;
}

/** The size of the download. It does not vary, so a test holds it, too. */
export function measureSize(): readonly Figure[] {
  const size = archiveSize();
  const measured = `${Math.round(size / 1000)} KB`;
  return [{ subject: "what the runner downloads", measured, bound: "1 MB", isMet: size <= LONGEST_ARCHIVE }];
}

/** One package and what it weighs in the main file of the bundle, in bytes, largest first. */
export interface Weight {
  readonly name: string;
  readonly bytes: number;
}

/**
 * What each package weighs in dist/index.js, by the marks that the bundler leaves where each ES module begins.
 * CommonJS modules stand together before the first mark and have none of their own.
 */
export function weighPackages(): readonly Weight[] {
  const [before = "", ...modules] = readFileSync("dist/index.js", "utf8").split(
    /^;\/\/ CONCATENATED MODULE: \.\//m,
  );
  const weights = new Map([["CommonJS packages, undici above all", Buffer.byteLength(before)]]);
  for (const module of modules) {
    const path = module.slice(0, module.indexOf("\n"));
    const name = /node_modules\/((?:@[^/]+\/)?[^/]+)\/(?!.*node_modules)/.exec(path)?.[1] ?? "this action";
    weights.set(name, (weights.get(name) ?? 0) + Buffer.byteLength(module));
  }
  return [...weights]
    .map(([name, bytes]) => ({ name, bytes }))
    .toSorted((left, right) => right.bytes - left.bytes);
}
