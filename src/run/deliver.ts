import type { Outcome } from "../outcome/outcome.js";
import type { Clock } from "../registry/clock.js";
import { withTimeLimit } from "../registry/time-limit.js";
import { commentText } from "../report/comment/comment-text.js";
import { keepComment } from "../report/comment/keep-comment.js";
import { logText } from "../report/escape/log.js";
import { keepIssue } from "../report/issue/keep-issue.js";
import { runLink } from "../report/issue/run-link.js";
import { annotation } from "../report/log/log-entry.js";
import { outputs } from "../report/outputs.js";
import { page } from "../report/page.js";
import { reportJson } from "../report/report-json.js";
import { summary } from "../report/summary.js";
import type { Log } from "./log.js";
import type { Runner } from "./ports.js";

/**
 * Milliseconds that GitHub may take for comment and issue: as long as the run may last, within these. A rate limit that
 * names no time is waited out for a minute.
 */
const SHORTEST_GITHUB = 15_000;
const LONGEST_GITHUB = 150_000;
/** Milliseconds in which what was stopped says how it ended. */
const LAST_WORDS = 1_000;
const NO_TOKEN = "There is no token to write it with. Leave `github-token` out, or set it to one.";

/**
 * Hands the outcome over: reports, outputs, job summary, log, comment on the pull request, drift issue. Outputs come as
 * early as can be, since a cancelled step has seconds; what cannot be written is said, and the rest is written all the
 * same. Gives whether every file was written.
 */
export async function deliver(
  outcome: Outcome,
  runner: Runner,
  log: Log,
  clock: Clock,
  cancellation: AbortSignal,
): Promise<boolean> {
  const areFilesWritten = await writeFiles(outcome, runner);
  log.showResult(outcome);
  const deadline = clock.now() + timeForGitHub(outcome);
  const tell = async (what: string, work: (limit: AbortSignal) => Promise<void>) => {
    // Whoever is cancelled, or broken, has no time for GitHub.
    if (cancellation.aborted) return;
    const left = Math.max(0, deadline - clock.now());
    let told = Promise.resolve();
    await withTimeLimit(left, clock.sleep, [cancellation], (limit) => (told = work(limit)))
      // What the work makes of its end says more than that its time has passed.
      .catch(() => withTimeLimit(LAST_WORDS, clock.sleep, [], () => told))
      .catch((error) => say("warning", what, error, runner));
  };
  await tell("The pull request has no comment with this report", (limit) =>
    keepPullRequestComment(outcome, runner, limit),
  );
  await tell("The drift issue is not fully up to date", (limit) => keepDriftIssue(outcome, runner, limit));
  return areFilesWritten;
}

/** Reports, outputs and summary; the paths of the reports are outputs. */
async function writeFiles(outcome: Outcome, runner: Runner): Promise<boolean> {
  let areAllWritten = true;
  const attempt = async <Result>(what: string, otherwise: Result, write: () => Result | Promise<Result>) => {
    try {
      return await write();
    } catch (error) {
      areAllWritten = false;
      say("error", `${what} not written`, error, runner);
      return otherwise;
    }
  };
  const markdown = summary(outcome);
  const report = await attempt("The report was", "", () =>
    runner.writeReport("acr-geo-replication.md", markdown),
  );
  const json = await attempt("The JSON report was", "", () =>
    runner.writeReport("acr-geo-replication.json", reportJson(outcome)),
  );
  const html = await attempt("The page was", "", () => writePage(outcome, runner));
  await attempt("The outputs were", undefined, () =>
    runner.writeOutputs(outputs(outcome, { markdown: report, json, html })),
  );
  if (outcome.request?.writesSummary ?? true) {
    await attempt("The summary was", undefined, () => runner.writeSummary(markdown));
  }
  return areAllWritten;
}

function say(kind: "error" | "warning", what: string, error: unknown, { print }: Runner): void {
  const said = error instanceof Error ? error.message : String(error);
  print(annotation(kind, what, logText(`${what}: ${said}`)));
}

function timeForGitHub({ request, duration }: Outcome): number {
  // The clock has fractions of a millisecond, and a timer throws at them.
  const left = Math.round((request?.timeout ?? 0) - duration);
  return Math.min(Math.max(left, SHORTEST_GITHUB), LONGEST_GITHUB);
}

/** Writes the page if it was asked for, and gives its path; empty otherwise. */
async function writePage(outcome: Outcome, runner: Runner): Promise<string> {
  if (outcome.request?.writesHtmlReport !== true) return "";
  return runner.writeReport("acr-geo-replication.html", await page(outcome));
}

async function keepPullRequestComment(outcome: Outcome, runner: Runner, limit: AbortSignal): Promise<void> {
  const { request, verdict } = outcome;
  if (request === null || !request.keepsPullRequestComment || verdict === "cancelled") return;
  // A run that plans nothing would write over the plan of another.
  if (request.mode === "wait") return;
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
