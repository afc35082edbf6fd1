import * as core from "@actions/core";
import type { RunnerServices } from "../azure/ports.js";
import type { LogEntry } from "../report/log/log-entry.js";
import type { Runner, Step } from "../run/ports.js";
import { appendOutputs, replaceSummary, writeTemporaryFile } from "./command-files.js";
import { githubComments } from "./comments.js";
import { writeDebugLine } from "./debug-log.js";
import type { IdTokenService } from "./id-token.js";
import { type GitHubSetting, githubIssues } from "./issues.js";
import { guardLogLine } from "./log-guard.js";
import { githubOwnerLives } from "./owner-lives.js";
import { pullRequestOf } from "./pull-request.js";

/** The machine that a step of a GitHub workflow runs on. */
export function createRunner(parts: RunnerParts): Runner {
  const { step, environment } = parts;
  return {
    ...step,
    print,
    writeOutputs: (outputs) => appendOutputs(environment, outputs),
    writeSummary: (markdown) => replaceSummary(environment, markdown),
    writeReport: (name, text) => writeTemporaryFile(environment, name, text),
    issues: (token, signal) => githubIssues({ token, ...parts }, signal),
    ownerLives: (token) => githubOwnerLives({ token, ...parts }),
    pullRequest: () => pullRequestOf(environment),
    comments: (token, pullRequest, signal) => githubComments({ token, ...parts }, pullRequest.number, signal),
  };
}

/** What the runner is made of. */
export interface RunnerParts extends Omit<GitHubSetting, "token"> {
  readonly step: Step;
}

/** What the runner does for the adapters of Azure. `idTokens` is null where the job may not ask for any. */
export function createRunnerServices(idTokens: IdTokenService | null): RunnerServices {
  return {
    idToken: idTokens && ((audience) => idTokens(audience, { trace: writeDebugLine, sent: () => {} })),
    mask: (secret) => core.setSecret(secret),
    trace: writeDebugLine,
    say: (line) => print({ kind: "line", text: line }),
  };
}

/** What a log that cannot be written would have said is in the other reports; the work continues. */
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
