import type { Outcome } from "../outcome/outcome.js";
import { commentText } from "../report/comment/comment-text.js";
import { keepComment } from "../report/comment/keep-comment.js";
import { keepIssue } from "../report/issue/keep-issue.js";
import { runLink } from "../report/issue/run-link.js";
import { annotation } from "../report/log/log-entry.js";
import { outputs } from "../report/outputs.js";
import { page } from "../report/page.js";
import { summary } from "../report/summary.js";
import type { Log } from "./log.js";
import type { Runner } from "./ports.js";

/**
 * Milliseconds that GitHub may take for comment and issue: as long as the run may last, within these. A rate limit that
 * names no time is waited out for a minute.
 */
const SHORTEST_GITHUB = 15_000;
const LONGEST_GITHUB = 150_000;
const NO_TOKEN = "There is no token to write it with. Leave `github-token` out, or give it one.";

/**
 * Hands the outcome over: reports, outputs, job summary, log, comment on the pull request, drift issue. Outputs come as early as can be, since a
 * cancelled step has seconds; what cannot be written is said, and the rest is written all the same.
 */
export async function deliver(
  outcome: Outcome,
  runner: Runner,
  log: Log,
  cancellation: AbortSignal,
): Promise<void> {
  const warn = (what: string, error: unknown) => {
    const said = error instanceof Error ? error.message : String(error);
    runner.print(annotation("warning", what, said));
  };
  const markdown = summary(outcome);
  const path = attempt(
    () => runner.writeReport("acr-geo-replication.md", markdown),
    "",
    (error) => warn("The report was not written", error),
  );
  const html = await writePage(outcome, runner).catch((error) => {
    warn("The page was not written", error);
    return "";
  });
  runner.writeOutputs(outputs(outcome, { markdown: path, html }));
  const writesSummary = outcome.request?.writesSummary ?? true;
  if (writesSummary)
    attempt(
      () => runner.writeSummary(markdown),
      undefined,
      (error) => warn("The summary was not written", error),
    );
  log.showResult(outcome);
  const limit = AbortSignal.any([AbortSignal.timeout(timeForGitHub(outcome)), cancellation]);
  await keepPullRequestComment(outcome, runner, limit).catch((error) =>
    warn("The pull request has no comment with this report", error),
  );
  await keepDriftIssue(outcome, runner, limit).catch((error) =>
    warn("The drift issue is not fully up to date", error),
  );
}

function timeForGitHub({ request, duration }: Outcome): number {
  // The clock has fractions of a millisecond, and a timer throws at them.
  const left = Math.round((request?.timeout ?? 0) - duration);
  return Math.min(Math.max(left, SHORTEST_GITHUB), LONGEST_GITHUB);
}

function attempt<Result>(work: () => Result, otherwise: Result, warn: (error: unknown) => void): Result {
  try {
    return work();
  } catch (error) {
    warn(error);
    return otherwise;
  }
}

/** Writes the page if it was asked for, and gives its path; empty otherwise. */
async function writePage(outcome: Outcome, runner: Runner): Promise<string> {
  if (outcome.request?.writesHtmlReport !== true) return "";
  return runner.writeReport("acr-geo-replication.html", await page(outcome));
}

async function keepPullRequestComment(outcome: Outcome, runner: Runner, limit: AbortSignal): Promise<void> {
  const { request, verdict } = outcome;
  if (request === null || !request.keepsPullRequestComment || verdict === "cancelled") return;
  const pullRequest = runner.pullRequest();
  if (pullRequest === null) return;
  if (request.githubToken === null) throw new Error(NO_TOKEN);
  const text = commentText(outcome, pullRequest, runLink(runner.rawInputs().environment));
  if (text === null) return;
  const entries = await keepComment(runner.comments(request.githubToken, pullRequest, limit), text);
  entries.forEach(runner.print);
}

async function keepDriftIssue(outcome: Outcome, runner: Runner, limit: AbortSignal): Promise<void> {
  const { request, verdict } = outcome;
  if (request === null || !request.keepsDriftIssue) return;
  if (verdict === "cancelled" || outcome.plan === null) return;
  if (request.githubToken === null) throw new Error(NO_TOKEN);
  const link = runLink(runner.rawInputs().environment);
  const entries = await keepIssue(runner.issues(request.githubToken, limit), outcome, link);
  entries.forEach(runner.print);
}
