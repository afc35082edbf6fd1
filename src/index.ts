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
const outcome = await run({
  runner: createRunner(INPUT_NAMES, environment, fetch),
  signIn: createSignIn({ runner: services, environment, proxy, clock }),
  clock,
  cancellation,
});
await logIsRead();
process.exit(outcome.exitCode);

/** A pipe takes what its reader has not come to yet; to exit before that would lose the end of the log. */
function logIsRead(): Promise<unknown> {
  return new Promise((resolve) => process.stdout.write("", resolve));
}
