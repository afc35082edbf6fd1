import { execFile, spawnSync } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { runAction } from "../../__tests__/acceptance/harness/index.js";
import {
  CLIENT,
  CLIENT_SECRET,
  type Simulator,
  startSimulator,
  TENANT,
} from "../../__tests__/simulator/index.js";

const run = promisify(execFile);
const REGIONS = ["japaneast", "uksouth", "eastus", "koreacentral", "brazilsouth"];
/** The times of the comparison: ten seconds to Succeeded, ten more to Ready. Twenty is the floor. */
const TIMING = { provisioned: 10_000, syncing: 10_000 };

/** One way to bring five replicas up, and what it took. */
export interface Contender {
  readonly name: string;
  readonly seconds: number;
  readonly requests: number;
}

/** The Azure CLI in a loop and in parallel, and this action, against one kind of world; null without `az`. */
export async function compareWithAzureCli(): Promise<readonly Contender[] | null> {
  if (spawnSync("az", ["--version"], { stdio: "ignore" }).status !== 0) return null;
  return [
    await race("az acr replication create, in a loop", (environment) => loop(environment)),
    await race("az acr replication create, in parallel", (environment) => parallel(environment)),
    await raceAction(),
  ];
}

type Environment = Readonly<Record<string, string | undefined>>;

async function race(name: string, contest: (environment: Environment) => Promise<void>): Promise<Contender> {
  const simulator = await startSimulator({ timing: TIMING, permissions: { subscription: ["*"] } });
  const config = await mkdtemp(join(tmpdir(), "azure-config-"));
  const environment = {
    PATH: process.env.PATH,
    HOME: config,
    HTTPS_PROXY: simulator.proxyUrl,
    REQUESTS_CA_BUNDLE: simulator.authorityFile,
    AZURE_CONFIG_DIR: config,
    AZURE_CORE_COLLECT_TELEMETRY: "0",
  };
  await az(
    ["login", "--service-principal", "-u", CLIENT, "-p", CLIENT_SECRET, "--tenant", TENANT],
    environment,
  );
  const before = simulator.requests.length;
  const begun = performance.now();
  await contest(environment);
  await untilAllReady(environment);
  const seconds = (performance.now() - begun) / 1000;
  const requests = simulator.requests.length - before;
  await simulator.close();
  await rm(config, { recursive: true, force: true });
  return { name, seconds, requests };
}

async function loop(environment: Environment): Promise<void> {
  for (const region of REGIONS) await create(region, environment);
}

async function parallel(environment: Environment): Promise<void> {
  await Promise.all(REGIONS.map((region) => create(region, environment)));
}

function create(region: string, environment: Environment): Promise<string> {
  return az(["acr", "replication", "create", "-r", "contoso", "-l", region], environment);
}

/** The loop that people write after the creates, since `az` returns while the replicas still sync. */
async function untilAllReady(environment: Environment): Promise<void> {
  const query = "length([?status.displayStatus!='Ready'])";
  const ask = () =>
    az(["acr", "replication", "list", "-r", "contoso", "--query", query, "-o", "tsv"], environment);
  while ((await ask()).trim() !== "0") await new Promise((resolve) => setTimeout(resolve, 5_000));
}

async function az(words: readonly string[], env: Environment): Promise<string> {
  const { stdout } = await run("az", [...words], { env });
  return stdout;
}

async function raceAction(): Promise<Contender> {
  const simulator: Simulator = await startSimulator({ timing: TIMING });
  const result = await runAction({ simulator, inputs: { registry: "contoso", regions: REGIONS.join(",") } });
  await simulator.close();
  return { name: "this action", seconds: result.milliseconds / 1000, requests: simulator.requests.length };
}
