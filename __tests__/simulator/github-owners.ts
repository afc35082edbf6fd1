import type { Answer, Request } from "./http.js";
import type { GitHubWorld, PullRequestWorld, WorkflowRunWorld } from "./world.js";

/** Repositories are known by an ID that stays when they are renamed. */
const FIRST_ID = 700_000_001;

/** What changes in the pull requests and workflow runs while the world lives. */
export interface Owners {
  /** Opens, closes or merges a pull request; one that is not there yet comes into being. */
  setPullRequest(pullRequest: PullRequestWorld): void;
  /** Moves a workflow run on; one that is not there yet begins. */
  setWorkflowRun(run: WorkflowRunWorld): void;
}

/** The pull requests and workflow runs of every repository, as the REST API tells of them. */
export interface OwnersApi extends Owners {
  /** Undefined for paths that are none of theirs. `path` is without the prefix of a GHES. */
  answer(request: Request, path: string, prefix: string): Answer | undefined;
}

/** The part of the API that says whether those live who asked for replicas. `usual`: the job's own repository. */
export function createOwnersApi(world: GitHubWorld, usual: string): OwnersApi {
  const pullRequests = new Map<string, PullRequestWorld>();
  const runs = new Map<string, WorkflowRunWorld>();
  const keyOf = (repository: string | undefined, number: number) =>
    `${(repository ?? usual).toLowerCase()} ${number}`;
  const setPullRequest = (one: PullRequestWorld) =>
    void pullRequests.set(keyOf(one.repository, one.number), one);
  const setWorkflowRun = (one: WorkflowRunWorld) => void runs.set(keyOf(one.repository, one.id), one);
  world.pullRequests?.forEach(setPullRequest);
  world.workflowRuns?.forEach(setWorkflowRun);
  const renames = Object.entries(world.renamed ?? {});
  return {
    setPullRequest,
    setWorkflowRun,
    answer: (request, path, prefix) => {
      const [, named, id, kind, number] = ROUTE.exec(path) ?? [];
      if (kind === undefined) return undefined;
      if (request.method !== "GET") return notFound();
      const moved = renames.findIndex(([before]) => before.toLowerCase() === named?.toLowerCase());
      if (moved >= 0)
        return redirect(request, `${prefix}/repositories/${FIRST_ID + moved}/${kind}/${number}`);
      const repository = named ?? renames[Number(id) - FIRST_ID]?.[1];
      const permission = kind === "pulls" ? "pull-requests" : "actions";
      if (world.mayNotRead?.includes(permission)) return refused();
      const key = keyOf(repository, Number(number));
      const body = kind === "pulls" ? pullRequestBody(pullRequests.get(key)) : runBody(runs.get(key));
      return body === undefined ? notFound() : { status: 200, body };
    },
  };
}

const ROUTE = /^\/(?:repos\/([^/]+\/[^/]+)|repositories\/(\d+))\/(pulls|actions\/runs)\/(\d+)$/;

function redirect({ host }: Request, path: string): Answer {
  const url = `https://${host}${path}`;
  const body = { message: "Moved Permanently", url, documentation_url: "https://docs.github.com/rest" };
  return { status: 301, headers: { Location: url }, body };
}

function pullRequestBody(one: PullRequestWorld | undefined): object | undefined {
  if (one === undefined) return undefined;
  const { number, state } = one;
  const merged = state === "merged";
  const closedAt = state === "open" ? null : "2026-09-01T09:00:00Z";
  return {
    id: 2_000_000 + number,
    number,
    state: merged ? "closed" : state,
    merged,
    merged_at: merged ? closedAt : null,
    closed_at: closedAt,
    title: `Pull request ${number}`,
    user: { login: "octocat", type: "User" },
  };
}

function runBody(one: WorkflowRunWorld | undefined): object | undefined {
  if (one === undefined) return undefined;
  const conclusion = one.status === "completed" ? (one.conclusion ?? "success") : null;
  return { id: one.id, name: "test", event: "workflow_dispatch", status: one.status, conclusion };
}

function notFound(): Answer {
  return problem(404, "Not Found");
}

function refused(): Answer {
  return problem(403, "Resource not accessible by integration");
}

function problem(status: number, message: string): Answer {
  return {
    status,
    body: { message, documentation_url: "https://docs.github.com/rest", status: String(status) },
  };
}
