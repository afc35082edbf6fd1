import { createSignIn } from "./azure/cloud.js";
import { startClock } from "./clock.js";
import { createRunner, createRunnerServices } from "./github/runner.js";
import { INPUT_NAMES } from "./inputs/declarations.js";
import { run } from "./run.js";

// Until the end is reached this is no success: a promise that never settles must not look like one.
process.exitCode = 1;

const cancellation = new AbortController();
for (const signal of ["SIGINT", "SIGTERM"] as const) process.on(signal, () => cancellation.abort());

const environment = process.env;
const clock = startClock();
const outcome = await run({
  runner: createRunner(INPUT_NAMES, environment),
  signIn: createSignIn({ runner: createRunnerServices(environment), environment, clock }),
  clock,
  cancellation: cancellation.signal,
});
process.exit(outcome.exitCode);
