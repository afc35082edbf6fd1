import { type ChildProcess, spawn } from "node:child_process";
import { readFile, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { fileURLToPath, pathToFileURL } from "node:url";
import type { SubAction } from "../../../scripts/sub-actions.js";
import type { SignIn, Simulator } from "../../simulator/index.js";
import { type Bundle, bundle, subActionIn } from "./bundle.js";
import { parseCommandFile } from "./command-files.js";
import { assertReportHolds } from "./report-for-machines.js";
import {
  inputEnvironment,
  makeStepFolder,
  runnerEnvironment,
  type StepFolder,
} from "./runner-environment.js";
import { assertNothingLeaked } from "./secrecy.js";
import { type Annotation, type Command, readLog } from "./workflow-commands.js";

/** What a run needs of its simulator, which may be another process. */
export type World = Pick<
  Simulator,
  "folder" | "environment" | "secrets" | "assertNoLeaks" | "assertWritesToldApart"
>;

/** What is run, with which inputs, in which world. */
export interface RunOptions {
  readonly simulator: World;
  readonly inputs?: Readonly<Record<string, string>>;
  /** Way to sign in that the environment offers; `oidc` unless given. */
  readonly signIn?: SignIn;
  /** Variables on top of all others; undefined takes one away. */
  readonly environment?: Readonly<Record<string, string | undefined>>;
  readonly server?: "github.com" | "ghes";
  /** What started the workflow, as the event's file tells it; nothing unless given. */
  readonly event?: unknown;
  /** Files of the workspace by their path in it. */
  readonly files?: Readonly<Record<string, string | Uint8Array>>;
  /** The Node that runs the action; `ACCEPTANCE_NODE`, else the one that runs the test. */
  readonly nodeBinary?: string;
  /** Options of that Node, such as `--import`. */
  readonly nodeOptions?: readonly string[];
  /** Signals to send, so many milliseconds after the start, as `sleep` counts them. */
  readonly signalAt?: readonly { readonly signal: NodeJS.Signals; readonly after: number }[];
  /** How time passes for `signalAt`; as the real one unless given. */
  readonly sleep?: (milliseconds: number) => Promise<void>;
  /** Another bundle than the project's. */
  readonly bundle?: Bundle;
  /** The sub-action to run; the action itself unless given. */
  readonly subAction?: SubAction | undefined;
  /** Milliseconds after which the process is killed and the run fails; two minutes unless given. */
  readonly limit?: number;
  /** False lets Node's warnings pass, as a runner does. */
  readonly isStrict?: boolean;
  /** False leaves out the checks for leaked secrets and unexpected hosts. */
  readonly checksLeaks?: boolean;
}

/** What a step left behind, as the runner sees it. */
export interface ActionRun {
  /** null when a signal ended the process. */
  readonly exitCode: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
  /** The log as the runner would show it, masks applied. */
  readonly log: readonly string[];
  readonly masks: readonly string[];
  readonly annotations: readonly Annotation[];
  readonly commands: readonly Command[];
  readonly outputs: Readonly<Record<string, string>>;
  readonly summary: string;
  readonly milliseconds: number;
  /** Reads a file that the action wrote, such as the one that `report-path` names; gone with the simulator. */
  readonly read: (path: string) => Promise<string>;
}

/** An action that is running. */
export interface RunningAction {
  readonly process: ChildProcess;
  readonly finished: Promise<ActionRun>;
}

/** Runs the action to its end. */
export async function runAction(options: RunOptions): Promise<ActionRun> {
  const { finished } = await startAction(options);
  return finished;
}

/** A warning of Node's that something is deprecated, or will be, ends the run: nobody is to read one in a log. */
const STRICT = ["--throw-deprecation", "--pending-deprecation", "--import", preload("node-warnings.js")];

function preload(name: string): string {
  return pathToFileURL(join(dirname(fileURLToPath(import.meta.url)), name)).href;
}

/** Starts the action as a runner does: empty directory, closed stdin, and no variable but the runner's. */
export async function startAction(options: RunOptions): Promise<RunningAction> {
  const whole = options.bundle ?? (await bundle());
  const action = options.subAction === undefined ? whole : subActionIn(whole, options.subAction);
  const folder = await makeStepFolder(options.simulator.folder, options.files ?? {});
  await writeFile(join(folder.temp, "event.json"), JSON.stringify(options.event ?? {}));
  const environment = {
    ...runnerEnvironment(folder, options.server ?? "github.com"),
    ...(await inputEnvironment(action.metadata, options.inputs ?? {})),
    ...options.simulator.environment(options.signIn),
    ...options.environment,
  };
  const node = options.nodeBinary ?? process.env.ACCEPTANCE_NODE ?? process.execPath;
  const startedAt = performance.now();
  const strictness = options.isStrict === false ? [] : STRICT;
  const child = spawn(node, [...strictness, ...(options.nodeOptions ?? []), action.entry], {
    cwd: folder.workspace,
    env: Object.fromEntries(Object.entries(environment).filter(([, value]) => value !== undefined)),
    stdio: ["ignore", "pipe", "pipe"],
  });
  return { process: child, finished: collect(child, options, folder, startedAt) };
}

async function collect(
  child: ChildProcess,
  options: RunOptions,
  folder: StepFolder,
  startedAt: number,
): Promise<ActionRun> {
  const texts = { stdout: "", stderr: "", both: "" };
  for (const name of ["stdout", "stderr"] as const) {
    child[name]?.setEncoding("utf8").on("data", (chunk: string) => {
      texts[name] += chunk;
      texts.both += chunk;
    });
  }
  const { limit = 120_000, signalAt = [], sleep = pause } = options;
  for (const { signal, after } of signalAt) void sleep(after).then(() => child.kill(signal));
  let isOverdue = false;
  const killer = setTimeout(() => {
    isOverdue = true;
    child.kill("SIGKILL");
  }, limit);
  const [exitCode, signal] = await ended(child);
  clearTimeout(killer);
  const milliseconds = performance.now() - startedAt;
  if (isOverdue) throw new Error(`The action did not end within ${limit} ms. It said:\n${texts.both}`);
  const { lines, masks, annotations, commands } = readLog(texts.both);
  const run: ActionRun = {
    exitCode,
    signal,
    stdout: texts.stdout,
    stderr: texts.stderr,
    log: lines,
    masks,
    annotations,
    commands,
    outputs: parseCommandFile(await readFile(folder.output, "utf8")),
    summary: await readFile(folder.summary, "utf8"),
    milliseconds,
    read: (path) => readFile(path, "utf8"),
  };
  const report = await readIfThere(run.outputs["report-json"]);
  if (report !== "") assertReportHolds(report, run.outputs);
  const files = {
    "the report for machines": report,
    "the page": await readIfThere(run.outputs["report-html"]),
  };
  if (options.checksLeaks !== false) assertNothingLeaked(run, options.simulator, files);
  assertNoNodeWarning(run);
  options.simulator.assertWritesToldApart();
  return run;
}

/** A file that the run wrote; empty where it wrote none. */
function readIfThere(path: string | undefined): Promise<string> {
  return path === undefined || path === "" ? Promise.resolve("") : readFile(path, "utf8");
}

function assertNoNodeWarning({ stderr }: ActionRun): void {
  if (/^\(node:\d+\)/m.test(stderr)) throw new Error(`Node warned of something:\n${stderr}`);
}

const pause = (milliseconds: number) => wait(milliseconds, undefined, { ref: false });

function ended(child: ChildProcess): Promise<readonly [number | null, NodeJS.Signals | null]> {
  return new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (code, signal) => resolve([code, signal]));
  });
}
