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
