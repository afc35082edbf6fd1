import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdir, mkdtemp, readFile, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { bundle } from "../../acceptance/harness/bundle.js";
import type { Life } from "../../acceptance/harness/fast-time.js";
import {
  CLIENT,
  GITHUB_TOKEN,
  REPOSITORY,
  type Simulator,
  SUBSCRIPTION,
  TENANT,
} from "../../simulator/index.js";
import { PROJECT_ROOT } from "./project-root.js";
import { runProgram } from "./run-program.js";

/** What starts a workflow. */
export interface Trigger {
  readonly event: "push" | "pull_request" | "schedule" | "workflow_dispatch";
  readonly payload?: object;
}

/** What a workflow is started with. */
export interface Start extends Trigger {
  readonly simulator: Simulator;
  /** What makes the action live in the simulator's time. */
  readonly life: Life;
  /** The text of the workflow. */
  readonly workflow: string;
  /** What a checkout brings beside it. */
  readonly files?: Readonly<Record<string, string>>;
  readonly environment?: Readonly<Record<string, string>>;
  /** Called with act's process, to send it signals. */
  readonly onStart?: (interrupt: () => void) => void;
}

/** What act says of one job: of one cell of the matrix, if it has one. */
export interface ActJob {
  readonly id: string;
  readonly matrix: Readonly<Record<string, unknown>>;
  readonly result: string | undefined;
  /** The outputs of its steps, in order, as act read them. */
  readonly outputs: readonly { readonly step: string; readonly name: string; readonly value: string }[];
  readonly summaries: readonly string[];
  /** The steps that ran, and how each ended. */
  readonly steps: readonly { readonly name: string; readonly result: string }[];
}

/** What a run of a workflow came to. */
export interface ActRun {
  readonly exitCode: number | null;
  readonly jobs: readonly ActJob[];
  /** What the stand-ins noted, line by line. */
  readonly notes: readonly string[];
  /** Everything that act printed. */
  readonly log: string;
}

/** Where act lies. */
export const ACT = "act";
const STAND_INS = join(PROJECT_ROOT, "__tests__/witness/act");
const OWN = "OWNER/acr-geo-replication";

/**
 * Runs a workflow from its trigger to its end with act, on this machine, without a container. Published actions but
 * this one are stood in for; `actions/checkout` act does itself.
 */
export async function runWorkflow(start: Start): Promise<ActRun> {
  const home = await mkdtemp(join(start.simulator.folder, "act-"));
  const repository = await makeRepository(join(home, "repository"), start);
  const notebook = join(home, "notebook");
  await writeFile(notebook, "");
  const event = join(home, "event.json");
  await writeFile(event, JSON.stringify(start.payload ?? {}));
  const { log, exitCode } = await runToItsEnd(
    start,
    [
      start.event,
      ...["-C", repository, "-W", ".github/workflows/example.yml", "-e", event],
      ...["-P", "ubuntu-latest=-self-hosted", "--json", "--no-cache-server", "--strict"],
      ...(await stoodIn(start.workflow)).flatMap((pair) => ["--local-repository", pair]),
      ...pairs("--var", {
        AZURE_CLIENT_ID: CLIENT,
        AZURE_TENANT_ID: TENANT,
        AZURE_SUBSCRIPTION_ID: SUBSCRIPTION,
      }),
      ...pairs("--secret", { GITHUB_TOKEN }),
      ...pairs("--env", stepEnvironment(start, notebook)),
    ],
    home,
  );
  const notes = (await readFile(notebook, "utf8")).split("\n").filter(Boolean);
  return { exitCode, log, notes, jobs: jobsIn(log) };
}

/** A clone of the repository that the workflow is in. */
async function makeRepository(folder: string, { workflow, files = {} }: Start): Promise<string> {
  const all = { ...files, ".github/workflows/example.yml": workflow };
  for (const [name, text] of Object.entries(all)) {
    const file = join(folder, name);
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, text);
  }
  const git = async (...args: readonly string[]) => {
    const identity = ["-c", "user.name=octocat", "-c", "user.email=octocat@example.com"];
    const { exitCode, stderr } = await runProgram("git", ["-C", folder, ...identity, ...args]);
    if (exitCode !== 0) throw new Error(`git ${args[0]}: ${stderr}`);
  };
  await git("init", "--quiet", "--initial-branch", "main");
  await git("remote", "add", "origin", `https://github.com/${REPOSITORY}.git`);
  await git("add", "--all");
  await git("commit", "--quiet", "--message", "All");
  return folder;
}

/** `<owner>/<name>@<ref>=<folder>` for every published action that the workflow uses. */
async function stoodIn(workflow: string): Promise<readonly string[]> {
  const uses = [...workflow.matchAll(/uses: ([\w.-]+\/[\w.-]+)[\w./-]*@(\S+)/g)];
  const names = new Map(uses.map(([, name = "", ref = ""]) => [`${name}@${ref}`, name]));
  const own = dirname((await bundle()).metadata);
  return [...names]
    .filter(([, name]) => name !== "actions/checkout")
    .map(([reference, name]) => {
      const folder = name === OWN ? own : join(STAND_INS, "actions", name);
      if (!existsSync(folder)) throw new Error(`Nothing stands in for ${name}.`);
      return `${reference}=${folder}`;
    });
}

/** What steps find in their environment beside what act gives them. */
function stepEnvironment({ simulator, life, environment = {} }: Start, notebook: string) {
  const { AZURE_CLIENT_ID, AZURE_TENANT_ID, AZURE_SUBSCRIPTION_ID, ...runner } = simulator.environment();
  return {
    ...runner,
    ...life.environment,
    NODE_OPTIONS: life.nodeOptions.join(" "),
    WITNESS_NOTEBOOK: notebook,
    ...environment,
  };
}

function pairs(option: string, values: Readonly<Record<string, string>>): readonly string[] {
  return Object.entries(values).flatMap(([name, value]) => [option, `${name}=${value}`]);
}

function runToItsEnd(
  { onStart }: Start,
  args: readonly string[],
  home: string,
): Promise<{ readonly exitCode: number | null; readonly log: string }> {
  const path = [join(STAND_INS, "programs"), dirname(process.execPath), process.env.PATH ?? ""].join(":");
  const child = spawn(ACT, args, {
    env: { PATH: path, HOME: home, XDG_CACHE_HOME: join(home, "cache") },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let log = "";
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding("utf8").on("data", (chunk: string) => {
      log += chunk;
    });
  onStart?.(() => child.kill("SIGINT"));
  return new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (exitCode) => resolve({ exitCode, log }));
  });
}

/** A line of act's log, as far as it is read here. */
interface Line {
  readonly job?: string;
  readonly jobID?: string;
  readonly matrix?: Readonly<Record<string, unknown>>;
  readonly jobResult?: string;
  readonly step?: string;
  readonly stepID?: readonly string[];
  readonly stepResult?: string;
  readonly command?: string;
  readonly name?: string;
  readonly arg?: string;
  readonly content?: string;
}

function jobsIn(log: string): readonly ActJob[] {
  const lines = log
    .split("\n")
    .filter((line) => line.startsWith("{"))
    .map((line): Line => JSON.parse(line));
  const names = [...new Set(lines.flatMap(({ job }) => (job === undefined ? [] : [job.trim()])))];
  return names.map((name) => {
    const own = lines.filter(({ job }) => job?.trim() === name);
    return {
      id: own.find(({ jobID }) => jobID !== undefined)?.jobID ?? name,
      matrix: own.find(({ matrix }) => matrix !== undefined)?.matrix ?? {},
      result: resultOf(own),
      outputs: own
        .filter(({ command }) => command === "set-output")
        .map(({ stepID, name: output = "", arg = "" }) => ({
          step: stepID?.at(-1) ?? "",
          name: output,
          value: arg,
        })),
      summaries: own.filter(({ command }) => command === "summary").map(({ content = "" }) => content),
      steps: own
        .filter(({ stepResult }) => stepResult !== undefined)
        .map(({ step = "", stepResult = "" }) => ({ name: step, result: stepResult })),
    };
  });
}

/** act keeps one result for all cells of a matrix, so a cell is judged by its own steps. */
function resultOf(lines: readonly Line[]): string | undefined {
  if (lines.every(({ jobResult }) => jobResult === undefined)) return undefined;
  return lines.some(({ stepResult }) => stepResult === "failure") ? "failure" : "success";
}
