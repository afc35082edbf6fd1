import "./cancellation.js";

import { firstAudience } from "./azure/sign-in/id-token-audience.js";
import { cancellation } from "./cancellation.js";
import { startClock } from "./clock.js";
import { askEarly } from "./github/early-id-token.js";
import { type IdTokenService, idTokenService } from "./github/id-token.js";
import { createSingleGet } from "./github/single-get.js";
import { createStep } from "./github/step.js";
import { INPUT_NAMES } from "./inputs/declarations.js";
import { readProxySetting } from "./registry/proxy.js";
import { readRequest } from "./run/read-request.js";

// Until the end is reached this is no success: a promise that never settles must not look like one.
process.exitCode = 1;

// A log that nobody reads any more, or a full disk: the work and the other reports go on.
for (const stream of [process.stdout, process.stderr]) stream.on("error", () => {});

/** Milliseconds in which the first request is given the machine alone. To load a library keeps everything else waiting. */
const LONGEST_HEAD_START = 500;

const environment = process.env;
const clock = startClock();
const breakage = untilSomethingBreaks();
const proxy = readProxySetting(environment);
const step = createStep(INPUT_NAMES, environment);
const asked = readRequest(step);
const idTokens = await beginWithIdToken(idTokenService(environment, createSingleGet(proxy)));
// Most of the program, and all of Azure's and GitHub's libraries: loaded while the first request is under way.
const { main } = await import("./main.js");
const exitCode = await main({ environment, clock, proxy, step, asked, idTokens, cancellation, breakage });
await logIsRead();
process.exit(exitCode);

/** Asks for the job's ID token if signing in is to begin with one; gives the service that has it. */
async function beginWithIdToken(service: IdTokenService | null): Promise<IdTokenService | null> {
  // What is wrong is told later, where there is a log.
  const parsed = await asked.catch(() => null);
  if (service === null || parsed === null || !("request" in parsed)) return service;
  const audience = firstAudience(parsed.request, environment);
  if (audience === null) return service;
  const early = askEarly(service, audience);
  await Promise.race([early.sent, clock.sleep(LONGEST_HEAD_START, cancellation)]);
  return early.service;
}

/** Rejects with what nobody caught. It is not to end the process: what was done so far must be reported. */
function untilSomethingBreaks(): Promise<never> {
  return new Promise((_, reject) => {
    process.on("uncaughtException", reject);
    process.on("unhandledRejection", reject);
  });
}

/** A pipe takes what its reader has not come to yet; to exit before that would lose the end of the log. */
function logIsRead(): Promise<unknown> {
  return new Promise((resolve) => process.stdout.write("", resolve));
}
