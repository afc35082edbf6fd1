import type { Outcome } from "../../outcome/outcome.js";
import { type LogEntry, line } from "../log/log-entry.js";
import {
  DRIFT_LABEL,
  type Duplicate,
  decideIssue,
  findDuplicates,
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
  const said = await carryOut(decision, issues, outcome, runLink);
  // Another run may have opened one at the same moment; both look again, and the younger issue gives way.
  const present = decision.kind === "open" ? await issues.listByLabel(DRIFT_LABEL) : listed;
  const duplicates = findDuplicates(outcome, present);
  for (const duplicate of duplicates) await closeDuplicate(duplicate, issues);
  return [
    ...said,
    ...duplicates.map(({ number, of }) => `Issue #${number} is closed: a duplicate of #${of}`),
  ].map(line);
}

async function carryOut(
  decision: IssueDecision,
  issues: Issues,
  outcome: Outcome,
  runLink: string,
): Promise<readonly string[]> {
  const text = { title: issueTitle(outcome), body: issueBody(outcome, runLink) };
  switch (decision.kind) {
    case "leave":
      return [];
    case "open": {
      const { number } = await issues.open(text.title, text.body, [DRIFT_LABEL]);
      return [`Issue #${number} is opened for the drift`];
    }
    case "reopen":
      await issues.rewrite(decision.number, { ...text, state: "open" });
      await issues.comment(decision.number, reopenedComment(outcome, runLink));
      return [`Issue #${decision.number} is opened again: drift is back`];
    case "rewrite":
      await issues.rewrite(decision.number, text);
      await issues.comment(decision.number, changedComment(outcome, runLink));
      return [`Issue #${decision.number} is rewritten: the drift has changed`];
    case "close":
      await issues.rewrite(decision.number, { state: "closed" });
      await issues.comment(decision.number, healedComment(runLink));
      return [`Issue #${decision.number} is closed: the drift is gone`];
  }
}

async function closeDuplicate({ number, of }: Duplicate, issues: Issues): Promise<void> {
  await issues.rewrite(number, { body: duplicateBody(of), state: "closed" });
}
