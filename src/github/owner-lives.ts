import type { OwnerLives } from "../apply/ports.js";
import { type GitHubOwner, type OwnerLife, parseGitHubOwner } from "../registry/owner-life.js";
import { apiHost, createApiClient, GitHubRefused } from "./api-client.js";
import type { GitHubSetting } from "./issues.js";
import { type Permission, refusalRemedy } from "./refusals.js";

/**
 * Asks the run's own GitHub whether owners still live: pull requests and workflow runs, of any repository that the
 * token reaches. Every question goes out anew, since an answer of some minutes ago proves nothing before a delete.
 */
export function githubOwnerLives(setting: GitHubSetting): OwnerLives {
  return {
    ask: async (owner, signal) => {
      const named = parseGitHubOwner(owner);
      if (named === null) return { kind: "unlisted" };
      try {
        return await askFor(named, setting, signal);
      } catch (error) {
        return { kind: "untold", reason: reasonOf(error, QUESTIONS[named.kind], signal) };
      }
    },
  };
}

/** How one kind of owner is asked for, and what the answer says. */
interface Question {
  readonly route: string;
  readonly needed: Permission;
  /** Null where the answer is not about this owner, or does not say. */
  readonly read: (body: unknown, number: number) => "alive" | "ended" | null;
}

const QUESTIONS: Readonly<Record<GitHubOwner["kind"], Question>> = {
  "pull-request": {
    route: "GET /repos/{account}/{repository}/pulls/{number}",
    needed: "pull-requests: read",
    read: readPullRequest,
  },
  "workflow-run": {
    route: "GET /repos/{account}/{repository}/actions/runs/{number}",
    needed: "actions: read",
    read: readWorkflowRun,
  },
};

async function askFor(
  { kind, account, repository, number }: GitHubOwner,
  { token, environment, fetch, sleep }: GitHubSetting,
  signal: AbortSignal,
): Promise<OwnerLife> {
  const { route, needed, read } = QUESTIONS[kind];
  const ask = await createApiClient({ token, baseUrl: apiHost(environment), fetch, sleep, needed }, signal);
  const { body } = await ask(route, { account, repository, number });
  const life = read(body, number);
  if (life !== null) return { kind: life };
  return { kind: "untold", reason: "GitHub's answer does not say whether it is still alive." };
}

/** A pull request is `open` or `closed`; a merged one is closed too. Source: docs.github.com/rest/pulls/pulls. */
function readPullRequest(body: unknown, number: number): "alive" | "ended" | null {
  if (member(body, "number") !== number) return null;
  const state = member(body, "state");
  return state === "open" ? "alive" : state === "closed" ? "ended" : null;
}

/** Of the many states of a workflow run only `completed` is an end. Source: docs.github.com/rest/actions/workflow-runs. */
function readWorkflowRun(body: unknown, number: number): "alive" | "ended" | null {
  if (member(body, "id") !== number) return null;
  const status = member(body, "status");
  if (typeof status !== "string" || status === "") return null;
  return status === "completed" ? "ended" : "alive";
}

/** Why GitHub would not tell, in words of ours alone: what a server says must not reach a report from here. */
function reasonOf(error: unknown, { needed }: Question, signal: AbortSignal): string {
  if (signal.aborted) return "The run ended before GitHub answered.";
  if (!(error instanceof GitHubRefused)) return "GitHub's API gave no answer.";
  const status = member(error.cause, "status");
  if (typeof status !== "number") return "GitHub's API pointed to another host, which is not asked.";
  if (error.kind === "not-found")
    return `GitHub does not show it to this token (HTTP 404): it is gone, or the job lacks \`permissions: ${needed}\`, or the token does not reach its repository.`;
  const remedy = refusalRemedy(error.kind, needed);
  const answer = `GitHub's API answered HTTP ${status}.`;
  return remedy === null ? answer : `${answer} ${remedy}`;
}

function member(value: unknown, name: string): unknown {
  return typeof value === "object" && value !== null ? Reflect.get(value, name) : undefined;
}
