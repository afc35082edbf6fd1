import { execFile } from "node:child_process";
import { chmod, mkdir, mkdtemp, readFile, writeFile } from "node:fs/promises";
import { delimiter, dirname, join } from "node:path";
import { promisify } from "node:util";
import { describe, expect, test } from "@jest/globals";
import { parse } from "yaml";
import type { Workflow } from "../repository/workflow-model.js";
import { parseCommandFile } from "./harness/command-files.js";
import { type Stage, setStage } from "./harness/index.js";
import { playWorkflow } from "./harness/workflow.js";

// The examples that take the regions from another tool, their scripts run by a real shell and the real jq. Terraform is
// stood in for by what it prints, on one line: `terraform output -json georeplications` of a registry with two replicas.
const TERRAFORM = JSON.stringify([
  { location: "northeurope", regional_endpoint_enabled: true, tags: {}, zone_redundancy_enabled: false },
  {
    location: "japaneast",
    regional_endpoint_enabled: false,
    tags: { tier: "dr" },
    zone_redundancy_enabled: true,
  },
]);

async function playExample(stage: Stage, name: string, files: Readonly<Record<string, string>>) {
  const workflow: Workflow = parse(await readFile(`examples/${name}`, "utf8"));
  const [job] = Object.values(workflow.jobs);
  const step = job?.steps.find(({ id, run }) => id !== undefined && run !== undefined);
  const given = await runScript(stage, step?.run ?? "exit 1", files);
  const known = Object.entries(given).map(([output, value]) => [
    `steps.${step?.id}.outputs.${output}`,
    value,
  ]);
  return playWorkflow(stage, workflow, Object.fromEntries(known), files);
}

/** Runs a step's script in a workspace with these files, and gives its outputs. */
async function runScript({ simulator }: Stage, script: string, files: Readonly<Record<string, string>>) {
  const folder = await mkdtemp(join(simulator.folder, "script-"));
  for (const [name, text] of Object.entries({
    ...files,
    "bin/terraform": `#!/bin/sh
[ "$*" = "-chdir=infra output -json georeplications" ] && echo '${TERRAFORM}'
`,
  })) {
    await mkdir(dirname(join(folder, name)), { recursive: true });
    await writeFile(join(folder, name), text);
  }
  await chmod(join(folder, "bin/terraform"), 0o755);
  const output = join(folder, "output");
  await writeFile(output, "");
  await promisify(execFile)("bash", ["-e", "-o", "pipefail", "-c", script], {
    cwd: folder,
    env: { PATH: `${join(folder, "bin")}${delimiter}${process.env.PATH}`, GITHUB_OUTPUT: output },
  });
  return parseCommandFile(await readFile(output, "utf8"));
}

const REPLICAS = [
  {
    region: "northeurope",
    displayStatus: "Syncing",
    phases: [{ after: 2_000, provisioningState: "Succeeded", displayStatus: "Ready" }],
  },
  { region: "japaneast", routing: false, tags: { tier: "dr" } },
];

describe("regions-of-terraform.yml", () => {
  test("waits for the regions that Terraform has, and proves the image there", async () => {
    const stage = await setStage({
      registry: { replicas: REPLICAS, images: [{ repository: "shop/api", tag: "stable", build: "one" }] },
    });
    const { steps } = await playExample(stage, "regions-of-terraform.yml", { "infra/main.tf": "" });
    const [wait] = steps;
    const writes = stage.simulator.writes();
    await stage.close();
    expect([wait?.run.exitCode, wait?.run.outputs.outcome, wait?.run.outputs["images-ready"]]).toEqual([
      0,
      "in-sync",
      "true",
    ]);
    expect(wait?.json("ready-regions")).toEqual(["japaneast", "northeurope"]);
    expect(wait?.took).toBeGreaterThan(2_000);
    expect(writes).toEqual([]);
  });
});

describe("regions-of-bicep.yml", () => {
  test("checks the registry against the parameter file, routing and tags included", async () => {
    const file = await readFile("examples/azure/registry.parameters.json", "utf8");
    const stage = await setStage({ registry: { replicas: REPLICAS.map((one) => ({ region: one.region })) } });
    const { steps } = await playExample(stage, "regions-of-bicep.yml", {
      "infra/registry.parameters.json": file,
    });
    const [check] = steps;
    await stage.close();
    expect(check?.run.exitCode).toBe(1);
    expect(check?.json("drift")).toMatchObject([
      { region: "japaneast", kind: "routing", want: "disabled" },
      { region: "japaneast", kind: "tags", want: "tier=dr" },
    ]);
  });
});
