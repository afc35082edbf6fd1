import type { PipelinePolicy } from "@azure/core-rest-pipeline";
import { HttpsProxyAgent } from "https-proxy-agent";

/** Gives an agent that keeps the connections through its proxy open. */
export type KeepAliveAgents = (agent: HttpsProxyAgent<string>) => HttpsProxyAgent<string>;

/** Connections to one host that are kept while nothing travels on them. A registry can have a hundred hosts. */
const MOST_IDLE = 2;
/** Milliseconds after which an idle connection is closed. */
const LONGEST_IDLE = 3_000;

/**
 * An agent whose every connection leads to a TLS endpoint. Left to itself the library finds that out from the call
 * stack, finds different things when a connection is made and when it is free again, and so never uses one twice.
 */
class TunnelAgent extends HttpsProxyAgent<string> {
  override isSecureEndpoint(): boolean {
    return true;
  }
}

/** Agents by proxy, shared by every pipeline of a run. */
export function createKeepAliveAgents(): KeepAliveAgents {
  const agents = new Map<string, HttpsProxyAgent<string>>();
  return ({ proxy }) => {
    const agent =
      agents.get(proxy.href) ??
      new TunnelAgent(proxy.href, { keepAlive: true, maxFreeSockets: MOST_IDLE, timeout: LONGEST_IDLE });
    agents.set(proxy.href, agent);
    return agent;
  };
}

/**
 * Keeps connections through a proxy open between requests, as the library does where there is no proxy: its own
 * agent makes a tunnel and a TLS handshake for each, which is most of the time and memory of a request. Whether a
 * host is reached through the proxy is for the library's proxy policy to decide, which comes before.
 */
export function keepAlivePolicy(agentFor: KeepAliveAgents): PipelinePolicy {
  return {
    name: "keepAlive",
    sendRequest: (request, next) => {
      if (request.agent instanceof HttpsProxyAgent) request.agent = agentFor(request.agent);
      return next(request);
    },
  };
}
