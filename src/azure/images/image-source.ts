import type { ImageSource } from "../../apply/ports.js";
import type { Failure } from "../../registry/failure.js";
import type { Registry } from "../../registry/registry.js";
import { prose } from "../../registry/server-text.js";
import {
  isPreview,
  KNOWN_PREVIEWS,
  lacksVersion,
  namedVersions,
  newestFirst,
  REGIONAL_ENDPOINTS_API_VERSION,
} from "../api-versions.js";
import type { ArmClient } from "../arm-client.js";
import type { CloudEndpoints } from "../clouds.js";
import { decodeRegionalHosts, hasRepositoryPermissions, showsRegionalEndpoints } from "../decode.js";
import { failure, malformed, refusal } from "../errors/explain.js";
import type { FailureContext } from "../errors/failure-context.js";
import { type Answer, member } from "../http/answer.js";
import { errorCode, readErrorBody } from "../http/error-body.js";
import type { Transport } from "../http/pipeline.js";
import { registryAddress } from "../registry-client.js";
import type { SignedIn } from "../sign-in/sign-in.js";
import { createDataPlane } from "./data-plane.js";
import { createManifests } from "./manifests.js";
import { registryHosts } from "./registry-hosts.js";
import { createRegistryTokens } from "./registry-tokens.js";

/** What {@link createImageSource} needs. */
export interface ImageSourceSetting {
  readonly arm: ArmClient;
  readonly registry: Registry;
  /** Those of the images that are to be asked for. */
  readonly repositories: readonly string[];
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
  const { registry, cloud, signedIn, transport, context } = setting;
  const answer = await readWithRegionalEndpoints(setting, signal);
  if ("kind" in answer) return answer;
  const listed = decodeRegionalHosts(answer.json);
  if (listed === null) return { kind: "none", failure: switchedOff(registry, context) };
  const hosts = registryHosts(registry.loginServer, listed, cloud);
  const send = createDataPlane(transport, hosts.fence);
  const tokens = createRegistryTokens(send, signedIn, cloud, transport, setting.repositories);
  const pullRole = hasRepositoryPermissions(answer.json) ? REPOSITORY_ROLE : REGISTRY_ROLE;
  const named = { registry: registry.id.name, hasQuarantine: registry.hasQuarantine };
  const manifests = createManifests({ send, hosts, tokens, pullRole, context, ...named });
  return { kind: "regional-endpoints", manifests };
}

/**
 * Reads the registry in a version that shows its regional endpoints: a known preview, or where those are gone the
 * newest stable version that the refusal names, then the newest preview. What counts is whether the answer has them.
 */
async function readWithRegionalEndpoints(
  { arm, registry, cloud, context }: ImageSourceSetting,
  signal: AbortSignal,
): Promise<Answer | Extract<ImageSource, { readonly kind: "none" }>> {
  const ask = (version: string) => arm.get(registryAddress(registry, cloud, version), signal);
  const first = await ask(REGIONAL_ENDPOINTS_API_VERSION);
  if (!lacksVersion(errorCode(first))) {
    const lacking = notShown([REGIONAL_ENDPOINTS_API_VERSION], context);
    return hasRegionalEndpoints(first, context) ? first : { kind: "none", failure: lacking };
  }
  const asked: string[] = [];
  for (const version of worthAsking(first)) {
    const answer = await ask(version);
    if (!lacksVersion(errorCode(answer)) && hasRegionalEndpoints(answer, context)) return answer;
    asked.push(version);
  }
  return { kind: "none", failure: notShown(asked, context) };
}

/** The newest stable version and the newest preview that a refusal names. */
function worthAsking(refused: Answer): readonly string[] {
  const versions = newestFirst(namedVersions(readErrorBody(refused).message ?? ""));
  const stable = versions.find((version) => !isPreview(version));
  const preview = versions.find(isPreview);
  return [stable, preview].filter((version) => version !== undefined);
}

/** Whether the answer says if regional endpoints are on. Throws where it is no answer about the registry. */
function hasRegionalEndpoints(answer: Answer, context: FailureContext): boolean {
  if (answer.status !== 200) throw refusal(answer, context);
  const properties = member(answer.json, "properties");
  if (typeof properties !== "object" || properties === null) {
    throw malformed(answer, "the registry has no properties", context);
  }
  return showsRegionalEndpoints(answer.json);
}

/** The built-in roles that let an identity pull, by the registry's role assignment mode. */
const REGISTRY_ROLE = "AcrPull";
const REPOSITORY_ROLE = "Container Registry Repository Reader";

function switchedOff(registry: Registry, context: FailureContext) {
  return failure(context, {
    kind: "observed",
    code: "RegionalEndpointsOff",
    remedy: prose`The registry's regions cannot be asked one by one: its regional endpoints are disabled. To enable them: \`az acr update --name ${registry.id.name} --regional-endpoints enabled\`. With private endpoints each replica then needs one more address in each connected network.`,
  }).failure;
}

/** `asked`: the versions beyond those that the action knows, none where the refusal names none. */
function notShown(asked: readonly string[], context: FailureContext): Failure {
  const [newest = "none"] = asked;
  const isKnown = newest === REGIONAL_ENDPOINTS_API_VERSION;
  const found = isKnown
    ? `the API's answer to version ${newest} does not mention regional endpoints`
    : `the API no longer has, or does not have yet, the versions ${KNOWN_PREVIEWS.join(" and ")}, in which they can be seen, ` +
      (asked.length === 0
        ? "and offers no other"
        : `and ${asked.join(" and ")}, the newest that it offers, ${asked.length === 1 ? "does" : "do"} not show them`);
  return failure(context, {
    kind: "observed",
    code: "RegionalEndpointsNotOffered",
    remedy: [
      `The regions of a registry cannot be asked one by one in ${context.cloud.name}: ${found}. Check whether there is a ` +
        "newer release of this action. Until then leave `images` out, or set `if-image-unknown: warn`.",
    ],
  }).failure;
}
