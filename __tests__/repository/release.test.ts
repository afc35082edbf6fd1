import { spawnSync } from "node:child_process";
import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "@jest/globals";
import { workflowSources } from "../../scripts/workflow-sources.js";
import { type Step, workflowIn } from "./workflow-model.js";

const source = workflowSources(".").find(({ file }) => file === ".github/workflows/release.yml");
const steps = source === undefined ? [] : (workflowIn(source).jobs.publish?.steps ?? []);
const named = (name: string): Step => steps.find((step) => step.name === name) ?? {};

const folder = mkdtempSync(join(tmpdir(), "release-"));
afterAll(() => rmSync(folder, { recursive: true }));

/** Runs a step as the runner does, with a `gh` that prints the released tags and keeps what it was called with. */
function runStep(step: Step, tag: string, released: readonly string[], environment: Record<string, string>) {
  const [output, calls] = [join(folder, "output"), join(folder, "calls")];
  for (const file of [output, calls]) writeFileSync(file, "");
  writeFileSync(
    join(folder, "gh"),
    `#!/bin/sh
echo "$*" >>"${calls}"
case "$*" in
  *releases*) printf '%s\\n' ${released.join(" ")} ;;
  *isDraft*) exit 1 ;;
  *isImmutable*) echo true ;;
esac
`,
  );
  chmodSync(join(folder, "gh"), 0o755);
  const { status, stderr } = spawnSync("bash", ["--noprofile", "--norc", "-e", "-c", step.run ?? "exit 3"], {
    encoding: "utf8",
    stdio: ["ignore", "pipe", "pipe"],
    env: {
      PATH: `${folder}:${process.env.PATH}`,
      GITHUB_REPOSITORY: "OWNER/acr-geo-replication",
      GITHUB_REF_NAME: tag,
      GITHUB_OUTPUT: output,
      GITHUB_SHA: "0badc0de",
      ...environment,
    },
  });
  expect([status, stderr]).toEqual([0, ""]);
  return { output: readFileSync(output, "utf8"), calls: readFileSync(calls, "utf8") };
}

describe("a release", () => {
  test.each([
    ["the first of all", "v1.0.0", [], true, true],
    ["a newer one", "v1.0.1", ["v1.0.0"], true, true],
    ["a newer one of two digits", "v1.10.0", ["v1.9.9", "v1.2.0"], true, true],
    ["an older one mended", "v1.2.4", ["v1.3.0", "v1.2.3"], false, false],
    ["an older major version mended", "v1.9.1", ["v2.0.0", "v1.9.0"], false, true],
    ["a mended one below both", "v1.8.1", ["v2.0.0", "v1.9.0"], false, false],
    ["a new major version", "v2.0.0", ["v1.9.0"], true, true],
    ["one whose number begins as another's", "v1.0.1", ["v10.0.0", "v1.0.0"], false, true],
    ["the same, started again", "v1.0.0", ["v1.0.0"], true, true],
    ["one beside tags of another form", "v1.0.0", ["nightly", "v1", "v9.0.0-rc.1"], true, true],
  ])("%s (%s) is told apart", (_what, tag, released, isLatest, isNewestOfMajor) => {
    const { output } = runStep(named("Compare with what is released"), tag, released, {});
    expect(output).toBe(`of-all=${isLatest}\nof-major=${isNewestOfMajor}\n`);
  });

  test.each(["true", "false"])("is Latest only where it is the newest: %s", (isLatest) => {
    const { calls } = runStep(named("Publish the release"), "v1.0.1", [], {
      IS_LATEST: isLatest,
      SBOM: "sbom",
    });
    expect(calls).toContain(`release edit v1.0.1 --draft=false --latest=${isLatest}\n`);
  });

  test("moves the major tag only where it is the newest of its major version", () => {
    expect(named("Move the major tag").if).toBe("steps.newest.outputs.of-major == 'true'");
    const { calls } = runStep(named("Move the major tag"), "v1.0.1", [], {});
    expect(calls).toContain("git/refs/tags/v1 --field sha=0badc0de");
  });
});

describe("what CI runs in", () => {
  const files = workflowSources(".").filter(({ file }) => file.startsWith(".github/workflows/"));

  test("is named by its digest", () => {
    const images = files.flatMap(({ text }) =>
      [...text.matchAll(/container: (node:\S+)/g)].map(([, image]) => image),
    );
    expect(images).toHaveLength(4);
    for (const image of images) expect(image).toMatch(/^node:\d+-bookworm@sha256:[0-9a-f]{64}$/);
  });

  test.each(readdirSync(".ci/tools"))("%s is installed by version and hash", (tool) => {
    const read = (file: string) => JSON.parse(readFileSync(join(".ci/tools", tool, file), "utf8"));
    for (const version of Object.values(read("package.json").dependencies))
      expect(version).toMatch(/^\d+\.\d+\.\d+$/);
    const { "": _root, ...packages } = read("package-lock.json").packages as Record<
      string,
      { integrity?: string }
    >;
    expect(Object.values(packages).filter(({ integrity }) => integrity === undefined)).toEqual([]);
  });

  test("installs nothing but by a lock", () => {
    const { scripts } = JSON.parse(readFileSync("package.json", "utf8"));
    const lines = [
      readFileSync(".ci/run", "utf8"),
      readFileSync(".ci/install-programs", "utf8"),
      ...files.map(({ text }) => text),
      ...Object.values<string>(scripts),
    ];
    expect(lines.join("\n")).not.toMatch(/\bnpm (?:install|i|exec)\b|\bnpx\b/);
  });
});

describe("dist/", () => {
  const files = readdirSync("dist");
  const texts = files
    .filter((file) => file.endsWith(".js"))
    .map((file) => readFileSync(join("dist", file), "utf8"));

  test("opens no browser: neither xdg-open nor the package that brings it is in it", () => {
    expect(files).not.toContain("xdg-open");
    expect(texts.filter((text) => text.includes("xdg-open"))).toEqual([]);
  });

  test("has every file that it loads later, but the one that would open a browser", () => {
    const loaded = new Set(
      texts.flatMap((text) => [...text.matchAll(/\.e\((\d+)\)/g)].map(([, id]) => `${id}.index.js`)),
    );
    expect(loaded.size).toBeGreaterThan(4);
    expect([...loaded].filter((file) => !files.includes(file)).length).toBe(1);
  });

  test("is in ASCII, which V8 keeps in half the memory", () => {
    expect(texts.filter((text) => /[^\n -~]/.test(text))).toEqual([]);
  });

  test("names this project's functions in the stack of an error", () => {
    expect(texts.filter((text) => text.includes("function lookAndPlan(")).length).toBe(1);
  });
});
