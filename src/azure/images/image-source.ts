import type { ImageSource } from "../../apply/ports.js";
import type { Registry } from "../../registry/registry.js";
import { prose } from "../../registry/server-text.js";
import { lacksVersion, REGIONAL_ENDPOINTS_API_VERSION } from "../api-versions.js";
import type { ArmClient } from "../arm-client.js";
import type { CloudEndpoints } from "../clouds.js";
import { decodeRegionalHosts, hasRepositoryPermissions } from "../decode.js";
import { failure, malformed, refusal } from "../errors/explain.js";
import type { FailureContext } from "../errors/failure-context.js";
import { member } from "../http/answer.js";
import { errorCode } from "../http/error-body.js";
import type { Transport } from "../http/pipeline.js";
import type { SignedIn } from "../sign-in/sign-in.js";
import { createDataPlane } from "./data-plane.js";
import { createManifests } from "./manifests.js";
import { registryHosts } from "./registry-hosts.js";
import { createRegistryTokens } from "./registry-tokens.js";

/** What {@link createImageSource} needs. */
export interface ImageSourceSetting {
  readonly arm: ArmClient;
  readonly registry: Registry;
  readonly cloud: CloudEndpoints;
  readonly signedIn: SignedIn;
  readonly transport: Transport;
  readonly context: FailureContext;
}

/**
 * Finds out, with one GET by the preview API, whether the registry's regions answer at endpoints of their own.
 * Turns nothing on.
 */
export async function createImageSource(
  setting: ImageSourceSetting,
  signal: AbortSignal,
): Promise<ImageSource> {
  const { arm, registry, cloud, signedIn, transport, context } = setting;
  const answer = await arm.get(addressOf(registry, cloud), signal);
  if (lacksVersion(errorCode(answer))) return { kind: "none", failure: notOffered(context) };
  if (answer.status !== 200) throw refusal(answer, context);
  const properties = member(answer.json, "properties");
  if (typeof properties !== "object" || properties === null)
    throw malformed(answer, "the registry has no properties", context);
  const listed = decodeRegionalHosts(answer.json);
  if (listed === null) return { kind: "none", failure: switchedOff(registry, context) };
  const hosts = registryHosts(registry.loginServer, listed, cloud);
  const send = createDataPlane(transport, hosts.fence);
  const tokens = createRegistryTokens(send, signedIn, cloud, transport);
  const pullRole = hasRepositoryPermissions(answer.json) ? REPOSITORY_ROLE : REGISTRY_ROLE;
  const manifests = createManifests({ send, hosts, tokens, pullRole, context });
  return { kind: "regional-endpoints", manifests };
}

/** The built-in roles that let an identity pull, by the registry's role assignment mode. */
const REGISTRY_ROLE = "AcrPull";
const REPOSITORY_ROLE = "Container Registry Repository Reader";

function addressOf({ id }: Registry, { armEndpoint }: CloudEndpoints): string {
  const group = encodeURIComponent(id.resourceGroup);
  return `${armEndpoint}/subscriptions/${id.subscriptionId}/resourceGroups/${group}/providers/Microsoft.ContainerRegistry/registries/${id.name}?api-version=${REGIONAL_ENDPOINTS_API_VERSION}`;
}

function switchedOff(registry: Registry, context: FailureContext) {
  return failure(context, {
    kind: "observed",
    code: "RegionalEndpointsOff",
    remedy: prose`The registry's regions cannot be asked one by one: its regional endpoints are off. To turn them on: \`az acr update --name ${registry.id.name} --regional-endpoints enabled\`. With private endpoints each replica then needs one more address in every connected network.`,
  }).failure;
}

function notOffered(context: FailureContext) {
  return failure(context, {
    kind: "observed",
    code: "RegionalEndpointsNotOffered",
    remedy: prose`The regions of a registry cannot be asked one by one in ${context.cloud.name}: its API has no regional endpoints yet. Leave \`images\` out, or set \`if-image-unknown: warn\`.`,
  }).failure;
}
