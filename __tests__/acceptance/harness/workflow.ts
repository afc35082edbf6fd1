import {
  type Job,
  runsThisAction,
  type Step,
  subActionOf,
  type Workflow,
} from "../../repository/workflow-model.js";
import { CLIENT, REPOSITORY, SUBSCRIPTION, TENANT } from "../../simulator/index.js";
import { holds } from "./conditions.js";
import type { Played, Stage } from "./scenario.js";

/** Values of expressions by their text, such as `matrix.region`. */
export type Expressions = Readonly<Record<string, string>>;

/** What a workflow left behind. */
export interface PlayedWorkflow {
  /** Its steps that run this action, in order. */
  readonly steps: readonly Played[];
  /** The outputs of its jobs, by the expression that reads them: `needs.<job>.outputs.<name>`. */
  readonly outputs: Expressions;
}

/** What the repository has, and every run. */
const ALWAYS: Expressions = {
  "vars.AZURE_CLIENT_ID": CLIENT,
  "vars.AZURE_TENANT_ID": TENANT,
  "vars.AZURE_SUBSCRIPTION_ID": SUBSCRIPTION,
  "github.repository": REPOSITORY,
  "github.run_id": "9876543210",
  "github.sha": "0123456789abcdef0123456789abcdef01234567",
};

/**
 * Runs a workflow as GitHub would, job after job, as far as this action goes: jobs whose condition does not hold are
 * left out, other steps are taken for done, and the conditions of steps for true.
 *
 * @param given expressions that only the test knows: the event, the matrix, outputs of other steps
 * @param files what a checkout brings; a job that does not check out has an empty workspace
 */
export async function playWorkflow(
  stage: Pick<Stage, "play">,
  workflow: Workflow,
  given: Expressions = {},
  files: Readonly<Record<string, string>> = {},
): Promise<PlayedWorkflow> {
  const steps: Played[] = [];
  let known: Expressions = { ...ALWAYS, ...given };
  for (const [jobName, job] of Object.entries(workflow.jobs)) {
    if (!holds(job.if, known)) continue;
    for (const step of job.steps.filter(runsThisAction)) {
      const played = await playStep(stage, step, job, workflow, known, files);
      steps.push(played);
      known = { ...known, ...named(`steps.${step.id}`, played.run.outputs) };
    }
    known = { ...known, ...named(`needs.${jobName}`, allResolved(job.outputs ?? {}, known)) };
  }
  const outputs = Object.entries(known).filter(([expression]) => expression.startsWith("needs."));
  return { steps, outputs: Object.fromEntries(outputs) };
}

function playStep(
  stage: Pick<Stage, "play">,
  step: Step,
  job: Job,
  workflow: Workflow,
  known: Expressions,
  files: Readonly<Record<string, string>>,
): Promise<Played> {
  const checksOut = job.steps.some(({ uses }) => uses?.startsWith("actions/checkout@"));
  return stage.play(
    { registry: "", ...allResolved(step.with ?? {}, known) },
    {
      subAction: subActionOf(step) ?? undefined,
      files: checksOut ? files : {},
      environment: { ...NOBODY, ...tokenOf(job), ...allResolved({ ...workflow.env, ...job.env }, known) },
    },
  );
}

/** The identity must come from the workflow itself. */
const NOBODY = { AZURE_CLIENT_ID: undefined, AZURE_TENANT_ID: undefined, AZURE_SUBSCRIPTION_ID: undefined };

/** A runner offers ID tokens only to jobs that have the permission. */
function tokenOf({ permissions }: Job): Readonly<Record<string, undefined>> {
  const mayAsk = permissions?.["id-token"] === "write";
  return mayAsk ? {} : { ACTIONS_ID_TOKEN_REQUEST_URL: undefined, ACTIONS_ID_TOKEN_REQUEST_TOKEN: undefined };
}

function named(owner: string, outputs: Readonly<Record<string, string>>): Expressions {
  return Object.fromEntries(
    Object.entries(outputs).map(([name, value]) => [`${owner}.outputs.${name}`, value]),
  );
}

function allResolved(
  texts: Readonly<Record<string, string | number | boolean>>,
  known: Expressions,
): Record<string, string> {
  return Object.fromEntries(Object.entries(texts).map(([name, text]) => [name, resolved(text, known)]));
}

function resolved(text: string | number | boolean, known: Expressions): string {
  return String(text).replace(/\$\{\{\s*(.+?)\s*\}\}/g, (_whole, expression: string) => {
    const value = known[expression];
    if (value === undefined) throw new Error(`The test does not know the expression ${expression}.`);
    return value;
  });
}
