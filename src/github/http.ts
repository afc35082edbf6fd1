import { Agent, type Dispatcher, fetch, ProxyAgent } from "undici";
import { type HttpProxy, type ProxySetting, proxyFor } from "../registry/proxy.js";

/** The standard `fetch`, on the way that the run's proxy setting names. Follows no redirect. */
export type Fetch = (url: string, init?: FetchOptions) => ReturnType<typeof fetch>;

/** What of the standard's options is used here. */
export type FetchOptions = Pick<
  NonNullable<Parameters<typeof fetch>[1]>,
  "method" | "headers" | "body" | "signal"
>;

/**
 * `fetch` for GitHub's hosts. Not the global one: that takes no proxy on Node 20, and on Node 24 reads the variables
 * by itself where NODE_USE_ENV_PROXY is set.
 */
export function createFetch(setting: ProxySetting): Fetch {
  const dispatchers = new Map<HttpProxy | null, Dispatcher>();
  const dispatcherFor = (url: string) => {
    const proxy = proxyFor(setting, new URL(url));
    const known = dispatchers.get(proxy) ?? createDispatcher(proxy);
    dispatchers.set(proxy, known);
    return known;
  };
  return async (url, init) =>
    await fetch(url, { ...init, redirect: "manual", dispatcher: dispatcherFor(url) });
}

function createDispatcher(proxy: HttpProxy | null): Dispatcher {
  if (proxy === null) return new Agent();
  const { address, authorization } = proxy;
  return new ProxyAgent({ uri: address, ...(authorization === null ? {} : { token: authorization }) });
}

/** Why no answer came. */
export interface NoAnswer {
  /** Node's word, such as `ECONNREFUSED`; `HTTP 407` and the like where the proxy refused the tunnel. */
  readonly code: string;
  readonly message: string;
  /** Whether another try may help. */
  readonly mayPass: boolean;
}

/** Reads what `fetch` threw: the reason is in the cause of its error, that of a proxy in the cause of this. */
export function readNoAnswer(error: unknown): NoAnswer {
  const [thrown, reason = thrown, ...deeper] = causesOf(error);
  const refused = [reason, ...deeper].map((one) => PROXY_REFUSAL.exec(messageOf(one))?.[1]).find(Boolean);
  if (refused !== undefined) {
    const isLasting = refused.startsWith("4");
    return { code: `HTTP ${refused}`, message: `the proxy answered HTTP ${refused}`, mayPass: !isLasting };
  }
  const message = messageOf(reason);
  const code = reason instanceof Error && "code" in reason ? String(reason.code) : NO_CODE;
  // A certificate that is not trusted now will not be in a moment; and what has no code is no matter of the network.
  return { code, message, mayPass: code !== NO_CODE && !/certificate/i.test(message) };
}

function causesOf(error: unknown): readonly unknown[] {
  const cause = error instanceof Error ? error.cause : undefined;
  return cause === undefined ? [error] : [error, ...causesOf(cause)];
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

const NO_CODE = "no answer";
const PROXY_REFUSAL = /^Proxy response \((\d+)\)/;
