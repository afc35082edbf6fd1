import type { Clock } from "../registry/clock.js";
import { UnansweredWrite } from "../registry/unanswered-write.js";
import { type Ask, apiHost, createApiClient, GitHubRefused } from "./api-client.js";
import type { Environment } from "./environment.js";
import type { Fetch } from "./http.js";
import { isReadOnlyRun } from "./pull-request.js";
import { isRateLimit, type Permission } from "./refusals.js";

/** What GitHub is reached with. */
export interface GitHubSetting {
  readonly token: string;
  readonly environment: Environment;
  readonly fetch: Fetch;
  readonly sleep: Clock["sleep"];
}

/**
 * Requests about the workflow's repository, which fills `{owner}` and `{repo}` of a route. `needed`: what they need of
 * the token. The API client is loaded on the first one: most runs make none.
 */
export function openRepository(setting: GitHubSetting, needed: Permission, signal: AbortSignal): Ask {
  const { token, environment, fetch, sleep } = setting;
  let client: Promise<Ask> | null = null;
  return async (route, parameters) => {
    const baseUrl = apiHost(environment);
    const isReadOnly = isReadOnlyRun(environment);
    client ??= createApiClient({ token, baseUrl, fetch, sleep, needed, isReadOnly }, signal);
    return (await client)(route, { ...repositoryOf(environment), ...parameters });
  };
}

const PAGE = 100;

/** The rows of a list, page by page, `mostPages` at most. `what` is the list's name in errors. */
export async function listRows(
  ask: Ask,
  route: string,
  parameters: Readonly<Record<string, unknown>>,
  { what, mostPages }: { readonly what: string; readonly mostPages: number },
): Promise<readonly unknown[]> {
  const all: unknown[] = [];
  // Pages are counted here: a `Link` of the answer could point anywhere. A page may be shorter than was asked for.
  for (let page = 1; page <= mostPages; page++) {
    const { body: rows, hasNextPage } = await ask(route, { ...parameters, per_page: PAGE, page });
    if (!Array.isArray(rows)) throw new Error(`GitHub's list of ${what} is not a list`);
    all.push(...rows);
    if (!hasNextPage && rows.length < PAGE) break;
  }
  return all;
}

/**
 * Sends what writes something new, and must not be sent twice; gives what `decode` makes of the answer. Rejects with
 * `UnansweredWrite` where nobody knows whether it was taken.
 */
export async function askOnce<Written>(
  ask: Ask,
  route: `POST ${string}`,
  parameters: Readonly<Record<string, unknown>>,
  decode: (body: unknown) => Written,
): Promise<Written> {
  try {
    return decode((await ask(route, parameters)).body);
  } catch (error) {
    const isCertain = error instanceof GitHubRefused && error.kind !== "trouble";
    throw isCertain || !(error instanceof Error) ? error : new UnansweredWrite(error);
  }
}

/** Whose token it is when GitHub does not tell: that of the job itself. */
const JOB_ACCOUNT = "github-actions[bot]";

/**
 * The account that the token writes as. Only GraphQL tells it of every kind of token: that of a job or an app is
 * refused `GET /user`. Rejects where GitHub fails: by a guess what another account wrote would be written once more.
 */
export async function accountOf(ask: Ask, { environment }: GitHubSetting): Promise<string> {
  const url = `${apiHost(environment).replace(/\/api\/v3\/?$/, "/api")}/graphql`;
  const answer = await ask(`POST ${url}`, { query: "query { viewer { login } }" }).catch((error: unknown) => {
    if (error instanceof GitHubRefused && !isRateLimit(error.kind) && error.kind !== "trouble") return null;
    throw error;
  });
  const login = textOf(answer?.body, "data", "viewer", "login");
  if (login !== null) return login;
  const failure = queryFailure(answer?.body);
  if (failure !== null) throw new Error(`GitHub did not say whose token it is: ${failure}`);
  return JOB_ACCOUNT;
}

/** Why a query was answered with less than it asked for; null where GitHub refuses it. GraphQL says so with HTTP 200. */
function queryFailure(body: unknown): string | null {
  const errors = member(body, "errors");
  if (!Array.isArray(errors)) return null;
  const failed = errors.find((error) => !REFUSED_QUERY.has(textOf(error, "type") ?? ""));
  return failed === undefined ? null : (textOf(failed, "message") ?? "no reason given");
}

/** Source: docs.github.com/graphql, "Errors", and answers seen. */
const REFUSED_QUERY = new Set(["FORBIDDEN", "INSUFFICIENT_SCOPES", "NOT_FOUND"]);

/** Text deep in what GitHub answered; null where there is none. */
export function textOf(value: unknown, ...path: readonly string[]): string | null {
  const found = path.reduce<unknown>(member, value);
  return typeof found === "string" ? found : null;
}

/** A member of an object; undefined for anything that has none. */
export function member(value: unknown, name: string): unknown {
  return typeof value === "object" && value !== null ? Reflect.get(value, name) : undefined;
}

/** Whether two logins are one account: REST writes `[bot]` behind a bot's, GraphQL does not always. */
export function isSameAccount(one: string, other: string): boolean {
  return bareLogin(one) === bareLogin(other);
}

function bareLogin(login: string): string {
  return login.toLowerCase().replace(/\[bot\]$/, "");
}

function repositoryOf(environment: Environment): { readonly owner: string; readonly repo: string } {
  const [owner, repo] = (environment.GITHUB_REPOSITORY ?? "").split("/");
  if (!owner || !repo) throw new Error("GITHUB_REPOSITORY does not name the repository");
  return { owner, repo };
}
