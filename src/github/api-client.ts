import { setTimeout as wait } from "node:timers/promises";
import { debug } from "@actions/core";
import { guardLogLine } from "./log-guard.js";

/** Sends one request to the GitHub API. */
export type Ask = (route: string, parameters: Readonly<Record<string, unknown>>) => Promise<Answer>;

/** What the GitHub API answered. */
export interface Answer {
  readonly body: unknown;
  /** Whether the API says that the list goes on. Where it goes on is not followed: a link could point anywhere. */
  readonly hasNextPage: boolean;
}

/** Waits in milliseconds where the answer names none. */
const WAITS = [1_000, 2_000, 4_000];
/** A longer wait than this is not worth an issue: the next scheduled run keeps it up to date. */
const LONGEST_WAIT = 60_000;
/** GitHub ends the work on a request after ten seconds; more than this is a lost answer. */
const TIME_LIMIT = 15_000;

/** Base URL of the run's own API: github.com, GitHub Enterprise Cloud or Server. */
export function apiHost(environment: Readonly<Record<string, string | undefined>>): string {
  return environment.GITHUB_API_URL || "https://api.github.com";
}

/**
 * A client of the GitHub API at `baseUrl` and of no other host: it follows no redirect and no link. Throttled
 * and failed requests are tried again a few times; writes only when they were certainly not taken. All end when
 * `limit` aborts.
 */
export async function createApiClient(token: string, baseUrl: string, limit: AbortSignal): Promise<Ask> {
  const { getOctokit } = await import("@actions/github");
  const octokit = getOctokit(token, { baseUrl, userAgent: "acr-geo-replication" });
  return async (route, parameters) => {
    const send = async () => {
      const signal = AbortSignal.any([AbortSignal.timeout(TIME_LIMIT), limit]);
      const request = { signal, redirect: "manual" as const };
      return whole(route, await octokit.request(route, { ...parameters, request }));
    };
    const answer = await patiently(
      route,
      () => traced(route, send),
      (milliseconds) => wait(milliseconds, undefined, { signal: limit }),
    ).catch((error) => {
      throw explained(error);
    });
    if (answer.status < 200 || answer.status >= 300)
      throw new Error(`GitHub's API points elsewhere (HTTP ${answer.status})`);
    return { body: answer.data, hasNextPage: /rel="next"/.test(readHeaders(answer).link ?? "") };
  };
}

/** Octokit gives an answer that broke off in its middle as an empty text. What was read is then read again. */
function whole<T extends { readonly status: number; readonly data: unknown }>(route: string, answer: T): T {
  const isCut = route.startsWith("GET ") && answer.status === 200 && typeof answer.data !== "object";
  if (isCut) throw Object.assign(new Error("GitHub's answer broke off or is no JSON"), { status: 502 });
  return answer;
}

/** One line of evidence per try for the debug log, as for Azure's requests. */
async function traced<T extends { readonly status: number; readonly url: string }>(
  route: string,
  send: () => Promise<T>,
): Promise<T> {
  const begun = performance.now();
  const report = (address: string, status: number | null, headers: Problem["headers"]) => {
    const milliseconds = Math.round(performance.now() - begun);
    const id = headers["x-github-request-id"];
    const result = `${status ?? "no answer"} in ${milliseconds} ms${id === undefined ? "" : `, request ${id}`}`;
    debug(guardLogLine(`${route.split(" ")[0]} ${address.split("?")[0]}: ${result}`));
  };
  try {
    const answer = await send();
    report(answer.url, answer.status, readHeaders(answer));
    return answer;
  } catch (error) {
    const problem = readProblem(error);
    report(readAddress(error) ?? route, problem.status, problem.headers);
    throw error;
  }
}

function readAddress(error: unknown): string | null {
  const request = typeof error === "object" && error !== null && "request" in error ? error.request : null;
  const url = typeof request === "object" && request !== null && "url" in request ? request.url : null;
  return typeof url === "string" ? url : null;
}

/** Repeats `send` while the failure passes by itself; the last failure is thrown. */
export async function patiently<T>(
  route: string,
  send: () => Promise<T>,
  sleep: (milliseconds: number) => Promise<void>,
): Promise<T> {
  for (const usual of WAITS) {
    try {
      return await send();
    } catch (error) {
      const delay = retryDelay(route, error, usual);
      if (delay === null) throw error;
      await sleep(delay);
    }
  }
  return await send();
}

/** Milliseconds until the next try; null where another try would not help or could do the work twice. */
export function retryDelay(route: string, error: unknown, wait: number): number | null {
  const { status, headers } = readProblem(error);
  if (status === 429 || (status === 403 && isRateLimit(headers))) {
    const named = namedWait(headers);
    return named === null ? wait : named <= LONGEST_WAIT ? named : null;
  }
  // Octokit reports a lost connection as 500 too: a POST may have been taken then.
  const mayRepeat = !route.startsWith("POST ");
  return mayRepeat && status !== null && status >= 500 ? wait : null;
}

function isRateLimit(headers: Readonly<Record<string, string>>): boolean {
  return headers["retry-after"] !== undefined || headers["x-ratelimit-remaining"] === "0";
}

function namedWait(headers: Readonly<Record<string, string>>): number | null {
  const seconds = Number(headers["retry-after"] ?? Number.NaN);
  if (Number.isFinite(seconds)) return Math.max(0, seconds * 1000);
  const reset = Number(headers["x-ratelimit-reset"] ?? Number.NaN);
  return Number.isFinite(reset) ? Math.max(0, reset * 1000 - Date.now()) : null;
}

const HINTS: Readonly<Record<string, string>> = {
  401: "The token of `github-token` is not valid. Leave the input out, or give it a token that is.",
  403: "The job needs `permissions: issues: write`.",
  404: "The job needs `permissions: issues: write`, and a token of `github-token` must reach this repository.",
  410: "Issues are off in this repository: turn them on in its settings, or leave `drift-issue` out.",
};

/** The error in GitHub's words, and what to do about it where that is known. */
function explained(error: unknown): Error {
  const { status, headers } = readProblem(error);
  const said = error instanceof Error ? error.message : String(error);
  const isRefused = status !== null && !(status === 403 && isRateLimit(headers));
  const hint = isRefused ? HINTS[status] : undefined;
  return new Error(hint === undefined ? said : `${said} – ${hint}`, { cause: error });
}

interface Problem {
  readonly status: number | null;
  readonly headers: Readonly<Record<string, string>>;
}

function readProblem(error: unknown): Problem {
  if (typeof error !== "object" || error === null) return { status: null, headers: {} };
  const status = "status" in error && typeof error.status === "number" ? error.status : null;
  return { status, headers: "response" in error ? readHeaders(error.response) : {} };
}

function readHeaders(response: unknown): Problem["headers"] {
  if (typeof response !== "object" || response === null || !("headers" in response)) return {};
  const entries = Object.entries(response.headers ?? {});
  return Object.fromEntries(entries.map(([name, value]) => [name.toLowerCase(), String(value)]));
}
