import { Agent, type ClientRequest, type IncomingMessage, request as requestPlainly } from "node:http";
import { request as requestSecurely, Agent as SecureAgent } from "node:https";
import { HttpsProxyAgent } from "https-proxy-agent";
import { type ProxySetting, proxyFor } from "../registry/proxy.js";
import { ProxyRefused } from "./no-answer.js";

/** What came back, read whole. */
export interface GetAnswer {
  readonly status: number;
  readonly location: string | undefined;
  readonly body: string;
}

/**
 * Sends one GET and follows no redirect. `onSent` is called when the request has left the machine. Rejects with Node's
 * own error, or with `ProxyRefused`.
 */
export type SingleGet = (
  url: string,
  headers: Readonly<Record<string, string>>,
  onSent: () => void,
) => Promise<GetAnswer>;

/**
 * A single GET by Node's own client, on the way that the run's proxy setting names: it is there as soon as the process
 * is, while `fetch` has undici to load. Never with the global agent, which on Node 24 reads the variables of a proxy by
 * itself where NODE_USE_ENV_PROXY is set.
 */
export function createSingleGet(setting: ProxySetting): SingleGet {
  return (address, headers, onSent) =>
    new Promise((resolve, reject) => {
      const url = new URL(address);
      const isSecure = url.protocol === "https:";
      const send = isSecure ? requestSecurely : requestPlainly;
      const request = send(url, { headers, agent: agentFor(setting, url, isSecure) });
      request.on("error", reject);
      request.on("finish", onSent);
      request.on("response", (response) => readWhole(response).then(resolve, reject));
      rejectWhenProxyRefuses(request, reject);
      request.end();
    });
}

function agentFor(setting: ProxySetting, url: URL, isSecure: boolean): Agent {
  const proxy = proxyFor(setting, url);
  if (proxy === null) return isSecure ? new SecureAgent() : new Agent();
  const { address, authorization } = proxy;
  return new HttpsProxyAgent(address, {
    headers: authorization === null ? {} : { "Proxy-Authorization": authorization },
  });
}

/** The agent would hand the proxy's refusal on as if the host itself had answered so. */
function rejectWhenProxyRefuses(request: ClientRequest, reject: (reason: Error) => void): void {
  request.on("proxyConnect", ({ statusCode }: { readonly statusCode: number }) => {
    if (statusCode !== 200) reject(new ProxyRefused(statusCode));
  });
}

async function readWhole(response: IncomingMessage): Promise<GetAnswer> {
  const chunks: Buffer[] = [];
  for await (const chunk of response) chunks.push(chunk);
  const { statusCode = 0, headers } = response;
  return { status: statusCode, location: headers.location, body: Buffer.concat(chunks).toString("utf8") };
}
