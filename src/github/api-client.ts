/** Sends one request to the GitHub API and gives the body of its answer. */
export type Ask = (route: string, parameters: Readonly<Record<string, unknown>>) => Promise<unknown>;

/** Waits in milliseconds where the answer names none. */
const WAITS = [1_000, 2_000, 4_000];
/** A longer wait than this is not worth an issue: the next scheduled run keeps it up to date. */
const LONGEST_WAIT = 60_000;
const TIME_LIMIT = 30_000;

/** Base URL of the run's own API: github.com, GitHub Enterprise Cloud or Server. */
export function apiHost(environment: Readonly<Record<string, string | undefined>>): string {
  return environment.GITHUB_API_URL || "https://api.github.com";
}

/**
 * A client of the GitHub API at `baseUrl` and of no other host: it follows no redirect and no link. Throttled
 * and failed requests are tried again a few times; writes only when they were certainly not taken.
 */
export async function createApiClient(token: string, baseUrl: string): Promise<Ask> {
  const { getOctokit } = await import("@actions/github");
  const octokit = getOctokit(token, { baseUrl, userAgent: "acr-geo-replication" });
  return async (route, parameters) => {
    const answer = await patiently(route, async () => {
      const signal = AbortSignal.timeout(TIME_LIMIT);
      return await octokit.request(route, { ...parameters, request: { signal, redirect: "manual" } });
    });
    if (answer.status < 200 || answer.status >= 300)
      throw new Error(`GitHub's API points elsewhere (HTTP ${answer.status})`);
    return answer.data;
  };
}

/** Repeats `send` while the failure passes by itself; the last failure is thrown. */
export async function patiently<T>(
  route: string,
  send: () => Promise<T>,
  sleep: (milliseconds: number) => Promise<void> = (milliseconds) =>
    new Promise((resolve) => setTimeout(resolve, milliseconds)),
): Promise<T> {
  for (const wait of WAITS) {
    try {
      return await send();
    } catch (error) {
      const delay = retryDelay(route, error, wait);
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

interface Problem {
  readonly status: number | null;
  readonly headers: Readonly<Record<string, string>>;
}

function readProblem(error: unknown): Problem {
  if (typeof error !== "object" || error === null) return { status: null, headers: {} };
  const status = "status" in error && typeof error.status === "number" ? error.status : null;
  const response = "response" in error ? error.response : null;
  if (typeof response !== "object" || response === null || !("headers" in response))
    return { status, headers: {} };
  const entries = Object.entries(response.headers ?? {}).map(([name, value]) => [
    name.toLowerCase(),
    String(value),
  ]);
  return { status, headers: Object.fromEntries(entries) };
}
