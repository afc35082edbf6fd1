import type { HttpClient, PipelineRequest } from "@azure/core-rest-pipeline";
import { type Answer, readAnswer, textMember } from "../http/answer.js";
import type { Fence } from "../http/host-fence.js";
import { type AssertionClaims, claimsOf } from "../http/jwt.js";
import { createPipeline, type Transport } from "../http/pipeline.js";

/** Thrown when Entra (or a managed identity's endpoint) gives no token. Holds what it said. */
export class TokenRefused extends Error {
  readonly answer: Answer;

  constructor(answer: Answer) {
    super(`no token: HTTP ${answer.status}`);
    this.name = "TokenRefused";
    this.answer = answer;
  }
}

/** The HTTP client of a credential: all its traffic goes through our policies. */
export interface EntraClient {
  readonly httpClient: HttpClient;
  /** The latest request's error; null when it went well. The library gives only its own words for it. */
  latestProblem(): unknown;
  /** What the latest assertion said; null where none was sent. */
  latestClaims(): AssertionClaims | null;
}

/** How a token service is reached. */
export interface TokenRoute {
  readonly fence: Fence;
  /** A managed identity's endpoint: on the machine itself, plain http, never through a proxy. */
  readonly isLocal: boolean;
}

/**
 * Sends a credential's requests for tokens. Secrets in them are masked before they leave, and a refusal is
 * thrown at once: the library would keep it for a minute and repeat it without asking.
 */
export function createEntraClient(transport: Transport, route: TokenRoute, signal: AbortSignal): EntraClient {
  const pipeline = createPipeline(transport, {
    fence: route.fence,
    proxied: !route.isLocal,
    retries: true,
    signs: null,
  });
  let problem: unknown = null;
  let claims: AssertionClaims | null = null;
  const sendRequest: HttpClient["sendRequest"] = async (request) => {
    problem = null;
    try {
      const form = readForm(request);
      maskSecrets(form, transport.mask);
      claims = claimsOf(form.get("client_assertion") ?? "");
      request.abortSignal = signal;
      // The library's own proxy policy has put its agent there. Ours chooses anew, and none is on the way to the machine.
      delete request.agent;
      const response = await pipeline.sendRequest(transport.client, request);
      const answer = readAnswer(response);
      if (isRefusal(answer, request, route)) throw new TokenRefused(answer);
      return response;
    } catch (error) {
      problem = error;
      throw error;
    }
  };
  return { httpClient: { sendRequest }, latestProblem: () => problem, latestClaims: () => claims };
}

function isRefusal(answer: Answer, request: PipelineRequest, route: TokenRoute): boolean {
  // Azure Arc answers the first request with 401 and the name of a file that proves who asks.
  if (route.isLocal && answer.status === 401 && answer.header("www-authenticate") !== null) return false;
  if (answer.status >= 400) return true;
  const asksForToken = route.isLocal || request.method === "POST";
  return asksForToken && textMember(answer.json, "access_token") === null;
}

const SECRET_FIELDS = ["client_assertion", "client_secret"];

function readForm({ body }: PipelineRequest): URLSearchParams {
  return new URLSearchParams(typeof body === "string" ? body : "");
}

function maskSecrets(form: URLSearchParams, mask: (secret: string) => void): void {
  for (const secret of SECRET_FIELDS.map((field) => form.get(field))) {
    if (secret) mask(secret);
  }
}
