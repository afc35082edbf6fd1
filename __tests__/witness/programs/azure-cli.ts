import { mkdtemp } from "node:fs/promises";
import { join } from "node:path";
import { CLIENT, CLIENT_SECRET, type Simulator, TENANT } from "../../simulator/index.js";
import { runProgram } from "./run-program.js";

/** What a command came to. */
export interface CliAnswer {
  readonly exitCode: number | null;
  /** What it printed as JSON; undefined when it printed none. */
  readonly json: unknown;
  /** Warnings and errors. */
  readonly said: string;
  readonly milliseconds: number;
}

/** Azure CLI with a configuration of its own: `az("acr", "replication", "list", …)`. */
export type AzureCli = (...args: readonly string[]) => Promise<CliAnswer>;

/**
 * Azure CLI as it comes, in AzureCloud, Debian's unless another is named; a proxy and a certificate authority are all that it is told. Each one starts
 * with an empty configuration, since the CLI keeps tokens in it.
 */
export async function azureCli(simulator: Simulator, program = "az"): Promise<AzureCli> {
  const home = await mkdtemp(join(simulator.folder, "azure-cli-"));
  const environment = {
    HOME: home,
    AZURE_CONFIG_DIR: home,
    AZURE_CORE_COLLECT_TELEMETRY: "0",
    REQUESTS_CA_BUNDLE: simulator.authorityFile,
    HTTPS_PROXY: simulator.proxyUrl,
    LANG: "C.UTF-8",
  };
  return async (...args) => {
    const { exitCode, stdout, stderr, milliseconds } = await runProgram(program, args, { environment });
    return { exitCode, json: parsed(stdout), said: stderr.trim(), milliseconds };
  };
}

/** Signs in with the secret of the default application. */
export function signInWithSecret(az: AzureCli, secret = CLIENT_SECRET): Promise<CliAnswer> {
  return az("login", "--service-principal", "-u", CLIENT, "-p", secret, "--tenant", TENANT);
}

/** Signs in with an ID token, as azure/login does for OIDC. */
export function signInWithToken(az: AzureCli, token: string): Promise<CliAnswer> {
  return az("login", "--service-principal", "-u", CLIENT, "--federated-token", token, "--tenant", TENANT);
}

/** Azure CLI, signed in. */
export async function signedInAzureCli(simulator: Simulator, program = "az"): Promise<AzureCli> {
  const az = await azureCli(simulator, program);
  const { exitCode, said } = await signInWithSecret(az);
  if (exitCode !== 0) throw new Error(`Azure CLI did not sign in: ${said}`);
  return az;
}

/** The `ERROR:` line of an answer. */
export function errorOf({ said }: CliAnswer): string {
  return said.split("\n").find((line) => line.startsWith("ERROR:")) ?? "";
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
