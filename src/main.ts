import { createSignIn } from "./azure/cloud.js";
import { createFetch } from "./github/http.js";
import type { IdTokenService } from "./github/id-token.js";
import { createRunner, createRunnerServices } from "./github/runner.js";
import { describeProxySetting, type ProxySetting } from "./registry/proxy.js";
import type { Step } from "./run/ports.js";
import { run, type Surroundings } from "./run/run.js";

/** What is there before the libraries are loaded. */
export interface Beginning extends Pick<Surroundings, "asked" | "clock" | "cancellation" | "breakage"> {
  readonly environment: NodeJS.ProcessEnv;
  readonly proxy: ProxySetting;
  readonly step: Step;
  /** Null where the job may not ask for ID tokens. */
  readonly idTokens: IdTokenService | null;
}

/** Puts the parts together and runs. Gives the exit code. */
export async function main(beginning: Beginning): Promise<0 | 1> {
  const { environment, proxy, step, idTokens, clock } = beginning;
  const fetch = createFetch(proxy);
  const services = createRunnerServices(idTokens);
  // For bug reports; shown in runs with debug logging only.
  services.trace(
    `Node ${process.version} on ${process.platform} ${process.arch}, action ${environment.GITHUB_ACTION_REF || "of the workspace"}`,
  );
  services.trace(describeProxySetting(proxy));
  return await run({
    ...beginning,
    runner: createRunner({ step, environment, fetch, sleep: clock.sleep }),
    signIn: createSignIn({ runner: services, environment, proxy, clock }),
  });
}
