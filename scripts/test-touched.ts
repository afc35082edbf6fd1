import { execFileSync, spawnSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { relative } from "node:path";
import { chooseTests, LONG_TESTS, modulesOf } from "./touched-tests.js";

// Runs the unit tests that depend on what differs from the main branch, uncommitted files included; seconds, not minutes.
// Run as `npm run test:touched`; a commit after `--` is compared with instead.
const JEST = ["--experimental-vm-modules", "node_modules/jest/bin/jest.js"];
const WALLS = "build/__tests__/architecture";

const base = process.argv[2] ?? git("merge-base", "HEAD", "main")[0] ?? "HEAD";
const changed = [
  ...git("diff", "--name-only", base),
  ...git("ls-files", "--others", "--exclude-standard"),
].filter((file) => !file.startsWith("dist/"));
const modules = readModules();
const touched = [...new Set(changed.flatMap((file) => modulesOf(file, modules)))];
const { chosen, left } = chooseTests(testsOf(touched), changed);
console.log(`${changed.length} changed files touch ${chosen.length + left} unit test files.`);
if (left > 0) console.log(`Those in the same rooms are run, ${chosen.length}; \`npm test\` runs all.`);
const { status } = spawnSync(process.execPath, [...JEST, WALLS, ...chosen], { stdio: "inherit" });
process.exitCode = status ?? 1;

function git(...question: readonly string[]): readonly string[] {
  const lines = execFileSync("git", question, { encoding: "utf8" }).split("\n");
  return lines.filter((line) => line !== "");
}

function readModules(): ReadonlyMap<string, string> {
  const files = readdirSync("build", { recursive: true, encoding: "utf8" });
  const compiled = files.filter((file) => file.endsWith(".js")).map((file) => `build/${file}`);
  // Source maps hold every text of the sources, comments too.
  const textOf = (file: string) => readFileSync(file, "utf8").replace(/^\/\/# sourceMappingURL=.*$/m, "");
  return new Map(compiled.map((file) => [file, textOf(file)]));
}

/** The unit tests that import one of the modules, however far away. */
function testsOf(touched: readonly string[]): readonly string[] {
  if (touched.length === 0) return [];
  const question = ["--listTests", "--testPathIgnorePatterns", LONG_TESTS, "--findRelatedTests", ...touched];
  const listed = execFileSync(process.execPath, [...JEST, ...question], { encoding: "utf8" });
  return listed
    .split("\n")
    .filter((line) => line !== "")
    .map((file) => relative(".", file));
}
