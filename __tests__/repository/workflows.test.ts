import { readFileSync } from "node:fs";
import { describe, expect, test } from "@jest/globals";
import { SUB_ACTIONS } from "../../scripts/sub-actions.js";
import { workflowSources } from "../../scripts/workflow-sources.js";
import {
  runsThisAction,
  type Step,
  stepsOf,
  subActionName,
  THIS_ACTION,
  workflowIn,
} from "./workflow-model.js";

const README = readFileSync("README.md", "utf8");
const SOURCES = workflowSources(".");
const FILES = SOURCES.filter(({ file }) => file.endsWith(".yml")).map(
  (source) => [source.file, source] as const,
);
const EXAMPLES = SOURCES.filter(({ file }) => file.startsWith("examples/")).map(
  (source) => [source.file, source] as const,
);
const ALL = SOURCES.map((source) => [`${source.file}:${source.line}`, source] as const);

describe("every workflow, example and YAML block of the documents", () => {
  test.each(ALL)("%s pins each action by its full SHA and says which version that is", (_name, { text }) => {
    const references = [...text.matchAll(/^[ -]*uses: (.*)$/gm)].map((match) => match[1] ?? "");
    const pinned = /^[\w.-]+\/[\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/;
    const own = [THIS_ACTION, "./", ...SUB_ACTIONS.map(subActionName)];
    expect(references.filter((text) => !own.includes(text) && !pinned.test(text))).toEqual([]);
  });

  test("has one SHA for each action, wherever it is used", () => {
    const pins = ALL.flatMap(([, { text }]) =>
      [...text.matchAll(/uses: ([\w.-]+\/[\w.-]+)[\w./-]*@([0-9a-f]{40} # \S+)/g)].map(
        ([, action = "", pin = ""]) => ({ action, pin }),
      ),
    );
    const several = pins.filter(({ action, pin }) =>
      pins.some((other) => other.action === action && other.pin !== pin),
    );
    expect(several).toEqual([]);
  });

  test.each(ALL)("%s puts no expression into a shell script", (_name, source) => {
    const scripts = stepsOf(workflowIn(source)).map(({ step }) => step.run ?? "");
    expect(scripts.filter((script) => script.includes(`\${{`))).toEqual([]);
  });

  test.each(ALL)("%s never runs with the rights of the base branch on code of a fork", (_name, { text }) => {
    expect(text).not.toMatch(/pull_request_target|workflow_run/);
  });
});

describe("every sub-action", () => {
  test.each(SUB_ACTIONS)("%s stands in an example and in the README", (name) => {
    const using = EXAMPLES.filter(([, { text }]) => text.includes(`uses: ${subActionName(name)}`));
    expect(using).not.toEqual([]);
    expect(README).toContain(`/${name}@v1\``);
  });
});

describe("every workflow and example", () => {
  test.each(FILES)("%s grants nothing on top, and says what each job may do", (_name, source) => {
    const { permissions, jobs } = workflowIn(source);
    expect(permissions).toEqual({});
    const kinds = Object.values(jobs).map((job) => typeof job.permissions);
    expect(new Set(kinds)).toEqual(new Set(["object"]));
  });

  test.each(FILES)("%s ends each job in time", (_name, source) => {
    const minutes = Object.values(workflowIn(source).jobs).map((job) => job["timeout-minutes"]);
    expect(minutes.filter((limit) => limit === undefined || limit > 90)).toEqual([]);
  });

  test.each(FILES)("%s says what happens to two runs at once", (_name, source) => {
    expect(workflowIn(source).concurrency).toMatchObject({
      group: expect.any(String),
      "cancel-in-progress": expect.anything(),
    });
  });

  test.each(FILES)("%s leaves no token in a checkout, but where it pushes", (_name, source) => {
    const checkouts = stepsOf(workflowIn(source)).filter(({ step }) => isCheckout(step));
    const keeping = checkouts.filter(({ step }) => step.with?.["persist-credentials"] !== false);
    expect(keeping.map(({ job }) => `${source.file} ${job}`)).toEqual(
      source.file === ".github/workflows/rebuild-dist.yml" ? [`${source.file} commit`] : [],
    );
  });
});

describe("every example", () => {
  test.each(EXAMPLES)("%s grants each job what its steps need, and no more", (_name, source) => {
    const { jobs } = workflowIn(source);
    for (const { steps, permissions } of Object.values(jobs)) {
      expect(permissions).toEqual({
        ...(steps.some(isCheckout) ? { contents: "read" } : {}),
        ...(steps.some(signsIn) ? { "id-token": "write" } : {}),
        ...(steps.some(keepsAnIssue) ? { issues: "write" } : {}),
        ...(steps.some(keepsAComment) ? { "pull-requests": "write" } : {}),
        ...(steps.some(asksForOwners) ? { "pull-requests": "read", actions: "read" } : {}),
      });
    }
  });

  test.each(EXAMPLES)("%s never cancels a run that may be writing", (_name, source) => {
    expect(workflowIn(source).concurrency).toMatchObject({ "cancel-in-progress": false });
  });

  test.each(EXAMPLES)(
    "%s keeps IDs in variables: of a secret, the runner would drop outputs",
    (_name, { text }) => {
      expect(text).not.toContain("secrets.");
    },
  );
});

function keepsAComment(step: Step): boolean {
  return runsThisAction(step) && step.with?.["pr-comment"] === true;
}

function isCheckout({ uses }: Step): boolean {
  return uses?.startsWith("actions/checkout@") ?? false;
}

function signsIn(step: Step): boolean {
  return runsThisAction(step) || (step.uses?.startsWith("Azure/login@") ?? false);
}

function asksForOwners(step: Step): boolean {
  return runsThisAction(step) && step.with?.["only-orphaned"] === true;
}

function keepsAnIssue(step: Step): boolean {
  return runsThisAction(step) && step.with?.["drift-issue"] === true;
}
