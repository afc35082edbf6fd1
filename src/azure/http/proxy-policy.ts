import type { PipelinePolicy } from "@azure/core-rest-pipeline";
import { HttpsProxyAgent } from "https-proxy-agent";
import { type ProxySetting, proxyFor } from "../../registry/proxy.js";
import { MOST_IN_FLIGHT } from "./in-flight-policy.js";

/** Gives the agent for an address; undefined where no proxy is on the way there. */
export type ProxyAgents = (url: URL) => HttpsProxyAgent<string> | undefined;

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

/** The agents of a run, shared by all its pipelines, so that they share connections. */
export function createProxyAgents(setting: ProxySetting): ProxyAgents {
  let agent: TunnelAgent | undefined;
  return (url) => {
    const proxy = proxyFor(setting, url);
    if (proxy === null) return undefined;
    const { address, authorization } = proxy;
    agent ??= new TunnelAgent(address, {
      keepAlive: true,
      // With fewer, most requests of a burst would make a tunnel and a handshake of their own.
      maxFreeSockets: MOST_IN_FLIGHT,
      timeout: LONGEST_IDLE,
      headers: authorization === null ? {} : { "Proxy-Authorization": authorization },
    });
    return agent;
  };
}

/**
 * Sends a request through the proxy on its way, on a connection that is kept open, as the library's are where there
 * is no proxy. The library's own policy reads the variables in a way of its own, and makes a tunnel and a TLS
 * handshake for each request, which is most of a request's time and memory.
 */
export function proxyPolicy(agents: ProxyAgents): PipelinePolicy {
  return {
    name: "proxy",
    sendRequest: (request, next) => {
      const agent = agents(new URL(request.url));
      if (agent === undefined) delete request.agent;
      else request.agent = agent;
      return next(request);
    },
  };
}
