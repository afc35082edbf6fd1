import { existsSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "@jest/globals";
import { play, runAction, setStage, startAction } from "./harness/index.js";

const FULL = "/dev/full";
const onLinux = existsSync(FULL) ? test : test.skip;

describe("what cannot be written is said, the rest is written all the same, and the exit code is 1", () => {
  test.each([
    ["a folder that is not there", "/nowhere/output"],
    ["a directory", "/tmp"],
    ...(existsSync(FULL) ? [["a disk that is full", FULL]] : []),
  ])("outputs into %s", async (_what, path) => {
    const { run, writes } = await play(
      {},
      { regions: "japaneast" },
      { environment: { GITHUB_OUTPUT: path } },
    );
    expect(run.exitCode).toBe(1);
    expect(writes).toEqual(["PUT japaneast"]);
    expect(run.annotations).toMatchObject([
      {
        level: "error",
        message: expect.stringMatching(/^The outputs were not written: E(NOENT|ISDIR|NOSPC)/),
      },
    ]);
    expect(run.summary).toContain("contoso: created Japan East");
    expect(run.log.join("\n")).toContain("contoso: created Japan East");
    expect(run.stderr).toBe("");
  });

  test("the summary and the reports", async () => {
    const environment = { GITHUB_STEP_SUMMARY: "/nowhere/summary", RUNNER_TEMP: "/nowhere" };
    const { run } = await play({}, { regions: "westeurope" }, { environment });
    expect(run.exitCode).toBe(1);
    expect(run.outputs).toMatchObject({ outcome: "in-sync", "report-path": "", "all-ready": "true" });
    expect(run.annotations.map(({ message }) => message.split(":")[0])).toEqual(
      expect.arrayContaining(["The report was not written", "The summary was not written"]),
    );
  });
});

describe("a log that cannot be written", () => {
  test("since its reader has gone does not end the work", async () => {
    const stage = await setStage();
    const running = await startAction({
      simulator: stage.simulator,
      inputs: { registry: "contoso", regions: "japaneast" },
    });
    running.process.stdout?.destroy();
    const run = await running.finished;
    expect(run.outputs).toMatchObject({ outcome: "changed", created: '["japaneast"]' });
    expect(run.exitCode).toBe(0);
    await stage.close();
  });

  onLinux("since the disk is full does not end the work", async () => {
    const stage = await setStage();
    const launcher = join(stage.simulator.folder, "into-full.mjs");
    await writeFile(launcher, into(FULL));
    const run = await runAction({
      simulator: stage.simulator,
      inputs: { registry: "contoso", regions: "japaneast" },
      nodeOptions: [launcher],
    });
    expect(run.outputs).toMatchObject({ outcome: "changed", created: '["japaneast"]' });
    expect(run.exitCode).toBe(0);
    await stage.close();
  });
});

/** A program that runs the one after it with its standard output in a file. */
function into(file: string): string {
  return `import { spawnSync } from "node:child_process";
import { openSync } from "node:fs";
const { status } = spawnSync(process.execPath, process.argv.slice(2), { stdio: ["ignore", openSync("${file}", "w"), "inherit"] });
process.exit(status);
`;
}

describe("something that breaks where nobody waits for it", () => {
  const BREAKS = {
    "an exception": "setTimeout(() => { throw new TypeError('out of the blue'); }, MS);",
    "a rejection": "setTimeout(() => { void Promise.reject(new TypeError('out of the blue')); }, MS);",
  };

  test.each(Object.entries(BREAKS))(
    "%s is called a bug in the action, and what was done is reported",
    async (_what, code) => {
      const stage = await setStage();
      const hook = join(stage.simulator.folder, "break.mjs");
      await writeFile(hook, code.replace("MS", "2_500"));
      const run = await runAction({
        simulator: stage.simulator,
        inputs: { registry: "contoso", regions: "japaneast", images: "shop/api:v1" },
        nodeOptions: ["--import", hook],
      });
      expect(run.exitCode).toBe(1);
      expect(run.outputs).toMatchObject({ outcome: "failed", "images-ready": "false" });
      expect(run.outputs.replicas).toBeDefined();
      // What the run was at when it broke is told, too.
      expect(run.annotations[0]).toMatchObject({
        level: "error",
        message: expect.stringMatching(/This is a bug in the action.*TypeError: out of the blue/),
      });
      expect(run.summary).toContain("bug in the action");
      await stage.close();
    },
  );
});
