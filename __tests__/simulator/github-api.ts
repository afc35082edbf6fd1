import { randomUUID } from "node:crypto";
import { GHES_HOST, GITHUB_TOKEN, REPOSITORY } from "./constants.js";
import { createOwnersApi, type Owners, type OwnersApi } from "./github-owners.js";
import { type Answer, jsonObjectOf, type Request, type Service } from "./http.js";
import type { State } from "./state.js";
import type { IssueWorld } from "./world.js";

/** An issue, or a pull request, as the API keeps it. */
export interface Issue {
  readonly number: number;
  title: string;
  body: string;
  labels: readonly string[];
  state: "open" | "closed";
  stateReason: string | null;
  readonly isPullRequest: boolean;
  readonly author: string;
  /** Who closed it; set it together with the state. */
  closedBy: { readonly login: string; readonly type: "User" | "Bot" } | null;
  isLocked: boolean;
  readonly conversation: IssueComment[];
  /** The bodies of its comments. */
  readonly comments: readonly string[];
  readonly createdAt: number;
}

/** A comment on an issue or a pull request. */
export interface IssueComment {
  readonly id: number;
  readonly author: string;
  body: string;
}

/** The issues of the one repository that has some, and whoever may own replicas. */
export interface Issues {
  readonly all: readonly Issue[];
  readonly owners: Owners;
  readonly service: Service;
}

const BOT = "github-actions[bot]";

/** The parts of GitHub's REST API that have to do with issues, pull requests and workflow runs, on api.github.com and under /api/v3 of a GHES host. */
export function createGitHubApi(state: () => State): Issues {
  const given = state().world.github?.issues ?? [];
  const all = given.map((issue, index) => createIssue(index + 1, issue, 0));
  const owners = createOwnersApi(state().world.github ?? {}, REPOSITORY);
  return {
    all,
    owners,
    service: (request) => {
      const answer = answerTo(state(), all, owners, request);
      return { ...answer, headers: { ...commonHeaders(request), ...answer.headers } };
    },
  };
}

/** Comments have IDs of their own, which grow over all issues. */
let latestComment = 0;

function createComment(author: string, body: string): IssueComment {
  latestComment += 1;
  return { id: latestComment, author, body };
}

function createIssue(number: number, world: IssueWorld, createdAt: number): Issue {
  const conversation = (world.comments ?? []).map(({ author, body }) => createComment(author ?? BOT, body));
  return {
    number,
    title: world.title,
    body: world.body ?? "",
    labels: world.labels ?? [],
    state: world.state ?? "open",
    stateReason: world.stateReason ?? null,
    isPullRequest: world.isPullRequest ?? false,
    author: world.author ?? BOT,
    closedBy: world.closedBy ?? null,
    isLocked: world.isLocked ?? false,
    conversation,
    get comments() {
      return conversation.map(({ body }) => body);
    },
    createdAt,
  };
}

/** Who the token is. */
function accountOf(state: State): string {
  return state.world.github?.account ?? BOT;
}

function answerTo(state: State, all: Issue[], owners: OwnersApi, request: Request): Answer {
  const prefix = request.host === GHES_HOST ? "/api/v3" : "";
  const path = request.path.startsWith(prefix) ? request.path.slice(prefix.length) : "";
  if (!hasToken(request)) return problem(401, "Bad credentials");
  const aboutOwner = owners.answer(request, path, prefix);
  if (aboutOwner !== undefined) return aboutOwner;
  if (request.path === (prefix === "" ? "/graphql" : "/api/graphql")) return viewer(state);
  const comment = /^\/repos\/[^/]+\/[^/]+\/issues\/comments\/(\d+)$/.exec(path);
  if (comment !== null) return refuse(state, request, true) ?? onComment(all, Number(comment[1]), request);
  const route = /^\/repos\/[^/]+\/[^/]+\/(issues|labels)(?:\/([^/]+))?(?:\/(comments|labels))?$/.exec(path);
  if (route === null) return problem(404, "Not Found");
  const [, collection, id, part] = route;
  const issue = all.find(({ number }) => number === Number(id));
  const refusal = refuse(state, request, issue?.isPullRequest ?? false);
  if (refusal !== undefined) return refusal;
  if (collection === "labels") return onLabels(all, id, request);
  if (state.world.github?.issuesOff && issue?.isPullRequest !== true)
    return problem(410, "Issues has been disabled in this repository.");
  if (id === undefined)
    return request.method === "POST" ? open(state, all, request) : list(state, all, request, prefix);
  if (issue === undefined) return problem(404, "Not Found");
  if (part === "comments") return onComments(state, issue, request);
  if (part === "labels") return addLabels(issue, request);
  if (request.method === "PATCH") return rewrite(state, issue, request);
  return { status: 200, body: { ...issueBody(issue, request), closed_by: issue.closedBy } };
}

/** GraphQL, as far as it tells whose token it is. */
function viewer(state: State): Answer {
  return { status: 200, body: { data: { viewer: { login: accountOf(state) } } } };
}

function hasToken({ headers }: Request): boolean {
  return /^(?:token|bearer) (.+)$/i.exec(headers.authorization ?? "")?.[1] === GITHUB_TOKEN;
}

function refuse(state: State, request: Request, isAboutPullRequest: boolean): Answer | undefined {
  const { permission = "write", pullRequestPermission = permission, isArchived } = state.world.github ?? {};
  const isRead = request.method === "GET";
  const granted = isAboutPullRequest ? pullRequestPermission : permission;
  const isAllowed = granted === "write" || (granted === "read" && isRead);
  if (!isAllowed) return problem(403, "Resource not accessible by integration");
  return isArchived && !isRead ? problem(403, "Repository was archived so is read-only.") : undefined;
}

function list(state: State, all: readonly Issue[], request: Request, prefix: string): Answer {
  const { query } = request;
  const wantedState = query.get("state") ?? "open";
  const wantedLabels = (query.get("labels") ?? "").toLowerCase().split(",").filter(Boolean);
  const shown = request.at - (state.world.github?.listLag ?? 0);
  const found = all
    .filter((issue) => issue.createdAt <= shown)
    .filter((issue) => wantedState === "all" || issue.state === wantedState)
    .filter((issue) => wantedLabels.every((label) => lowerCased(issue.labels).includes(label)))
    .filter((issue) => [null, issue.author].includes(query.get("creator")))
    .sort((one, other) => other.number - one.number);
  if (query.get("direction") === "asc") found.reverse();
  const perPage = Math.min(Number(query.get("per_page") ?? 30), 100, state.world.github?.pageSize ?? 100);
  const page = Number(query.get("page") ?? 1);
  const body = found.slice((page - 1) * perPage, page * perPage).map((issue) => issueBody(issue, request));
  return { status: 200, headers: links(request, prefix, page, Math.ceil(found.length / perPage)), body };
}

function links(request: Request, prefix: string, page: number, last: number): Record<string, string> {
  const to = (target: number, rel: string) => {
    const query = new URLSearchParams(request.query);
    query.set("page", String(target));
    return `<https://${request.host}${prefix}${request.path.slice(prefix.length)}?${query}>; rel="${rel}"`;
  };
  const next = page < last ? [to(page + 1, "next"), to(last, "last")] : [];
  const previous = page > 1 ? [to(page - 1, "prev"), to(1, "first")] : [];
  const all = [...previous, ...next];
  return all.length === 0 ? {} : { Link: all.join(", ") };
}

function lowerCased(labels: readonly string[]): readonly string[] {
  return labels.map((label) => label.toLowerCase());
}

/** GitHub's limit of an issue's and a comment's text. */
const LONGEST_BODY = 65_536;
const tooLong = {
  status: 422,
  body: {
    message: "Validation Failed",
    errors: [
      {
        resource: "Issue",
        code: "custom",
        field: "body",
        message: "body is too long (maximum is 65536 characters)",
      },
    ],
  },
};

function open(state: State, all: Issue[], request: Request): Answer {
  const asked = jsonObjectOf(request) ?? {};
  if (typeof asked.title !== "string" || asked.title === "") return problem(422, "Validation Failed");
  const body = typeof asked.body === "string" ? asked.body : "";
  if (body.length > LONGEST_BODY) return tooLong;
  const labels = state.world.github?.dropsLabels ? [] : labelNames(asked.labels);
  const world = { title: asked.title, body, labels, author: accountOf(state) };
  const issue = createIssue(all.length + 1, world, request.at);
  all.push(issue);
  return { status: 201, body: issueBody(issue, request) };
}

function rewrite(state: State, issue: Issue, request: Request): Answer {
  const asked = jsonObjectOf(request) ?? {};
  if (typeof asked.body === "string" && asked.body.length > LONGEST_BODY) return tooLong;
  if (typeof asked.title === "string") issue.title = asked.title;
  if (typeof asked.body === "string") issue.body = asked.body;
  if (asked.state === "open" && issue.state === "closed") {
    Object.assign(issue, { state: "open", stateReason: "reopened", closedBy: null });
  }
  if (asked.state === "closed") {
    const reason = typeof asked.state_reason === "string" ? asked.state_reason : "completed";
    const closedBy = { login: accountOf(state), type: "Bot" };
    Object.assign(issue, { state: "closed", stateReason: reason, closedBy });
  }
  if (Array.isArray(asked.labels)) issue.labels = labelNames(asked.labels);
  return { status: 200, body: issueBody(issue, request) };
}

function onComments(state: State, issue: Issue, request: Request): Answer {
  if (request.method !== "POST") {
    const perPage = Math.min(Number(request.query.get("per_page") ?? 30), 100);
    const page = Number(request.query.get("page") ?? 1);
    const shown = issue.conversation.slice((page - 1) * perPage, page * perPage);
    return { status: 200, body: shown.map(commentBody) };
  }
  const body = jsonObjectOf(request)?.body;
  if (typeof body !== "string" || body === "") return problem(422, "Validation Failed");
  if (body.length > LONGEST_BODY) return tooLong;
  if (issue.isLocked) return problem(403, "Unable to create comment because issue is locked.");
  const comment = createComment(accountOf(state), body);
  issue.conversation.push(comment);
  return { status: 201, body: commentBody(comment) };
}

/** One comment by its ID. Who may write in a repository may change the comments of everybody. */
function onComment(all: readonly Issue[], id: number, request: Request): Answer {
  const issue = all.find(({ conversation }) => conversation.some((comment) => comment.id === id));
  const comment = issue?.conversation.find((one) => one.id === id);
  if (issue === undefined || comment === undefined) return problem(404, "Not Found");
  if (request.method === "DELETE") {
    issue.conversation.splice(issue.conversation.indexOf(comment), 1);
    return { status: 204 };
  }
  const body = jsonObjectOf(request)?.body;
  if (request.method === "PATCH" && typeof body === "string") {
    if (body.length > LONGEST_BODY) return tooLong;
    comment.body = body;
  }
  return { status: 200, body: commentBody(comment) };
}

function commentBody({ id, author, body }: IssueComment): object {
  return { id, body, user: { login: author, type: author.endsWith("[bot]") ? "Bot" : "User" } };
}

function addLabels(issue: Issue, request: Request): Answer {
  issue.labels = [...new Set([...issue.labels, ...labelNames(jsonObjectOf(request)?.labels)])];
  return { status: 200, body: issue.labels.map((name) => ({ name })) };
}

/** Labels come into being with the first issue that carries them, or by a POST of their own. */
function onLabels(all: readonly Issue[], id: string | undefined, request: Request): Answer {
  const known = [...new Set(all.flatMap((issue) => issue.labels))];
  if (request.method === "POST") return { status: 201, body: jsonObjectOf(request) };
  if (id === undefined) return { status: 200, body: known.map((name) => ({ name })) };
  const name = decodeURIComponent(id);
  return known.includes(name) ? { status: 200, body: { name } } : problem(404, "Not Found");
}

function labelNames(labels: unknown): readonly string[] {
  if (!Array.isArray(labels)) return [];
  return labels.flatMap((label: unknown) => {
    if (typeof label === "string") return [label];
    const name = typeof label === "object" && label !== null && "name" in label ? label.name : undefined;
    return typeof name === "string" ? [name] : [];
  });
}

function issueBody(issue: Issue, request: Request): object {
  const [, owner, repository] = /\/repos\/([^/]+)\/([^/]+)/.exec(request.path) ?? [];
  const server = request.host === GHES_HOST ? GHES_HOST : "github.com";
  const { number, title, body, state, author } = issue;
  const kind = issue.isPullRequest ? "pull" : "issues";
  return {
    id: 1_000_000 + number,
    node_id: `I_${number}`,
    number,
    title,
    body,
    state,
    state_reason: issue.stateReason,
    user: { login: author, type: "Bot" },
    labels: issue.labels.map((name) => ({ name })),
    locked: issue.isLocked,
    comments: issue.comments.length,
    html_url: `https://${server}/${owner}/${repository}/${kind}/${number}`,
    url: `https://${request.host}${request.path}`,
    created_at: new Date(issue.createdAt).toISOString(),
    ...(issue.isPullRequest ? { pull_request: { url: `https://${request.host}/pulls/${number}` } } : {}),
  };
}

function problem(status: number, message: string): Answer {
  return {
    status,
    body: { message, documentation_url: "https://docs.github.com/rest", status: String(status) },
  };
}

function commonHeaders(request: Request): Record<string, string> {
  return {
    "X-GitHub-Request-Id": randomUUID(),
    "X-GitHub-Media-Type": "github.v3; format=json",
    "X-RateLimit-Limit": "5000",
    "X-RateLimit-Remaining": "4987",
    "X-RateLimit-Reset": String(Math.floor(request.at / 1000) + 3000),
  };
}
