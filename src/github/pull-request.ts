import { readFileSync } from "node:fs";
import type { PullRequest } from "../report/comment/comment-text.js";
import type { Environment } from "./environment.js";

/** The pull request that a run is for; null for other runs. */
export function pullRequestOf(environment: Environment): PullRequest | null {
  const event = readEvent(environment);
  const sha = member(member(member(event, "pull_request"), "head"), "sha");
  const commit = typeof sha === "string" ? sha : "";
  const number =
    numberOf(member(event, "pull_request")) ?? commentedPullRequest(event) ?? numberInRef(environment);
  return number === null ? null : { number, commit };
}

function numberInRef({ GITHUB_REF }: Environment): number | null {
  const [, number] = /^refs\/pull\/(\d+)\//.exec(GITHUB_REF ?? "") ?? [];
  return number === undefined ? null : Number(number);
}

/** A comment on a pull request comes as one on an issue, which says so. */
function commentedPullRequest(event: unknown): number | null {
  const issue = member(event, "issue");
  return member(issue, "pull_request") === undefined ? null : numberOf(issue);
}

function numberOf(value: unknown): number | null {
  const number = member(value, "number");
  return typeof number === "number" && Number.isSafeInteger(number) && number > 0 ? number : null;
}

/** Whether GitHub gave the run a token that may only read: those that a fork or Dependabot started get no other. */
export function isReadOnlyRun(environment: Environment): boolean {
  if (environment.GITHUB_EVENT_NAME === "pull_request_target") return false;
  if (environment.GITHUB_ACTOR === "dependabot[bot]") return true;
  const pullRequest = member(readEvent(environment), "pull_request");
  if (pullRequest === undefined) return false;
  const from = member(member(member(pullRequest, "head"), "repo"), "full_name");
  const to = member(member(member(pullRequest, "base"), "repo"), "full_name");
  return typeof to === "string" && from !== to;
}

/** What started the workflow, as GitHub tells it; undefined where it tells nothing. */
function readEvent({ GITHUB_EVENT_PATH }: Environment): unknown {
  try {
    return JSON.parse(readFileSync(GITHUB_EVENT_PATH ?? "", "utf8"));
  } catch {
    return undefined;
  }
}

function member(value: unknown, name: string): unknown {
  return typeof value === "object" && value !== null ? Reflect.get(value, name) : undefined;
}
