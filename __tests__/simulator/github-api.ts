import { randomUUID } from "node:crypto";
import { GHES_HOST, GITHUB_TOKEN, REPOSITORY } from "./constants.js";
import { createOwnersApi, type Owners, type OwnersApi } from "./github-owners.js";
import { type Answer, jsonObjectOf, type Request, type Service } from "./http.js";
import type { State } from "./state.js";

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
  readonly comments: string[];
  readonly createdAt: number;
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
  const all = given.map(
    (issue, index): Issue => ({
      number: index + 1,
      title: issue.title,
      body: issue.body ?? "",
      labels: issue.labels ?? [],
      state: issue.state ?? "open",
      stateReason: null,
      isPullRequest: issue.isPullRequest ?? false,
      author: issue.author ?? BOT,
      comments: [],
      createdAt: Date.now() - 1000 * (given.length - index),
    }),
  );
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

function answerTo(state: State, all: Issue[], owners: OwnersApi, request: Request): Answer {
  const prefix = request.host === GHES_HOST ? "/api/v3" : "";
  const path = request.path.startsWith(prefix) ? request.path.slice(prefix.length) : "";
  if (!hasToken(request)) return problem(401, "Bad credentials");
  const aboutOwner = owners.answer(request, path, prefix);
  if (aboutOwner !== undefined) return aboutOwner;
  const route = /^\/repos\/[^/]+\/[^/]+\/(issues|labels)(?:\/([^/]+))?(?:\/(comments|labels))?$/.exec(path);
  if (route === null) return problem(404, "Not Found");
  const refusal = refuse(state, request);
  if (refusal !== undefined) return refusal;
  const [, collection, id, part] = route;
  if (collection === "labels") return onLabels(all, id, request);
  if (id === undefined)
    return request.method === "POST" ? open(all, request) : list(state, all, request, prefix);
  const issue = all.find(({ number }) => number === Number(id));
  if (issue === undefined) return problem(404, "Not Found");
  if (part === "comments") return onComments(issue, request);
  if (part === "labels") return addLabels(issue, request);
  if (request.method === "PATCH") return rewrite(issue, request);
  return { status: 200, body: issueBody(issue, request) };
}

function hasToken({ headers }: Request): boolean {
  return /^(?:token|bearer) (.+)$/i.exec(headers.authorization ?? "")?.[1] === GITHUB_TOKEN;
}

function refuse(state: State, request: Request): Answer | undefined {
  const permission = state.world.github?.permission ?? "write";
  const isAllowed = permission === "write" || (permission === "read" && request.method === "GET");
  return isAllowed ? undefined : problem(403, "Resource not accessible by integration");
}

function list(state: State, all: readonly Issue[], request: Request, prefix: string): Answer {
  const { query } = request;
  const wantedState = query.get("state") ?? "open";
  const wantedLabels = (query.get("labels") ?? "").split(",").filter(Boolean);
  const found = all
    .filter((issue) => wantedState === "all" || issue.state === wantedState)
    .filter((issue) => wantedLabels.every((label) => issue.labels.includes(label)))
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

function open(all: Issue[], request: Request): Answer {
  const asked = jsonObjectOf(request) ?? {};
  if (typeof asked.title !== "string" || asked.title === "") return problem(422, "Validation Failed");
  const body = typeof asked.body === "string" ? asked.body : "";
  if (body.length > 65_536) return problem(422, "Validation Failed");
  const issue: Issue = {
    number: all.length + 1,
    title: asked.title,
    body,
    labels: labelNames(asked.labels),
    state: "open",
    stateReason: null,
    isPullRequest: false,
    author: BOT,
    comments: [],
    createdAt: request.at,
  };
  all.push(issue);
  return { status: 201, body: issueBody(issue, request) };
}

function rewrite(issue: Issue, request: Request): Answer {
  const asked = jsonObjectOf(request) ?? {};
  if (typeof asked.title === "string") issue.title = asked.title;
  if (typeof asked.body === "string") issue.body = asked.body;
  if (asked.state === "open" || asked.state === "closed") issue.state = asked.state;
  if (typeof asked.state_reason === "string") issue.stateReason = asked.state_reason;
  if (Array.isArray(asked.labels)) issue.labels = labelNames(asked.labels);
  return { status: 200, body: issueBody(issue, request) };
}

function onComments(issue: Issue, request: Request): Answer {
  if (request.method !== "POST")
    return {
      status: 200,
      body: issue.comments.map((body, index) => ({ id: index + 1, body, user: { login: BOT } })),
    };
  const body = jsonObjectOf(request)?.body;
  if (typeof body !== "string" || body === "") return problem(422, "Validation Failed");
  issue.comments.push(body);
  return { status: 201, body: { id: issue.comments.length, body, user: { login: BOT } } };
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
