import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, expect } from "@jest/globals";
import { beginFastTime } from "../acceptance/harness/fast-time.js";
import { REPOSITORY, type Simulator, startSimulator, type World } from "../simulator/index.js";
import { type ActJob, type ActRun, runWorkflow, type Start, type Trigger } from "./programs/act.js";
import { type Contexts, jobsByGitHub } from "./programs/github-expressions.js";
import { PROJECT_ROOT } from "./programs/project-root.js";

/** The ways in which the examples are started. */
export const BY_HAND: Trigger = { event: "workflow_dispatch" };
export const BY_CLOCK: Trigger = { event: "schedule" };
export const PUSH: Trigger = { event: "push" };

/** What the config file of the examples wants. */
export const WANTED = [
  { region: "northeurope", tags: { team: "shop" } },
  { region: "japaneast", routing: false, tags: { team: "shop", tier: "dr" } },
];
/** The image that the examples push. */
export const IMAGE = { repository: "shop/api", build: "new", platforms: 2 };

/** A world in which workflows run on act, one after another. */
export interface ActStage {
  readonly simulator: Simulator;
  /**
   * Runs an example of examples/, with the config file of the examples in the repository. act must start just those
   * jobs that GitHub's own expressions choose.
   */
  example(name: string, trigger: Trigger, given?: Given): Promise<ActRun>;
  /** Runs a workflow of the test's own. */
  run(workflow: string, trigger: Trigger, given?: Given): Promise<ActRun>;
  close(): Promise<void>;
}

/** What a run is given beside its trigger. */
export interface Given extends Pick<Start, "files" | "environment" | "onStart"> {
  /** What is changed in the text of the example, such as a time limit that no test can wait for. */
  readonly instead?: Readonly<Record<string, string>>;
}

/** Ten seconds pass in two: the second look after a mark would cost as much in every run. */
const FACTOR = 5;
/** Milliseconds of that time. */
const TIMING = { provisioned: 2_000, syncing: 2_000, update: 500, delete: 3_000 };
const CONFIG = { ".github/acr-geo.yml": readFileSync(join(PROJECT_ROOT, "examples/acr-geo.yml"), "utf8") };

/** Sets up a world for each test that asks for one, and closes it when the test ends. */
export function actStages(): (world?: World) => Promise<ActStage> {
  let stage: ActStage | undefined;
  afterEach(async () => {
    await stage?.close();
    stage = undefined;
  });
  return async (world = {}) => {
    stage = await setActStage(world);
    return stage;
  };
}

/** What each run prints is searched for secrets. */
async function setActStage(world: World): Promise<ActStage> {
  const time = beginFastTime(FACTOR);
  const simulator = await startSimulator({ timing: TIMING, ...world }, time.now);
  const run: ActStage["run"] = async (workflow, trigger, { instead, ...given } = {}) => {
    const ended = await time.during((life) =>
      runWorkflow({
        ...trigger,
        ...given,
        simulator,
        life,
        workflow: replaced(workflow, instead ?? {}),
        files: { ...CONFIG, ...given.files },
      }),
    );
    assertNothingLeaked(ended, simulator);
    return ended;
  };
  return {
    simulator,
    run,
    example: async (name, trigger, given) => {
      const ended = await run(textOf(name), trigger, given);
      expect(jobsOf(ended)).toEqual(jobsByGitHub(textOf(name), ended, contextsOf(trigger)));
      return ended;
    },
    close: async () => {
      await simulator.close();
      time.end();
    },
  };
}

/** The text of an example. */
function textOf(name: string): string {
  return readFileSync(join(PROJECT_ROOT, "examples", name), "utf8");
}

function replaced(text: string, instead: Readonly<Record<string, string>>): string {
  return Object.entries(instead).reduce((whole, [from, to]) => {
    if (!whole.includes(from)) throw new Error(`The workflow does not say "${from}".`);
    return whole.replaceAll(from, to);
  }, text);
}

function assertNothingLeaked({ log, notes }: ActRun, simulator: Simulator): void {
  simulator.assertNoLeaks();
  // With --json act prints the command by which it is told of a secret as it came.
  const lines = log.split("\n").filter((line) => !line.includes('"command":"add-mask"'));
  const printed = [...lines, ...notes].join("\n");
  expect(
    simulator
      .secrets()
      .filter(({ value }) => printed.includes(value))
      .map(({ what }) => what),
  ).toEqual([]);
}

/** Jobs and how they ended: `push success, deploy japaneast failure`. */
export function resultsOf({ jobs }: ActRun): readonly string[] {
  return jobs.map((job) => [job.id, ...cellOf(job), job.result ?? "did not run"].join(" ")).toSorted();
}

/** The jobs that ran, each with its cell of the matrix. */
function jobsOf({ jobs }: ActRun): readonly string[] {
  const ran = jobs.filter(({ result }) => result !== undefined);
  return ran.map((job) => [job.id, ...cellOf(job)].join(" ")).toSorted();
}

function contextsOf({ event, payload = {} }: Trigger): Contexts {
  return { github: { event_name: event, event: payload, repository: REPOSITORY } };
}

function cellOf({ matrix }: ActJob): readonly string[] {
  return Object.values(matrix).map(String);
}

/** Every value of an output of this action, in the order of the log. */
export function outputsOf({ jobs }: ActRun, name: string): readonly string[] {
  return jobs.flatMap(({ outputs }) =>
    outputs.filter((output) => output.name === name).map(({ value }) => value),
  );
}

/** The event of a pull request of the repository's own branch. */
export function pullRequestEvent(action: string, number: number, merged = false): Trigger {
  return {
    event: "pull_request",
    payload: {
      action,
      number,
      pull_request: {
        number,
        merged,
        head: { ref: "topic", repo: { full_name: REPOSITORY } },
        base: { ref: "main" },
      },
      repository: { full_name: REPOSITORY, default_branch: "main" },
    },
  };
}

/** The regions that have a replica now. */
export function regionsOf({ simulator }: ActStage): readonly string[] {
  return simulator.replicas().map(({ region }) => region);
}
