import { mkdtemp, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { GITHUB_TOKEN, REPOSITORY, type Simulator, startSimulator } from "../simulator/index.js";
import { TOOLS } from "./programs/installed.js";
import { PROJECT_ROOT } from "./programs/project-root.js";
import { runProgram } from "./programs/run-program.js";
import { saw } from "./table/saw.js";

/** What its own command starts after it has looked for tsx, which it would ask a registry for. */
const ENTRY = join(TOOLS, "local-action/node_modules/@github/local-action/src/index.ts");

let simulator: Simulator;
beforeAll(async () => {
  simulator = await startSimulator({ timing: { provisioned: 400, syncing: 400 } });
});
afterAll(() => simulator.close());

describe("GitHub's local-action", () => {
  test("runs the action from its TypeScript: two replicas, and a summary", async () => {
    const folder = await mkdtemp(join(simulator.folder, "local-action-"));
    const summary = join(folder, "summary.md");
    const environment = {
      ...simulator.environment(),
      HOME: folder,
      RUNNER_TEMP: folder,
      GITHUB_WORKSPACE: folder,
      GITHUB_REPOSITORY: REPOSITORY,
      GITHUB_STEP_SUMMARY: summary,
      INPUT_REGISTRY: "contoso",
      INPUT_REGIONS: "northeurope, japaneast",
      "INPUT_GITHUB-TOKEN": GITHUB_TOKEN,
    };
    const file = join(folder, ".env");
    await writeFile(
      file,
      Object.entries(environment)
        .map(([name, value]) => `${name}=${value}`)
        .join("\n"),
    );
    const { exitCode, stdout, stderr } = await runProgram(
      join(TOOLS, "local-action/node_modules/.bin/tsx"),
      [ENTRY, "run", PROJECT_ROOT, "src/index.ts", file],
      {
        environment: {
          ...{ HOME: folder, TARGET_ACTION_PATH: PROJECT_ROOT, NODE_PACKAGE_MANAGER: "npm" },
          ...simulator.environment("none"),
        },
      },
    );
    expect([exitCode, stderr]).toEqual([0, expect.anything()]);
    expect(simulator.replicas().map(({ region }) => region)).toEqual([
      "japaneast",
      "northeurope",
      "westeurope",
    ]);
    expect(await readFile(summary, "utf8")).toContain("Japan East");
    expect(stdout).toContain("ready-regions");
    saw("exit 0; northeurope and japaneast created; the summary is written");
  });
});
