import { writeDebugLine } from "./debug-log.js";
import type { Environment } from "./environment.js";
import { type Fetch, readNoAnswer } from "./http.js";

/** Waits between the tries. */
const WAITS = [1_000, 3_000, 7_000];
/** The service answers in well under a second; without a limit of ours a dead connection lasts three minutes. */
const TIME_LIMIT = 30_000;

/** Thrown when the service gave no token. */
export class NoIdToken extends Error {
  /** The status, such as `HTTP 403`; Node's word where no answer came, such as `ECONNREFUSED`. */
  readonly code: string;
  /** Whether another try may help. */
  readonly mayPass: boolean;

  constructor(code: string, message: string, mayPass: boolean) {
    super(message);
    this.name = "NoIdToken";
    this.code = code;
    this.mayPass = mayPass;
  }
}

/**
 * The job's ID token service, or null where the job may not ask: without `id-token: write`, and in workflows
 * that a fork or Dependabot started, the runner leaves the two variables out.
 */
export function idTokenService(
  environment: Environment,
  fetch: Fetch,
): ((audience: string) => Promise<string>) | null {
  const address = environment.ACTIONS_ID_TOKEN_REQUEST_URL;
  const requestToken = environment.ACTIONS_ID_TOKEN_REQUEST_TOKEN;
  if (!address || !requestToken) return null;
  return (audience) => {
    const url = `${address}&audience=${encodeURIComponent(audience)}`;
    return persistently(() => traced(url, () => withinTime(ask(fetch, url, requestToken))));
  };
}

/** Tries again after each wait, unless that would not help. */
export async function persistently<T>(send: () => Promise<T>, waits: readonly number[] = WAITS): Promise<T> {
  const [wait, ...rest] = waits;
  try {
    return await send();
  } catch (error) {
    if (wait === undefined || (error instanceof NoIdToken && !error.mayPass)) throw error;
  }
  await new Promise((resolve) => setTimeout(resolve, wait));
  return persistently(send, rest);
}

// Not the toolkit's own `getIDToken`: that one follows redirects to wherever they point, and reads the proxy's
// variables by itself.
async function ask(fetch: Fetch, url: string, requestToken: string): Promise<string> {
  const headers = {
    Accept: "application/json",
    Authorization: `Bearer ${requestToken}`,
    "User-Agent": "acr-geo-replication",
  };
  try {
    const answer = await fetch(url, { headers });
    const location = answer.headers.get("location") ?? undefined;
    return readToken(url, answer.status, location, await answer.text());
  } catch (error) {
    throw error instanceof NoIdToken ? error : noAnswer(url, error);
  }
}

function noAnswer(url: string, error: unknown): NoIdToken {
  const { code, message, mayPass } = readNoAnswer(error);
  return new NoIdToken(code, `${hostOf(url)}: ${message}`, mayPass);
}

/** The token in an answer of the service; throws {@link NoIdToken} where there is none. */
export function readToken(url: string, status: number, location: string | undefined, body: string): string {
  const refuse = (what: string, mayPass: boolean) =>
    new NoIdToken(`HTTP ${status}`, `${hostOf(url)}: HTTP ${status}${what}`, mayPass);
  if (status >= 300 && status < 400) {
    throw refuse(
      `, which leads to ${originOf(location, url)}. It was not followed, and no token left`,
      false,
    );
  }
  if (status >= 400) {
    const said = memberOf(body, "message");
    throw refuse(said === null ? "" : `, ${said}`, status === 429 || status >= 500);
  }
  const token = memberOf(body, "value");
  if (token === null) throw refuse(", an answer without a token", true);
  return token;
}

function memberOf(body: string, name: string): string | null {
  try {
    const json: unknown = JSON.parse(body);
    const value: unknown = typeof json === "object" && json !== null ? Reflect.get(json, name) : null;
    return typeof value === "string" && value !== "" ? value : null;
  } catch {
    return null;
  }
}

function hostOf(url: string): string {
  return new URL(url).host;
}

function originOf(location: string | undefined, base: string): string {
  return location !== undefined && URL.canParse(location, base) ? new URL(location, base).origin : "nowhere";
}

/** One line of evidence per try for the debug log, as for Azure's requests. */
async function traced<T>(url: string, send: () => Promise<T>): Promise<T> {
  const begun = performance.now();
  const report = (result: string) => {
    const milliseconds = Math.round(performance.now() - begun);
    writeDebugLine(`GET ${url.split("?")[0]}: ${result} in ${milliseconds} ms`);
  };
  try {
    const token = await send();
    report("200");
    return token;
  } catch (error) {
    report(error instanceof NoIdToken ? error.code.replace("HTTP ", "") : "no answer");
    throw error;
  }
}

async function withinTime<T>(answer: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const limit = new Promise<never>((_resolve, reject) => {
    const late = new NoIdToken("ETIMEDOUT", "the ID-token service gave no answer within 30 seconds", true);
    timer = setTimeout(() => reject(late), TIME_LIMIT);
  });
  try {
    return await Promise.race([answer, limit]);
  } finally {
    clearTimeout(timer);
  }
}
