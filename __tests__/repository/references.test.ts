import { readFileSync } from "node:fs";
import { describe, expect, test } from "@jest/globals";
import { parse } from "yaml";
import { markdownFiles, workflowSources } from "../../scripts/workflow-sources.js";
import { parseRequest } from "../../src/inputs/parse-request.js";
import { OUTPUT_NAMES } from "../../src/report/output-names.js";
import { configFile } from "../inputs/asking.js";
import {
  runsThisAction,
  type Step,
  stepsOf,
  subActionOf,
  type Workflow,
  workflowIn,
} from "./workflow-model.js";

const CONFIG = readFileSync("examples/acr-geo.yml", "utf8");
const SOURCES = workflowSources(".").map((source) => [`${source.file}:${source.line}`, source] as const);
const DOCUMENTS = [...markdownFiles("."), "action.yml"];

describe("a workflow that runs this action", () => {
  test.each(SOURCES)("%s sets inputs that exist", (_name, source) => {
    const steps = stepsOf(workflowIn(source)).filter(({ step }) => runsThisAction(step));
    for (const { step } of steps) {
      const known = inputsOf(step);
      expect(Object.keys(step.with ?? {}).filter((name) => !known.includes(name))).toEqual([]);
    }
  });

  test.each(SOURCES)("%s asks for what the action understands", (_name, source) => {
    const steps = stepsOf(workflowIn(source)).filter(({ step }) => runsThisAction(step));
    for (const { step } of steps) expect(asked(step)).toHaveProperty("request");
  });

  test.each(SOURCES)("%s reads outputs that exist", (_name, source) => {
    const workflow = workflowIn(source);
    const steps = stepsOf(workflow).filter(({ step }) => runsThisAction(step));
    const ids = steps.map(({ step }) => step.id);
    const read = [...source.text.matchAll(/steps\.([\w-]+)\.outputs\.([\w-]+)/g)];
    const unknown = read.filter(
      ([, id = "", output = ""]) => ids.includes(id) && !OUTPUT_NAMES.some((name) => name === output),
    );
    expect(unknown.map(([text]) => text)).toEqual([]);
  });

  test.each(SOURCES)("%s passes outputs between jobs that give them", (_name, source) => {
    const read = [...source.text.matchAll(/needs\.([\w-]+)\.outputs\.([\w-]+)/g)];
    const unknown = read.filter(([, job = "", output = ""]) => !givesOutput(workflowIn(source), job, output));
    expect(unknown.map(([text]) => text)).toEqual([]);
  });
});

describe("the documents", () => {
  test.each(DOCUMENTS)("%s names scripts that package.json has", (file) => {
    const { scripts } = JSON.parse(readFileSync("package.json", "utf8"));
    const named = [...readFileSync(file, "utf8").matchAll(/npm run ([\w:-]+)/g)].map(([, name]) => name);
    expect(named.filter((name = "") => !(name in scripts))).toEqual([]);
  });

  test.each(markdownFiles("."))("%s writes this action in one way, for everybody to replace", (file) => {
    const written = readFileSync(file, "utf8").matchAll(/[\w-]+\/acr-geo-replication[@/]v1/g);
    const others = [...written].filter(([text]) => !text.startsWith("OWNER/"));
    expect(others.map(([text]) => text)).toEqual([]);
  });
});

/** The inputs of the action, or the sub-action, that a step runs. */
function inputsOf(step: Step): readonly string[] {
  const file = `${subActionOf(step) ?? "."}/action.yml`;
  return Object.keys(parse(readFileSync(file, "utf8")).inputs);
}

/** Reads the inputs of a step as the action would, with something likely in the place of each expression. */
function asked(step: Step): ReturnType<typeof parseRequest> {
  const given = Object.entries(step.with ?? {}).map(([name, value]) => [name, evaluated(String(value))]);
  const mode = subActionOf(step);
  const inputs: Record<string, string> = {
    "github-token": "what the runner delivers",
    ...Object.fromEntries(given),
    ...(mode === null ? {} : { mode }),
  };
  const file = inputs.config === undefined ? null : configFile(inputs.config, CONFIG);
  return parseRequest({ inputs, environment: {} }, file);
}

function evaluated(text: string): string {
  return text
    .replace(/\$\{\{ [\w.-]*digest \}\}/g, `sha256:${"0".repeat(64)}`)
    .replace(/\$\{\{ [\w.-]*plan-hash \}\}/g, "0".repeat(64))
    .replace(/\$\{\{ vars\.AZURE_\w+_ID \}\}/g, "11111111-1111-4111-8111-111111111111")
    .replace(/\$\{\{ .*? \}\}/g, "contoso");
}

function givesOutput({ jobs }: Workflow, job: string, output: string): boolean {
  return output in (jobs[job]?.outputs ?? {});
}
