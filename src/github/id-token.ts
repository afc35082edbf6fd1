import { debug, getIDToken } from "@actions/core";
import { guardLogLine } from "./log-guard.js";

/** Waits between the tries. The toolkit itself repeats 502, 503 and 504, but neither 429 nor lost connections. */
const WAITS = [1_000, 3_000, 7_000];
/** The service answers in well under a second; without a limit of ours a dead connection lasts three minutes. */
const TIME_LIMIT = 30_000;

/**
 * The job's ID token service, or null where the job may not ask: without `id-token: write`, and in workflows
 * that a fork or Dependabot started, the runner leaves the two variables out.
 */
export function idTokenService(
  environment: Readonly<Record<string, string | undefined>>,
): ((audience: string) => Promise<string>) | null {
  const address = environment.ACTIONS_ID_TOKEN_REQUEST_URL;
  if (!address || !environment.ACTIONS_ID_TOKEN_REQUEST_TOKEN) return null;
  return (audience) => persistently(() => traced(address, () => withinTime(askFor(audience))));
}

async function askFor(audience: string): Promise<string> {
  const token: unknown = await getIDToken(audience);
  if (typeof token !== "string") throw new Error("the answer of the ID token service holds no token");
  return token;
}

/** One line of evidence for the debug log. The toolkit keeps the answer's headers, and so its request ID, to itself. */
async function traced<T>(address: string, ask: () => Promise<T>): Promise<T> {
  const begun = performance.now();
  const report = (result: string) => {
    const milliseconds = Math.round(performance.now() - begun);
    debug(guardLogLine(`GET ${address.split("?")[0]}: ${result} in ${milliseconds} ms`));
  };
  try {
    const token = await ask();
    report("200");
    return token;
  } catch (error) {
    report(statusOf(error) ?? "no answer");
    throw error;
  }
}

/** Tries again after each wait; a refusal of the service's is final. The runner masks every token it gives. */
export async function persistently<T>(ask: () => Promise<T>, waits: readonly number[] = WAITS): Promise<T> {
  const [wait, ...rest] = waits;
  try {
    return await ask();
  } catch (error) {
    if (wait === undefined || isRefusal(error)) throw error;
  }
  await new Promise((resolve) => setTimeout(resolve, wait));
  return persistently(ask, rest);
}

// 429 is the one refusal worth another try.
function isRefusal(error: unknown): boolean {
  const status = statusOf(error);
  return status?.startsWith("4") === true && status !== "429";
}

/** The toolkit gives the status only inside its message. */
function statusOf(error: unknown): string | null {
  return error instanceof Error ? (/Error Code : (\d{3})/.exec(error.message)?.[1] ?? null) : null;
}

async function withinTime<T>(answer: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const limit = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(
      () => reject(new Error("the ID token service gave no answer within 30 seconds")),
      TIME_LIMIT,
    );
  });
  try {
    return await Promise.race([answer, limit]);
  } finally {
    clearTimeout(timer);
  }
}
