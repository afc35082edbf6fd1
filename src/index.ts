import "./cancellation.js";

import { createSignIn } from "./azure/cloud.js";
import { cancellation } from "./cancellation.js";
import { startClock } from "./clock.js";
import { createFetch } from "./github/http.js";
import { createRunner, createRunnerServices } from "./github/runner.js";
import { INPUT_NAMES } from "./inputs/declarations.js";
import { describeProxySetting, readProxySetting } from "./registry/proxy.js";
import { run } from "./run/run.js";

// Until the end is reached this is no success: a promise that never settles must not look like one.
process.exitCode = 1;

// A log that nobody reads any more, or a full disk: the work and the other reports go on.
for (const stream of [process.stdout, process.stderr]) stream.on("error", () => {});

const environment = process.env;
const clock = startClock();
const proxy = readProxySetting(environment);
const fetch = createFetch(proxy);
const services = createRunnerServices(environment, fetch);
// For bug reports; shown in runs with debug logging only.
services.trace(
  `Node ${process.version} on ${process.platform} ${process.arch}, action ${environment.GITHUB_ACTION_REF || "of the workspace"}`,
);
services.trace(describeProxySetting(proxy));
const exitCode = await run({
  runner: createRunner(INPUT_NAMES, environment, fetch),
  signIn: createSignIn({ runner: services, environment, proxy, clock }),
  clock,
  cancellation,
  breakage: untilSomethingBreaks(),
});
await logIsRead();
process.exit(exitCode);

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
