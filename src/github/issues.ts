import type { Issue, Issues } from "../report/issue/drift-issue.js";
import type { Ask } from "./api-client.js";
import { GitHubRefused } from "./api-client.js";
import {
  accountOf,
  askOnce,
  type GitHubSetting,
  listRows,
  member,
  openRepository,
  textOf,
} from "./repository.js";

export type { GitHubSetting };

/** A label with more issues than this is not ours; stop reading rather than read for ever. */
const MOST_PAGES = 50;
/** An account may have closed any number of other issues. One of ours that is older than these has a label. */
const MOST_OWN_PAGES = 3;

/** The issues of the workflow's repository. */
export function githubIssues(setting: GitHubSetting, signal: AbortSignal): Issues {
  const ask = openRepository(setting, "issues: write", signal);
  const list = async (filter: Readonly<Record<string, string>>, mostPages: number) => {
    const parameters = { state: "all", ...filter, sort: "created", direction: "desc" };
    const rows = await listRows(ask, "GET /repos/{owner}/{repo}/issues", parameters, {
      what: "issues",
      mostPages,
    });
    return rows.filter((row) => !isPullRequest(row)).map(decodeIssue);
  };
  return {
    listByLabel: (label) => list({ labels: label }, MOST_PAGES),
    listOwn: async () => {
      const creator = await accountOf(ask, setting);
      // An open one counts however old it is.
      const [newest, open] = await Promise.all([
        list({ creator }, MOST_OWN_PAGES),
        list({ creator, state: "open" }, MOST_PAGES),
      ]);
      return [...newest, ...open.filter(({ number }) => !newest.some((issue) => issue.number === number))];
    },
    read: (number) => read(ask, number),
    open: (title, body, labels) =>
      askOnce(ask, "POST /repos/{owner}/{repo}/issues", { title, body, labels }, decodeIssue),
    rewrite: async (number, edit) => {
      const reason = edit.state === "closed" ? { state_reason: "completed" } : {};
      const route = "PATCH /repos/{owner}/{repo}/issues/{issue_number}";
      await ask(route, { issue_number: number, ...edit, ...reason });
    },
    comment: async (number, body) => {
      await ask("POST /repos/{owner}/{repo}/issues/{issue_number}/comments", { issue_number: number, body });
    },
  };
}

async function read(ask: Ask, number: number): Promise<Issue | null> {
  try {
    const { body } = await ask("GET /repos/{owner}/{repo}/issues/{issue_number}", { issue_number: number });
    return isPullRequest(body) ? null : decodeIssue(body);
  } catch (error) {
    const isGone = error instanceof GitHubRefused && ["not-found", "deleted"].includes(error.kind);
    if (isGone) return null;
    throw error;
  }
}

function isPullRequest(row: unknown): boolean {
  return typeof row === "object" && row !== null && "pull_request" in row;
}

function decodeIssue(row: unknown): Issue {
  const number = member(row, "number");
  if (typeof number !== "number") throw new Error("GitHub's answer contains no issue");
  const closer = textOf(row, "closed_by", "type");
  return {
    number,
    state: member(row, "state") === "closed" ? "closed" : "open",
    isNotPlanned: member(row, "state_reason") === "not_planned",
    isClosedByPerson: closer === null ? null : closer === "User",
    title: textOf(row, "title") ?? "",
    body: textOf(row, "body") ?? "",
    labels: labelsOf(row),
    author: textOf(row, "user", "login") ?? "",
  };
}

function labelsOf(row: unknown): readonly string[] {
  const labels = member(row, "labels");
  if (!Array.isArray(labels)) return [];
  return labels
    .map((label) => (typeof label === "string" ? label : textOf(label, "name")))
    .filter((name) => name !== null);
}
