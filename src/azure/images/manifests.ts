import type { BlobAnswer, ManifestAnswer, Manifests } from "../../apply/ports.js";
import type { Digest } from "../../registry/image-reference.js";
import type { Region } from "../../registry/region.js";
import { isAbortOrTimeout } from "../errors/explain.js";
import type { FailureContext } from "../errors/failure-context.js";
import type { Answer } from "../http/answer.js";
import { FenceCrossed } from "../http/host-fence.js";
import { createContentsMemory } from "./contents-memory.js";
import type { DataPlane } from "./data-plane.js";
import { createLookLimit } from "./look-limit.js";
import { ACCEPT_MANIFESTS, decodeManifest, readDigest } from "./manifest-content.js";
import { classifyAnswer, classifyError, type Question } from "./manifest-failures.js";
import type { RegistryHosts } from "./registry-hosts.js";
import { reasonOf } from "./registry-refusal.js";
import type { PullToken, RegistryTokens } from "./registry-tokens.js";
import { readRealm } from "./token-exchange.js";

/** What {@link createManifests} needs. */
export interface ManifestsSetting extends Pick<Question, "pullRole" | "registry" | "hasQuarantine"> {
  readonly send: DataPlane;
  readonly hosts: RegistryHosts;
  readonly tokens: RegistryTokens;
  readonly context: FailureContext;
}

/** Asks the regions' own hosts for manifests and blobs. */
export function createManifests(setting: ManifestsSetting): Manifests {
  const { send, hosts, tokens, context, pullRole, registry, hasQuarantine } = setting;
  const contents = createContentsMemory();
  const limit = createLookLimit();

  const ask = async (asked: Asked, token: PullToken | null, signal: AbortSignal): Promise<Answer> => {
    const { method, what, question } = asked;
    const { host, repository } = question;
    const url = `https://${host}/v2/${repository}/${what.kind}/${what.reference}`;
    const headers = {
      Accept: what.kind === "manifests" ? ACCEPT_MANIFESTS : "*/*",
      // A GET of a blob asks why it is refused: should it not be, a layer is not fetched.
      ...(method === "GET" && what.kind === "blobs" ? { Range: "bytes=0-0" } : {}),
      ...(token === null ? {} : { Authorization: `Bearer ${token.value}` }),
    };
    try {
      return await send({ method, url, headers }, signal);
    } catch (error) {
      if (what.kind === "blobs" && isRedirect(error)) return redirected(host);
      throw error;
    }
  };
  const askWithGoodToken = async (asked: Asked, signal: AbortSignal): Promise<Answer> => {
    const { host, repository } = asked.question;
    const token = await tokens.get(host, repository, signal);
    const answer = await ask(asked, token, signal);
    if (!isTokenAtFault(answer, token)) return answer;
    tokens.forget(host, repository, token);
    return await ask(asked, await tokens.get(host, repository, signal), signal);
  };
  /** The answer to a HEAD has no words, and only words tell a firewall from a role that is missing. */
  const askForWords = async (asked: Asked, signal: AbortSignal): Promise<Answer> => {
    const answer = await askWithGoodToken(asked, signal);
    if (answer.status !== 403) return answer;
    const inWords =
      asked.method === "HEAD" ? await askWithGoodToken({ ...asked, method: "GET" }, signal) : answer;
    // Where it says nothing either, a host that refuses its challenge as well is closed.
    if (inWords.status === 403 && reasonOf(inWords) === null) {
      await readRealm(send, asked.question.host, signal);
    }
    return inWords;
  };

  const read = async (
    reference: string,
    question: Question,
    signal: AbortSignal,
  ): Promise<ManifestAnswer> => {
    const asked: Asked = { method: "GET", what: { kind: "manifests", reference }, question };
    const answer = await askForWords(asked, signal);
    if (answer.status !== 200) return classifyAnswer(answer, question);
    return { kind: "present", ...decodeManifest(answer, reference, question.context) };
  };
  const readForAll = (reference: string, question: Question, signal: AbortSignal) =>
    contents.reading(question.repository, reference, () => read(reference, question, signal));
  /** Asks for no more than the digest, where what the manifest names is known or about to be. */
  const glance = async (
    reference: string,
    question: Question,
    signal: AbortSignal,
  ): Promise<ManifestAnswer> => {
    const asked: Asked = { method: "HEAD", what: { kind: "manifests", reference }, question };
    const answer = await askForWords(asked, signal);
    if (answer.status !== 200) return classifyAnswer(answer, question);
    const digest = readDigest(answer, reference, question.context);
    // A header that says too little proves nothing; the manifest itself says all.
    if (digest === null) return await readForAll(reference, question, signal);
    return await contents.complete(question.repository, reference, digest, () =>
      read(digest, question, signal),
    );
  };
  // Where nothing is late, the region that is asked first has the manifest, and one request both finds and reads it.
  const look = (reference: string, question: Question, signal: AbortSignal): Promise<ManifestAnswer> =>
    !contents.isKnown(question.repository, reference)
      ? readForAll(reference, question, signal)
      : glance(reference, question, signal);
  const lookForBlob = async (
    digest: Digest,
    question: Question,
    signal: AbortSignal,
  ): Promise<BlobAnswer> => {
    const asked: Asked = { method: "HEAD", what: { kind: "blobs", reference: digest }, question };
    const answer = await askForWords(asked, signal);
    return isThere(answer) ? { kind: "present" } : classifyAnswer(answer, question);
  };
  const asking = async <Found>(
    region: Region,
    repository: string,
    work: (question: Question) => Promise<Found>,
  ) => {
    const host = hosts.inRegion(region);
    const question = {
      host,
      repository,
      pullRole,
      registry,
      hasQuarantine,
      context: { ...context, region },
    };
    try {
      return await limit(host, () => work(question));
    } catch (error) {
      if (isAbortOrTimeout(error)) throw error;
      return classifyError(error, question);
    }
  };

  return {
    endpoint: (region) => hosts.inRegion(region),
    look: (region, repository, reference, signal) =>
      asking(region, repository, (question) => look(reference, question, signal)),
    lookForBlob: (region, repository, digest, signal) =>
      asking(region, repository, (question) => lookForBlob(digest, question, signal)),
  };
}

/** One request for a manifest or a blob. */
interface Asked {
  readonly method: "HEAD" | "GET";
  readonly what: { readonly kind: "manifests" | "blobs"; readonly reference: string };
  readonly question: Question;
}

/**
 * Whether another token may do better: this one may have ended before its time, or be shared with other repositories
 * and not be good for this one. A refusal counts only with a token that was asked for this repository alone.
 */
function isTokenAtFault(answer: Answer, token: PullToken | null): boolean {
  if (answer.status === 401) return true;
  return answer.status === 403 && token?.isShared === true && reasonOf(answer) !== "firewall";
}

/** A redirect to where the blob is stored. What leads to a page in place of it is none. */
function isRedirect(error: unknown): boolean {
  return (
    error instanceof FenceCrossed &&
    error.pointer?.means === "redirect" &&
    URL.canParse(error.target) &&
    new URL(error.target).protocol === "https:"
  );
}

/** Stands for a redirect that was not followed. */
function redirected(host: string): Answer {
  return { host, status: 307, header: () => null, text: "", json: undefined };
}

/** 206 to a range, 307 to where the blob is stored. */
function isThere({ status }: Answer): boolean {
  return status === 200 || status === 206 || status === 307;
}
