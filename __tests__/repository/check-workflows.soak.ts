import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { beforeAll, describe, expect, test } from "@jest/globals";

const ACTION = readFileSync("action.yml", "utf8");
const WORKFLOW = `on: push
jobs:
  one:
    runs-on: ubuntu-latest
    steps:
      - run: echo "$SHELL"
`;

/** Runs the check over a project with these files; gives what it prints and its exit code. */
function check(files: Readonly<Record<string, string>>): string {
  const folder = mkdtempSync(join(tmpdir(), "acr-check-"));
  for (const name of [".github/workflows", "examples", "docs", "check"])
    mkdirSync(join(folder, name), { recursive: true });
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  const script = resolve("build/scripts/check-workflows.js");
  const { stdout, stderr, status } = spawnSync(process.execPath, [script], { cwd: folder, encoding: "utf8" });
  return `${stderr}${stdout}exit ${status}`;
}

test("npm run check lets sound files pass", () => {
  const said = check({ ".github/workflows/one.yml": WORKFLOW, "action.yml": ACTION });
  expect(said).toBe("1 workflows and 1 action.yml checked, 0 findings\nexit 0");
});

describe("npm run check finds", () => {
  let said = "";
  beforeAll(() => {
    said = check({
      ".github/workflows/key.yml": WORKFLOW.replace("runs-on", "runs-in"),
      "examples/expression.yml": WORKFLOW.replace("$SHELL", `\${{ steps.nobody.outputs.x }}`),
      "README.md": "# Title\n\n```yaml\n- uses: actions/checkout@v7\n  wiht:\n    path: a\n```\n",
      "examples/input.yml": WORKFLOW.replace(
        '- run: echo "$SHELL"',
        "- uses: OWNER/acr-geo-replication@v1\n        with:\n          registri: contoso",
      ),
      "check/action.yml": readFileSync("check/action.yml", "utf8"),
      "examples/sub-action.yml": WORKFLOW.replace(
        '- run: echo "$SHELL"',
        "- uses: OWNER/acr-geo-replication/check@v1\n        with:\n          expect-plan: abc",
      ),
      "action.yml": ACTION.replace("icon: globe", "icon: hexagon")
        .replace("using: node20", "using: node21")
        .replace("branding:", "brand: x\nbranding:"),
    });
  });

  test.each([
    ["a key that GitHub does not know, where it stands", ".github/workflows/key.yml:4:"],
    ["an expression that reads a step that is not there", 'property "nobody" is not defined'],
    ["what is wrong in steps that a document shows, at the document's line", "README.md:5:"],
    ["an input that this action does not have", "Invalid action input 'registri'"],
    ["an input that the sub-action does not have", "Invalid action input 'expect-plan'"],
    ["an icon that the Marketplace does not have", "Unexpected value 'hexagon'"],
    ["a runtime that runners do not have", "Unexpected value 'node21'"],
    ["a key that action.yml cannot have", "Unexpected value 'brand'"],
  ])("%s", (_what, finding) => {
    expect(said).toContain(finding);
  });

  test("and fails", () => {
    expect(said).toContain("exit 1");
  });
});
