import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { posix } from "node:path";
import { describe, expect, test } from "@jest/globals";
import { parse } from "yaml";
import { SUB_ACTIONS } from "../../scripts/sub-actions.js";
import { workflowSources } from "../../scripts/workflow-sources.js";
import { stepsOf, workflowIn } from "./workflow-model.js";

const TAR = execFileSync("git", ["archive", "--worktree-attributes", "HEAD"], { maxBuffer: 64 << 20 });
const ARCHIVED = execFileSync("tar", ["--list"], { input: TAR, encoding: "utf8" })
  .split("\n")
  .filter((name) => name !== "" && !name.endsWith("/"));
const ACTIONS = ["action.yml", ...SUB_ACTIONS.map((name) => `${name}/action.yml`)];

describe("the archive that a runner downloads", () => {
  test("holds what runs and what explains it, and nothing else", () => {
    const tops = new Set(ARCHIVED.map((name) => name.split("/")[0]));
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

  test.each(ACTIONS)("has %s, and what it starts", (action) => {
    const { runs } = parse(readFileSync(action, "utf8"));
    expect(ARCHIVED).toEqual(expect.arrayContaining([action, posix.join(posix.dirname(action), runs.main)]));
  });
});

describe("the attestation of a release", () => {
  const workflow = workflowSources(".").find(({ file }) => file === ".github/workflows/release.yml");
  const steps = workflow === undefined ? [] : stepsOf(workflowIn(workflow)).map(({ step }) => step);
  const attesting = steps.filter(({ uses }) => uses?.startsWith("actions/attest@"));
  const paths = attesting.flatMap((step) => String(step.with?.["subject-path"]).trim().split(/\s+/));

  test("takes in every file of the archive but what only people and editors read", () => {
    const others = ARCHIVED.filter((name) => !paths.some((path) => takesIn(path, name)));
    expect(others).toEqual([
      "CHANGELOG.md",
      "LICENSE",
      "README.md",
      "SECURITY.md",
      "schema/config.schema.json",
      "schema/report.schema.json",
    ]);
  });

  test.each(paths)("names by %s files that there are", (path) => {
    expect(ARCHIVED.filter((name) => takesIn(path, name))).not.toEqual([]);
  });
});

/** Whether a path of the action that attests means a file; of its patterns only `folder/**` is used. */
function takesIn(path: string, name: string): boolean {
  if (path.endsWith("/**")) return name.startsWith(path.slice(0, -2));
  if (/[*?[\]!]/.test(path)) throw new Error(`This test does not know the pattern ${path}.`);
  return name === path;
}
