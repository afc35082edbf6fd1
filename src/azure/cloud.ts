import { createDefaultHttpClient } from "@azure/core-rest-pipeline";
import type { Clock } from "../registry/clock.js";
import type { Activity } from "../registry/failure.js";
import type { ProxySetting } from "../registry/proxy.js";
import type { Registry } from "../registry/registry.js";
import type { RegistryId } from "../registry/registry-id.js";
import type { Request } from "../registry/request.js";
import type { Cloud, Limits, SignIn } from "../run/ports.js";
import { readAccess } from "./access.js";
import { createArmClient, type ManagementClient } from "./arm-client.js";
import { CLOUDS, type CloudEndpoints } from "./clouds.js";
import type { Environment } from "./environment.js";
import { explained } from "./errors/explain.js";
import type { FailureContext } from "./errors/failure-context.js";
import { findRegistry, nameOf } from "./find-registry.js";
import { createAzureClock } from "./http/azure-clock.js";
import { createHostGate } from "./http/host-gate.js";
import { createInFlightLimit } from "./http/in-flight-policy.js";
import type { Transport } from "./http/pipeline.js";
import { createProxyAgents } from "./http/proxy-policy.js";
import { createImageSource } from "./images/image-source.js";
import { onlySubscription } from "./only-subscription.js";
import type { RunnerServices } from "./ports.js";
import { readOfferedRegions, readRegionalEndpoints, readRegistry } from "./registry-client.js";
import { createReplicaReader } from "./replica-reader.js";
import { createReplications } from "./replications.js";
import { currentCliSubscription } from "./sign-in/cli-subscription.js";
import { type SignedIn, signInToEntra } from "./sign-in/sign-in.js";

/** What the adapters of Azure need of a run. */
export interface CloudSetting {
  readonly runner: RunnerServices;
  readonly environment: Environment;
  readonly proxy: ProxySetting;
  readonly clock: Clock;
}

/** Signs in to the cloud that a request names, and gives what a run does there. */
export function createSignIn(setting: CloudSetting): SignIn {
  return async (request, limits) => {
    const cloud = CLOUDS[request.cloud];
    const { environment, runner } = setting;
    const { identity } = request;
    const transport = createTransport(setting, limits);
    const parts = { cloud, identity, environment, proxy: setting.proxy, runner, transport };
    // Signing in needs nothing of it: loaded while the first token is under way.
    const loading = import("@azure/arm-containerregistry");
    const signedIn = await signInToEntra(parts, limits);
    const { ContainerRegistryManagementClient: library } = await loading;
    const say = (line: string) => runner.say(line);
    return createCloud({ request, cloud, signedIn, transport, library, environment, say });
  };
}

function createTransport({ runner, clock, proxy }: CloudSetting, { timeLeft }: Limits): Transport {
  return {
    client: createDefaultHttpClient(),
    clock,
    azureClock: createAzureClock(clock),
    retries: { clock, gate: createHostGate(clock), timeLeft, random: Math.random },
    inFlight: createInFlightLimit(),
    proxyAgents: createProxyAgents(proxy),
    trace: (line) => runner.trace(line),
    mask: maskOnce(runner),
  };
}

// Each mask is a line in the log; the same token comes by more than once.
function maskOnce(runner: RunnerServices): (secret: string) => void {
  const masked = new Set<string>();
  return (secret) => {
    if (!masked.has(secret)) runner.mask(secret);
    masked.add(secret);
  };
}

interface CloudParts {
  readonly request: Request;
  readonly cloud: CloudEndpoints;
  readonly signedIn: SignedIn;
  readonly transport: Transport;
  readonly library: ManagementClient;
  readonly environment: Environment;
  /** One line of the story for the log. */
  say(line: string): void;
}

function createCloud(parts: CloudParts): Cloud {
  const { request, cloud, signedIn, transport, library, environment, say } = parts;
  const arm = createArmClient(cloud, signedIn.tokens, transport, library);
  const about = (activity: Activity, registry: Registry | null): FailureContext => ({
    activity,
    region: null,
    cloud,
    registry: registry?.id.name ?? nameOf(request.registry),
    subscriptionId: registry?.id.subscriptionId ?? namedSubscription(request),
  });
  const findSubscription = async (context: FailureContext, signal: AbortSignal): Promise<string> => {
    const current = signedIn.way === "azure-cli" ? await currentCliSubscription(environment, signal) : null;
    const subscriptionId = current ?? (await onlySubscription(arm, context, signal));
    const whose = current === null ? "the only one that the identity can see" : "the Azure CLI's current one";
    say(`No subscription is set: the registry is searched in ${whose}, ${subscriptionId}.`);
    return subscriptionId;
  };
  const repositories = request.images.map(({ repository }) => repository);
  return {
    date: transport.azureClock.date,
    findRegistry: (signal) =>
      explained(about("find-registry", null), async (context) => {
        const subscriptionId = context.subscriptionId ?? (await findSubscription(context, signal));
        const { registry: selector, loginServer, resourceGroup } = request;
        const search = { selector, loginServer, subscriptionId, resourceGroup };
        const list = (id: RegistryId) => createReplicaReader(arm, id, cloud).listExplained(signal);
        return await findRegistry(arm, search, list, { ...context, subscriptionId }, signal);
      }),
    readRegistry: (registry, signal) =>
      explained(about("read-registry", registry), (context) =>
        readRegistry(arm, registry.id, context, signal),
      ),
    offeredRegions: (registry, signal) => readOfferedRegions(arm, cloud, registry.id.subscriptionId, signal),
    access: (registry, signal) => readAccess(arm, cloud, registry.id, signal),
    regionalEndpoints: (registry, signal) => readRegionalEndpoints(arm, cloud, registry, signal),
    replications: (registry) => createReplications(arm, registry, cloud, transport.retries),
    imageSource: (registry, signal) =>
      explained(about("prove-image", registry), (context) =>
        createImageSource({ arm, registry, repositories, cloud, signedIn, transport, context }, signal),
      ),
  };
}

function namedSubscription({ registry, subscriptionId }: Request): string | null {
  return registry.kind === "id" ? registry.id.subscriptionId : subscriptionId;
}
