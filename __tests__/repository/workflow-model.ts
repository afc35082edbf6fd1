import { parse } from "yaml";
import { SUB_ACTIONS, type SubAction } from "../../scripts/sub-actions.js";
import type { YamlSource } from "../../scripts/workflow-sources.js";

/** A workflow as far as the tests look at it. What YAML gives is taken on trust: actionlint has checked its form. */
export interface Workflow {
  readonly on: unknown;
  readonly permissions?: Permissions;
  readonly concurrency?: unknown;
  readonly env?: Readonly<Record<string, string>>;
  readonly jobs: Readonly<Record<string, Job>>;
}

export interface Job {
  readonly if?: string;
  readonly needs?: string | readonly string[];
  readonly permissions?: Permissions;
  readonly "timeout-minutes"?: number;
  readonly env?: Readonly<Record<string, string>>;
  readonly outputs?: Readonly<Record<string, string>>;
  readonly strategy?: { readonly matrix?: Readonly<Record<string, unknown>> };
  readonly steps: readonly Step[];
}

export interface Step {
  readonly name?: string;
  readonly id?: string;
  readonly if?: string;
  readonly uses?: string;
  readonly run?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly with?: Readonly<Record<string, string | number | boolean>>;
}

export type Permissions = Readonly<Record<string, string>>;

/** How the documents write this action; `./` is what its own workflows run. */
export const THIS_ACTION = "OWNER/acr-geo-replication@v1";

/** Reads the workflow that a source holds. */
export function workflowIn({ text }: YamlSource): Workflow {
  return parse(text);
}

/** Every step of a workflow, with the name of its job. */
export function stepsOf(workflow: Workflow): readonly { readonly job: string; readonly step: Step }[] {
  return Object.entries(workflow.jobs).flatMap(([job, { steps }]) => steps.map((step) => ({ job, step })));
}

/** Whether a step runs this action, or one of its sub-actions. */
export function runsThisAction(step: Step): boolean {
  return step.uses === THIS_ACTION || step.uses === "./" || subActionOf(step) !== null;
}

/** The sub-action that a step runs; null for any other action, this one whole among them. */
export function subActionOf({ uses }: Step): SubAction | null {
  return SUB_ACTIONS.find((name) => uses === subActionName(name)) ?? null;
}

/** How the documents write a sub-action. */
export function subActionName(name: SubAction): string {
  return THIS_ACTION.replace("@", `/${name}@`);
}
