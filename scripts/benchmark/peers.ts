import { execFile, spawnSync } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { runAction } from "../../__tests__/acceptance/harness/index.js";
import {
  CLIENT,
  CLIENT_SECRET,
  REGISTRY,
  RESOURCE_GROUP,
  type Simulator,
  SUBSCRIPTION,
  startSimulator,
  TENANT,
} from "../../__tests__/simulator/index.js";

const run = promisify(execFile);
const REGIONS = ["japaneast", "uksouth", "eastus", "koreacentral", "brazilsouth"];
/** The times of the comparison, no multiple of anybody's interval: to Succeeded, and from there to Ready. */
const TIMING = { provisioned: 10_700, syncing: 12_600 };
/** Seconds that the replicas themselves take: nobody can be faster. */
export const FLOOR = (TIMING.provisioned + TIMING.syncing) / 1000;
const SDK_SCRIPT = join(dirname(fileURLToPath(import.meta.url)), "sdk-script.js");

/** One way to bring five replicas up, and what it took. */
export interface Contender {
  readonly name: string;
  readonly seconds: number;
  readonly requests: number;
}

/** The Azure CLI, scripts on the SDK and this action, against one kind of world; without the CLI where there is no `az`. */
export async function comparePeers(): Promise<readonly Contender[]> {
  const hasCli = spawnSync("az", ["--version"], { stdio: "ignore" }).status === 0;
  const cli = hasCli
    ? [
        await raceCli("az acr replication create, in a loop", loop),
        await raceCli("az acr replication create, in parallel", parallel),
      ]
    : [];
  return [
    ...cli,
    await raceSdk("a script on the SDK, which lists every 5 s", "submit"),
    await raceSdk("the same with the SDK's own pollers first", "poll"),
    await raceAction(),
  ];
}

type Environment = Readonly<Record<string, string | undefined>>;

async function raceCli(
  name: string,
  contest: (environment: Environment) => Promise<void>,
): Promise<Contender> {
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

async function raceSdk(name: string, how: "submit" | "poll"): Promise<Contender> {
  const simulator = await startSimulator({ timing: TIMING });
  const environment = {
    HTTPS_PROXY: simulator.proxyUrl,
    NODE_EXTRA_CA_CERTS: simulator.authorityFile,
    ...{ TENANT, CLIENT, CLIENT_SECRET, SUBSCRIPTION, GROUP: RESOURCE_GROUP, REGISTRY },
  };
  const begun = performance.now();
  await run(process.execPath, [SDK_SCRIPT, how, ...REGIONS], { env: environment });
  const seconds = (performance.now() - begun) / 1000;
  await simulator.close();
  return { name, seconds, requests: simulator.requests.length };
}

async function raceAction(): Promise<Contender> {
  const simulator: Simulator = await startSimulator({ timing: TIMING });
  const result = await runAction({ simulator, inputs: { registry: "contoso", regions: REGIONS.join(",") } });
  await simulator.close();
  return { name: "this action", seconds: result.milliseconds / 1000, requests: simulator.requests.length };
}
