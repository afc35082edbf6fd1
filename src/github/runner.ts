import { realpathSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { isAbsolute, relative, resolve, sep } from "node:path";
import * as core from "@actions/core";
import type { RunnerServices } from "../azure/ports.js";
import type { LogEntry } from "../report/log/log-entry.js";
import type { Runner } from "../run/ports.js";
import { appendOutputs, replaceSummary, writeTemporaryFile } from "./command-files.js";
import { githubComments } from "./comments.js";
import { writeDebugLine } from "./debug-log.js";
import type { Environment } from "./environment.js";
import type { Fetch } from "./http.js";
import { idTokenService } from "./id-token.js";
import { githubIssues } from "./issues.js";
import { guardLogLine } from "./log-guard.js";
import { githubOwnerLives } from "./owner-lives.js";
import { pullRequestOf } from "./pull-request.js";

/** The machine that a step of a GitHub workflow runs on. `inputNames`: the inputs that action.yml declares. */
export function createRunner(inputNames: readonly string[], environment: Environment, fetch: Fetch): Runner {
  return {
    rawInputs: () => ({
      inputs: Object.fromEntries(inputNames.map((name) => [name, readInput(environment, name)])),
      environment,
    }),
    readWorkspaceFile: async (path) => await readFile(findInWorkspace(environment, path)),
    print,
    writeOutputs: (outputs) => appendOutputs(environment, outputs),
    writeSummary: (markdown) => replaceSummary(environment, markdown),
    writeReport: (name, text) => writeTemporaryFile(environment, name, text),
    issues: (token, signal) => githubIssues({ token, environment, fetch }, signal),
    ownerLives: (token) => githubOwnerLives({ token, environment, fetch }),
    pullRequest: () => pullRequestOf(environment),
    comments: (token, pullRequest, signal) =>
      githubComments({ token, environment, fetch }, pullRequest.number, signal),
  };
}

/** What the runner does for the adapters of Azure. */
export function createRunnerServices(environment: Environment, fetch: Fetch): RunnerServices {
  return {
    idToken: idTokenService(environment, fetch),
    mask: (secret) => core.setSecret(secret),
    trace: writeDebugLine,
    say: (line) => print({ kind: "line", text: line }),
  };
}

// Named as the toolkit does: spaces become underscores, hyphens stay. Not trimmed as it does: the first line of a YAML
// value would lose the indentation that the others keep.
function readInput(environment: Environment, name: string): string {
  return environment[`INPUT_${name.replace(/ /g, "_").toUpperCase()}`] ?? "";
}

/** Rejects paths that lead out of the workspace, by `..` or by a symbolic link. */
function findInWorkspace(environment: Environment, path: string): string {
  const workspace = realpathSync(environment.GITHUB_WORKSPACE || process.cwd());
  const file = realpathSync(resolve(workspace, path));
  const inside = relative(workspace, file);
  if (inside === ".." || inside.startsWith(`..${sep}`) || isAbsolute(inside)) {
    throw new Error(`${path} lies outside the workspace`);
  }
  return file;
}

/** What a log that cannot be written would have said is in the other reports; the work goes on. */
function print(entry: LogEntry): void {
  try {
    tell(entry);
  } catch {
    // There is nowhere left to say it.
  }
}

function tell(entry: LogEntry): void {
  switch (entry.kind) {
    case "line":
      core.info(guardLogLine(entry.text));
      return;
    case "group-begin":
      core.startGroup(guardLogLine(entry.title));
      return;
    case "group-end":
      core.endGroup();
      return;
    default:
      ANNOTATE[entry.kind](guardLogLine(entry.text), annotationProperties(entry));
  }
}

const ANNOTATE = { error: core.error, warning: core.warning, notice: core.notice };

function annotationProperties(
  entry: Extract<LogEntry, { readonly place: unknown }>,
): core.AnnotationProperties {
  const title = guardLogLine(entry.title);
  if (entry.place === null) return { title };
  return {
    title,
    file: guardLogLine(entry.place.file),
    startLine: entry.place.line,
    startColumn: entry.place.column,
  };
}
