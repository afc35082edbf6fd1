import type { Outcome } from "../../outcome/outcome.js";
import { type LogEntry, line } from "../log/log-entry.js";
import {
  DRIFT_LABEL,
  type Duplicate,
  decideIssue,
  findDuplicates,
  type Issue,
  type IssueDecision,
  type Issues,
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
  const listed = await issues.listByLabel(DRIFT_LABEL);
  const decision = decideIssue(outcome, listed);
  const told = await carryOut(decision, issues, outcome, runLink);
  const present = told.opened === null ? listed : await listAnew(told.opened, issues);
  const duplicates = findDuplicates(outcome, present);
  for (const duplicate of duplicates) await closeDuplicate(duplicate, issues);
  const closed = duplicates.map(({ number, of }) => `Issue #${number} is closed: a duplicate of #${of}`);
  return [...(told.line === null ? [] : [told.line]), ...closed].map(line);
}

/**
 * Another run may have opened an issue at the same moment; both look again, and the younger issue gives way. A list
 * may lag behind, so the one that was just opened is added where it lacks it.
 */
async function listAnew(opened: Issue, issues: Issues): Promise<readonly Issue[]> {
  const listed = await issues.listByLabel(DRIFT_LABEL);
  return listed.some(({ number }) => number === opened.number) ? listed : [opened, ...listed];
}

/** What was done: what the log says of it, and the issue that was opened. */
interface Done {
  readonly line: string | null;
  readonly opened: Issue | null;
}

async function carryOut(
  decision: IssueDecision,
  issues: Issues,
  outcome: Outcome,
  runLink: string,
): Promise<Done> {
  const text = { title: issueTitle(outcome), body: issueBody(outcome, runLink) };
  switch (decision.kind) {
    case "leave":
      return { line: null, opened: null };
    case "open": {
      const { number } = await issues.open(text.title, text.body, [DRIFT_LABEL]);
      const opened: Issue = { number, state: "open", ...text };
      return { line: `Issue #${number} is opened for the drift`, opened };
    }
    case "reopen":
      await issues.rewrite(decision.number, { ...text, state: "open" });
      await issues.comment(decision.number, reopenedComment(outcome, runLink));
      return { line: `Issue #${decision.number} is opened again: drift is back`, opened: null };
    case "rewrite":
      await issues.rewrite(decision.number, text);
      await issues.comment(decision.number, changedComment(outcome, runLink));
      return { line: `Issue #${decision.number} is rewritten: the drift has changed`, opened: null };
    case "close":
      await issues.rewrite(decision.number, { state: "closed" });
      await issues.comment(decision.number, healedComment(runLink));
      return { line: `Issue #${decision.number} is closed: the drift is gone`, opened: null };
  }
}

async function closeDuplicate({ number, of }: Duplicate, issues: Issues): Promise<void> {
  await issues.rewrite(number, { body: duplicateBody(of), state: "closed" });
}
