import { spawn } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "@jest/globals";
import { parse } from "yaml";
import { parseCommandFile } from "./harness/command-files.js";
import { runAction } from "./harness/index.js";
import { played } from "./harness/scenario.js";
import { playWorkflow } from "./harness/workflow.js";

/** Starts the simulator as the workflow does; gives what it wrote for the steps that follow, and a way to end it. */
async function startSimulator(folder: string) {
  const file = join(folder, "env");
  await writeFile(file, "");
  const child = spawn(process.execPath, ["build/scripts/start-simulator.js"], {
    env: { ...process.env, GITHUB_ENV: file },
    stdio: ["ignore", "pipe", "inherit"],
  });
  for await (const text of child.stdout.setEncoding("utf8")) if (text.includes("listening")) break;
  return { variables: parseCommandFile(await readFile(file, "utf8")), stop: () => child.kill() };
}

test("the workflow e2e.yml finds what it expects, with the simulator in a process of its own", async () => {
  const folder = await mkdtemp(join(tmpdir(), "acr-e2e-"));
  const { variables, stop } = await startSimulator(folder);
  const world = {
    folder,
    environment: () => ({}),
    secrets: () => [],
    assertNoLeaks: () => undefined,
    assertWritesToldApart: () => undefined,
  };
  const play = async (inputs: Readonly<Record<string, string>>) =>
    played(await runAction({ simulator: world, inputs, environment: variables }), [], 0);
  const { steps } = await playWorkflow({ play }, parse(await readFile(".github/workflows/e2e.yml", "utf8")));
  stop();
  await rm(folder, { recursive: true });
  const [before, apply, after] = steps.map(({ run }) => run.outputs);
  expect(before?.outcome).toBe("drifted");
  expect(apply).toMatchObject({
    outcome: "changed",
    created: '["japaneast", "northeurope"]',
    "ready-regions": '["japaneast", "northeurope"]',
    "images-ready": "true",
  });
  expect(after?.outcome).toBe("in-sync");
});

test("what the simulator writes for the steps that follow is what a runner takes from GITHUB_ENV", async () => {
  const folder = await mkdtemp(join(tmpdir(), "acr-e2e-"));
  const { variables, stop } = await startSimulator(folder);
  stop();
  await rm(folder, { recursive: true });
  expect(Object.keys(variables)).toContain("NODE_EXTRA_CA_CERTS");
  // The runner fails a step that writes these.
  expect(Object.keys(variables).filter((name) => /^(NODE_OPTIONS$|GITHUB_|RUNNER_)/.test(name))).toEqual([]);
});
