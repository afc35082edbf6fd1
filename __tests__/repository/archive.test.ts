import { execFileSync } from "node:child_process";
import { expect, test } from "@jest/globals";

test("the archive that a runner downloads holds what runs and what explains it, and nothing else", () => {
  const tar = execFileSync("git", ["archive", "--worktree-attributes", "HEAD"], { maxBuffer: 64 << 20 });
  const names = execFileSync("tar", ["--list"], { input: tar, encoding: "utf8" }).split("\n");
  const tops = new Set(names.filter((name) => name !== "").map((name) => name.split("/")[0]));
  expect([...tops].sort()).toEqual([
    "CHANGELOG.md",
    "LICENSE",
    "README.md",
    "SECURITY.md",
    "action.yml",
    "check",
    "dist",
    "package.json",
    "remove",
    "schema",
    "wait",
  ]);
});
