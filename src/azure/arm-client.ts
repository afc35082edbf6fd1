import type { ContainerRegistryManagementClient } from "@azure/arm-containerregistry";
import type { HttpClient, Pipeline, PipelinePolicy, PipelineResponse } from "@azure/core-rest-pipeline";
import { API_VERSION, apiVersionPolicy } from "./api-versions.js";
import type { CloudEndpoints } from "./clouds.js";
import type { Decoded } from "./decode.js";
import { malformed, refusal } from "./errors/explain.js";
import type { FailureContext } from "./errors/failure-context.js";
import { type Answer, member, readAnswer, textMember } from "./http/answer.js";
import { azureClockPolicy } from "./http/azure-clock.js";
import { httpsOnly } from "./http/host-fence.js";
import { createPipeline, sendThrough, type Transport } from "./http/pipeline.js";
import { type AccessTokens, tokenPolicy } from "./http/token-policy.js";

/** Azure Resource Manager of one cloud, signed in. Every request passes the fence, the retries and the trace. */
export interface ArmClient {
  /** The library's client for one subscription. */
  containerRegistry(subscriptionId: string): ContainerRegistryManagementClient;
  /** One GET of an address of ARM's, as given. */
  get(url: string, signal: AbortSignal): Promise<Answer>;
  /** The same, and whatever comes is the answer: for what the run can do without. */
  getOnce(url: string, signal: AbortSignal): Promise<Answer>;
  /** The rows of all pages of a list, which begins at a path of ARM's. Rows that `decode` reads as null are left out. */
  list<T>(
    path: string,
    decode: (row: unknown) => Decoded<T | null>,
    context: FailureContext,
    signal: AbortSignal,
  ): Promise<readonly T[]>;
}

/** More pages than this are no list of registries or replicas. */
const MOST_PAGES = 200;

/** The library's class. It is handed in, so that whoever makes the client decides when the library is loaded. */
export type ManagementClient = typeof ContainerRegistryManagementClient;

/** A client of one cloud's ARM, signed with `tokens`. */
export function createArmClient(
  cloud: CloudEndpoints,
  tokens: AccessTokens,
  transport: Transport,
  library: ManagementClient,
): ArmClient {
  const clients = new Map<string, ContainerRegistryManagementClient>();
  // One for all pipelines: what one learns of the cloud's versions serves the others.
  const versions = apiVersionPolicy();
  const newPipeline = (retries = true) => createArmPipeline(cloud, tokens, transport, versions, retries);
  const pipeline = newPipeline();
  const pipelineOfOneTry = newPipeline(false);
  const get = (url: string, signal: AbortSignal) =>
    sendThrough(pipeline, transport.client, { method: "GET", url }, signal);
  return {
    get,
    getOnce: (url, signal) => sendThrough(pipelineOfOneTry, transport.client, { method: "GET", url }, signal),
    containerRegistry: (subscriptionId) => {
      const known =
        clients.get(subscriptionId) ??
        createLibraryClient(library, cloud, subscriptionId, transport.client, newPipeline());
      clients.set(subscriptionId, known);
      return known;
    },
    list: async (path, decode, context, signal) => {
      const rows = [];
      let next: string | null = `${cloud.armEndpoint}${path}`;
      for (let page = 0; next !== null; page++) {
        const answer = await get(next, signal);
        rows.push(...readPage(answer, decode, context));
        // Half a list would be worse than none: what it leaves out would look as if it were missing.
        if (page === MOST_PAGES) throw malformed(answer, "its pages never end", context);
        next = readNextLink(answer, context);
      }
      return rows;
    },
  };
}

function readPage<T>(
  answer: Answer,
  decode: (row: unknown) => Decoded<T | null>,
  context: FailureContext,
): readonly T[] {
  if (answer.status !== 200) throw refusal(answer, context);
  const value = member(answer.json, "value");
  if (!Array.isArray(value)) throw malformed(answer, "it contains no list", context);
  return value.flatMap((row: unknown) => {
    const decoded = decode(row);
    if (decoded.lacks !== null) throw malformed(answer, decoded.lacks, context);
    return decoded.value === null ? [] : [decoded.value];
  });
}

function createArmPipeline(
  cloud: CloudEndpoints,
  tokens: AccessTokens,
  transport: Transport,
  versions: PipelinePolicy,
  retries: boolean,
): Pipeline {
  const arm = new URL(cloud.armEndpoint).hostname;
  return createPipeline(transport, {
    fence: httpsOnly((host) => host === arm),
    proxied: true,
    retries,
    signs: tokenPolicy(tokens, cloud.armScope),
    first: [versions, azureClockPolicy(transport.azureClock)],
  });
}

function createLibraryClient(
  Library: ManagementClient,
  cloud: CloudEndpoints,
  subscriptionId: string,
  httpClient: HttpClient,
  pipeline: Pipeline,
): ContainerRegistryManagementClient {
  // The pipeline signs; a credential that the library asked would go past it.
  const unused = { getToken: async () => null };
  return new Library(unused, subscriptionId, {
    endpoint: cloud.armEndpoint,
    apiVersion: API_VERSION,
    httpClient,
    // The library adds a policy of its own, so each client has its own pipeline.
    pipeline,
  });
}

function readNextLink(answer: Answer, context: FailureContext): string | null {
  const link = textMember(answer.json, "nextLink");
  if (link === null || link === "") return null;
  if (!URL.canParse(link)) throw malformed(answer, "its next link is not an address", context);
  return link;
}

interface LibraryOptions {
  readonly abortSignal: AbortSignal;
  readonly onResponse: (response: PipelineResponse) => void;
}

/**
 * The answer to one call of the library, as it came. The library's own reading of it is dropped: it hides the
 * status, throws on bodies that are not as promised, and leaves out what it does not know.
 */
export async function answerTo(
  call: (options: LibraryOptions) => PromiseLike<unknown>,
  signal: AbortSignal,
): Promise<Answer> {
  let answer: Answer | null = null;
  const options: LibraryOptions = {
    abortSignal: signal,
    onResponse: (response) => {
      answer ??= readAnswer(response);
    },
  };
  let problem: unknown = new Error("the library gave no answer");
  try {
    await call(options);
  } catch (error) {
    problem = error;
  }
  if (answer === null) throw problem;
  return answer;
}
