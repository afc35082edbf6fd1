import type { Issue, Issues } from "../report/issue/drift-issue.js";
import { type ApiSetting, type Ask, apiHost, createApiClient } from "./api-client.js";
import type { Environment } from "./environment.js";
import type { Fetch } from "./http.js";

/** What GitHub is reached with. */
export interface GitHubSetting {
  readonly token: string;
  readonly environment: Environment;
  readonly fetch: Fetch;
}

/** The issues of the workflow's repository. The API client is loaded on the first call: most runs have no issue. */
export function githubIssues({ token, environment, fetch }: GitHubSetting, signal: AbortSignal): Issues {
  let client: Promise<Ask> | null = null;
  const setting: ApiSetting = { token, baseUrl: apiHost(environment), fetch, needed: "issues: write" };
  const ask: Ask = async (route, parameters) => {
    client ??= createApiClient(setting, signal);
    return (await client)(route, { ...repository(environment), ...parameters });
  };
  return {
    listByLabel: (label) => listByLabel(ask, label),
    open: async (title, body, labels) => {
      const answer = await ask("POST /repos/{owner}/{repo}/issues", { title, body, labels });
      return decodeIssue(answer.body);
    },
    rewrite: async (number, edit) => {
      await ask("PATCH /repos/{owner}/{repo}/issues/{issue_number}", { issue_number: number, ...edit });
    },
    comment: async (number, body) => {
      await ask("POST /repos/{owner}/{repo}/issues/{issue_number}/comments", { issue_number: number, body });
    },
  };
}

const PAGE = 100;
/** A label with more issues than this is not ours; stop reading rather than read for ever. */
const MOST_PAGES = 50;

// Pages are counted here: a `Link` of the answer could point anywhere. A page may be shorter than was asked for.
async function listByLabel(ask: Ask, label: string): Promise<readonly Issue[]> {
  const issues: Issue[] = [];
  for (let page = 1; page <= MOST_PAGES; page++) {
    const { body: rows, hasNextPage } = await ask("GET /repos/{owner}/{repo}/issues", {
      labels: label,
      state: "all",
      sort: "created",
      direction: "desc",
      per_page: PAGE,
      page,
    });
    if (!Array.isArray(rows)) throw new Error("GitHub's list of issues is not a list");
    issues.push(...rows.filter((row) => !isPullRequest(row)).map(decodeIssue));
    if (!hasNextPage && rows.length < PAGE) break;
  }
  return issues;
}

function isPullRequest(row: unknown): boolean {
  return typeof row === "object" && row !== null && "pull_request" in row;
}

function decodeIssue(row: unknown): Issue {
  const issue = typeof row === "object" && row !== null ? row : {};
  const number = "number" in issue ? issue.number : null;
  if (typeof number !== "number") throw new Error("GitHub's answer holds no issue");
  return {
    number,
    state: "state" in issue && issue.state === "closed" ? "closed" : "open",
    title: "title" in issue && typeof issue.title === "string" ? issue.title : "",
    body: "body" in issue && typeof issue.body === "string" ? issue.body : "",
  };
}

function repository(environment: Environment): { readonly owner: string; readonly repo: string } {
  const [owner, repo] = (environment.GITHUB_REPOSITORY ?? "").split("/");
  if (!owner || !repo) throw new Error("GITHUB_REPOSITORY does not name the repository");
  return { owner, repo };
}
