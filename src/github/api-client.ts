import type { Clock } from "../registry/clock.js";
import { withTimeLimit } from "../registry/time-limit.js";
import { writeDebugLine } from "./debug-log.js";
import type { Environment } from "./environment.js";
import type { Fetch } from "./http.js";
import { type NoAnswer, readNoAnswer } from "./no-answer.js";
import { classifyRefusal, type Permission, type RefusalKind, refusalRemedy } from "./refusals.js";
import { type FailedTry, withRetries } from "./retries.js";

/** Sends one request to the GitHub API: a route such as `GET /repos/{owner}/{repo}/issues`, and what fills it. */
export type Ask = (route: string, parameters: Readonly<Record<string, unknown>>) => Promise<Answer>;

/** What the GitHub API answered. */
export interface Answer {
  readonly body: unknown;
  /** Whether the API says that the list continues. The link is not followed: it could point anywhere. */
  readonly hasNextPage: boolean;
}

/** Thrown when GitHub refuses. The message holds its words, and what to do where that is known. */
export class GitHubRefused extends Error {
  readonly kind: RefusalKind;

  constructor(kind: RefusalKind, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = "GitHubRefused";
    this.kind = kind;
  }
}

/** What a client of the GitHub API is made with. */
export interface ApiSetting {
  readonly token: string;
  readonly baseUrl: string;
  readonly fetch: Fetch;
  readonly sleep: Clock["sleep"];
  /** What the requests need of the token. */
  readonly needed: Permission;
  /** Whether the run has a token that may only read, whatever the workflow asks for. */
  readonly isReadOnly?: boolean;
}

/** GitHub ends the work on a request after ten seconds; more than this is a lost answer. */
const TIME_LIMIT = 15_000;
/** A renamed repository takes one. */
const MOST_REDIRECTS = 3;

/** Base URL of the run's own API: github.com, GitHub Enterprise Cloud or Server. */
export function apiHost(environment: Environment): string {
  return environment.GITHUB_API_URL || "https://api.github.com";
}

/**
 * A client of the GitHub API at `baseUrl` and of no other host: a redirect is followed on this host only, and no
 * link. Throttled and failed requests are tried again a few times; writes only when they were certainly not taken.
 * All end when `limit` aborts. Rejects with {@link GitHubRefused} where GitHub says no.
 */
export async function createApiClient(setting: ApiSetting, limit: AbortSignal): Promise<Ask> {
  const { getOctokit } = await import("@actions/github");
  // The library would print that an address is to be given up as a line of its own.
  const octokit = getOctokit(setting.token, {
    baseUrl: setting.baseUrl,
    userAgent: "acr-geo-replication",
    log: { debug: writeDebugLine, info: writeDebugLine, warn: writeDebugLine, error: writeDebugLine },
    // Its own way to a proxy is another than this run's.
    request: { fetch: followingRedirects(setting) },
  });
  return async (route, parameters) => {
    const method = meantMethod(route);
    const send = () =>
      withTimeLimit(TIME_LIMIT, setting.sleep, [limit], async (signal) =>
        whole(method, await octokit.request(route, { ...parameters, request: { signal } })),
      );
    try {
      const answer = await withRetries(method, () => traced(route, send), readFailure, setting.sleep, limit);
      return { body: answer.data, hasNextPage: /rel="next"/.test(readHeaders(answer).link ?? "") };
    } catch (error) {
      throw explained(error, setting);
    }
  };
}

/** What a route does: a query of GraphQL is sent by POST, and only reads. */
function meantMethod(route: string): string {
  const [method = "", address = ""] = route.split(" ");
  return address.endsWith("/graphql") ? "GET" : method;
}

/** A renamed repository answers with a redirect, to the same host. No token follows one that leads elsewhere. */
function followingRedirects({ fetch, baseUrl }: ApiSetting): Fetch {
  const { origin } = new URL(baseUrl);
  return async (address, init) => {
    let url = address;
    for (let followed = 0; ; followed++) {
      const answer = await fetch(url, init);
      if (![301, 302, 307, 308].includes(answer.status)) return answer;
      const location = answer.headers.get("location") ?? "";
      const target = URL.canParse(location, url) ? new URL(location, url) : null;
      if (target?.origin !== origin || followed === MOST_REDIRECTS)
        throw new GitHubRefused("other", `GitHub's API points elsewhere (HTTP ${answer.status})`);
      url = target.href;
    }
  };
}

/** Octokit gives an answer that broke off in its middle as an empty text. What was read is then read again. */
function whole<T extends { readonly status: number; readonly data: unknown }>(method: string, answer: T): T {
  const isCut = method === "GET" && answer.status === 200 && typeof answer.data !== "object";
  if (isCut) throw Object.assign(new Error("GitHub's answer broke off or is not JSON"), { status: 502 });
  return answer;
}

/** One line of evidence per try for the debug log, as for Azure's requests. */
async function traced<T extends { readonly status: number; readonly url: string }>(
  route: string,
  send: () => Promise<T>,
): Promise<T> {
  const begun = performance.now();
  const [method, path = ""] = route.split(" ");
  const report = (address: string, status: number | null, headers: Headers) => {
    const milliseconds = Math.round(performance.now() - begun);
    const id = headers["x-github-request-id"];
    const result = `${status ?? "no answer"} in ${milliseconds} ms${id === undefined ? "" : `, request ${id}`}`;
    writeDebugLine(`${method} ${address.split("?")[0]}: ${result}`);
  };
  try {
    const answer = await send();
    report(answer.url, answer.status, readHeaders(answer));
    return answer;
  } catch (error) {
    const answer = readFailure(error)?.answer ?? null;
    report(readAddress(error) ?? path, answer?.status ?? null, answer?.headers ?? {});
    throw error;
  }
}

type Headers = Readonly<Record<string, string>>;

/**
 * What is known of a try that may be worth another. Octokit throws an error with the answer in it; where none came, one
 * with the reason as its cause.
 */
function readFailure(error: unknown): FailedTry | null {
  if (error instanceof Error && error.name === "TimeoutError") return { answer: null, error };
  if (!(error instanceof Error) || !("status" in error) || typeof error.status !== "number") return null;
  const response = "response" in error ? error.response : undefined;
  if (error.cause !== undefined && response === undefined)
    return readNoAnswer(error.cause).mayPass ? { answer: null, error } : null;
  const { status } = error;
  return { answer: { status, message: messageOf(error, response), headers: readHeaders(response) }, error };
}

/** In GitHub's own words: Octokit adds the address of a page, and for some statuses all of the body. */
function messageOf(error: Error, response: unknown): string {
  const data = member(response, "data");
  const said = member(data, "message");
  const details = member(data, "errors");
  const more = Array.isArray(details) ? details.map((one) => member(one, "message")) : [];
  const texts = [said, ...more].filter((text) => typeof text === "string" && text !== "");
  return texts.length === 0 ? error.message : texts.join(": ");
}

function explained(error: unknown, { needed, isReadOnly }: ApiSetting): Error {
  if (error instanceof Error && error.cause instanceof GitHubRefused) return error.cause;
  const answer = readFailure(error)?.answer ?? null;
  if (answer === null) return noAnswer(error);
  const kind = classifyRefusal(answer);
  const remedy = refusalRemedy(kind, needed, isReadOnly);
  const said = `${answer.message} (HTTP ${answer.status})`;
  return new GitHubRefused(kind, remedy === null ? said : `${said} – ${remedy}`, { cause: error });
}

function noAnswer(error: unknown): Error {
  const reason = error instanceof Error && error.cause !== undefined ? error.cause : error;
  if (reason instanceof Error && /^(?:Abort|Timeout)Error$/.test(reason.name))
    return new Error("GitHub's API gave no answer in time", { cause: error });
  const { code, message }: NoAnswer = readNoAnswer(reason);
  return new Error(`GitHub's API gave no answer: ${code}, ${message}`, { cause: error });
}

function readAddress(error: unknown): string | null {
  const url = member(member(error, "request"), "url");
  return typeof url === "string" ? url : null;
}

function readHeaders(response: unknown): Headers {
  const headers = member(response, "headers");
  const entries = Object.entries(typeof headers === "object" && headers !== null ? headers : {});
  return Object.fromEntries(entries.map(([name, value]) => [name.toLowerCase(), String(value)]));
}

function member(value: unknown, name: string): unknown {
  return typeof value === "object" && value !== null ? Reflect.get(value, name) : undefined;
}
