import type { Outcome } from "../../outcome/outcome.js";
import { UnansweredWrite } from "../../registry/unanswered-write.js";
import { annotation, type LogEntry, line } from "../log/log-entry.js";
import {
  DRIFT_LABEL,
  type Duplicate,
  decideIssue,
  findDuplicates,
  hasDriftLabel,
  type Issue,
  type IssueDecision,
  type Issues,
  issuesOf,
  latestClosed,
  type Reopening,
  withoutDrift,
} from "./drift-issue.js";
import {
  changedComment,
  duplicateBody,
  healedComment,
  issueBody,
  issueTitle,
  reopenedComment,
} from "./issue-text.js";

/**
 * Keeps the registry's drift issue in step with the drift at the end of the run, and gives what the log says of
 * it. `runLink`: the page of this run, or empty. Rejects with what the issues' port rejects with.
 */
export async function keepIssue(
  issues: Issues,
  outcome: Outcome,
  runLink: string,
): Promise<readonly LogEntry[]> {
  const found = await findIssues(issues, outcome);
  const done = await carryOut(decideIssue(outcome, found), issues, outcome, runLink);
  const present = done.opened === null ? found : await lookAgain(done.opened, issues);
  const duplicates = findDuplicates(outcome, present);
  for (const duplicate of duplicates) await closeDuplicate(duplicate, issues);
  const closed = duplicates.map(({ number, of }) =>
    line(`Issue #${number} is closed: a duplicate of #${of}`),
  );
  return [...done.entries, ...closed];
}

/**
 * The registry's issues, by label; where none of them is open, by author as well, since a label can be taken off and
 * GitHub drops the labels of a token that may set none.
 */
async function findIssues(issues: Issues, outcome: Outcome): Promise<readonly Issue[]> {
  const labelled = issuesOf(outcome, await issues.listByLabel(DRIFT_LABEL));
  if (labelled.some(({ state }) => state === "open")) return labelled;
  const own = issuesOf(outcome, await issues.listOwn());
  const all = [
    ...labelled,
    ...own.filter(({ number }) => !labelled.some((issue) => issue.number === number)),
  ];
  const latest = latestClosed(all);
  if (latest === null || !latest.isNotPlanned || outcome.drift.length === 0) return all;
  // No list says who closed it.
  const read = await issues.read(latest.number);
  return all.map((issue) => (issue === latest && read !== null ? read : issue));
}

/** How many numbers before that of a new issue are checked one by one. */
const NEIGHBOURS = 5;

/**
 * Another run may have opened an issue at the same moment; both look again, and the younger issue gives way. A list
 * may lag behind, so that the one that was just opened is added where it lacks it, and those right before it are read.
 */
async function lookAgain(opened: Issue, issues: Issues): Promise<readonly Issue[]> {
  const listed = await issues.listByLabel(DRIFT_LABEL);
  const numbers = Array.from({ length: NEIGHBOURS }, (_, index) => opened.number - 1 - index);
  const missing = numbers.filter((number) => number > 0 && !listed.some((issue) => issue.number === number));
  const read = await Promise.all(missing.map((number) => issues.read(number)));
  const neighbours = read.filter((issue) => issue !== null).filter((issue) => isOfOurs(issue, opened));
  const others = [...listed, ...neighbours].filter(({ number }) => number !== opened.number);
  return [opened, ...others];
}

function isOfOurs(issue: Issue, opened: Issue): boolean {
  return hasDriftLabel(issue) || issue.author === opened.author;
}

/** What was done: what the log says of it, and the issue that was opened. */
interface Done {
  readonly entries: readonly LogEntry[];
  readonly opened: Issue | null;
}

async function carryOut(
  decision: IssueDecision,
  issues: Issues,
  outcome: Outcome,
  runLink: string,
): Promise<Done> {
  switch (decision.kind) {
    case "leave":
      return { entries: [], opened: null };
    case "accepted":
      return said(`Issue #${decision.number} was closed as not planned: this drift is accepted`);
    case "open":
      return await open(issues, outcome, runLink);
    case "reopen": {
      const { issue, because } = decision;
      await issues.rewrite(issue.number, { ...textOf(outcome, runLink), state: "open" });
      await issues.comment(issue.number, reopenedComment(outcome, because, runLink));
      return said(`Issue #${issue.number} is reopened: ${REOPENED[because]}`);
    }
    case "rewrite":
      await issues.rewrite(decision.number, textOf(outcome, runLink));
      await issues.comment(decision.number, changedComment(outcome, runLink));
      return said(`Issue #${decision.number} is updated: the drift has changed`);
    case "close":
      await issues.rewrite(decision.issue.number, { body: withoutDrift(decision.issue), state: "closed" });
      await issues.comment(decision.issue.number, healedComment(runLink));
      return said(`Issue #${decision.issue.number} is closed: the drift is gone`);
  }
}

const REOPENED: Readonly<Record<Reopening, string>> = {
  back: "drift is back",
  "still-there": "the drift is still there",
  other: "there is other drift",
  "beyond-accepted": "there is more drift than was accepted",
};

async function open(issues: Issues, outcome: Outcome, runLink: string): Promise<Done> {
  const { title, body } = textOf(outcome, runLink);
  const opened = await issues
    .open(title, body, [DRIFT_LABEL])
    .catch((error: unknown) => findUnanswered(error, issues, outcome));
  const entries = [line(`Issue #${opened.number} is opened for the drift`)];
  if (hasDriftLabel(opened)) return { entries, opened };
  const text = `GitHub dropped the label \`${DRIFT_LABEL}\` of issue #${opened.number}: the token of \`github-token\` may not set labels. The issue is still found by its author.`;
  return { entries: [...entries, annotation("warning", "The drift issue has no label", text)], opened };
}

/** The issue that GitHub may have opened although it gave no answer. Rejects with `error` where there is none. */
async function findUnanswered(error: unknown, issues: Issues, outcome: Outcome): Promise<Issue> {
  if (!(error instanceof UnansweredWrite)) throw error;
  const own = issuesOf(outcome, await issues.listOwn()).filter(({ state }) => state === "open");
  const newest = own.toSorted((left, right) => right.number - left.number)[0];
  if (newest === undefined) throw error;
  return newest;
}

function said(text: string): Done {
  return { entries: [line(text)], opened: null };
}

function textOf(outcome: Outcome, runLink: string): { readonly title: string; readonly body: string } {
  return { title: issueTitle(outcome), body: issueBody(outcome, runLink) };
}

async function closeDuplicate({ number, of }: Duplicate, issues: Issues): Promise<void> {
  await issues.rewrite(number, { body: duplicateBody(of), state: "closed" });
}
