import dns, { type LookupAddress, type LookupOptions } from "node:dns";
import { syncBuiltinESMExports } from "node:module";

/**
 * A preload (`node --import`) that makes the lookup of the proxy's name fail as a shaky DNS does. `FLAKY_NAMES` holds
 * how each of the first lookups ends, such as `ENOTFOUND well EAI_AGAIN`; afterwards the name is this machine's.
 */

/** The name under which the proxy is to be looked up. */
const PROXY_NAME = "proxy.contoso.example";
const lookups = (process.env.FLAKY_NAMES ?? "").split(" ").filter(Boolean);
const realLookup = dns.lookup;

type Found = (error: Error | null, address?: string | LookupAddress[], family?: number) => void;

function lookup(host: string, options: LookupOptions, found: Found): void {
  if (host === PROXY_NAME) process.nextTick(found, ...proxyFound(lookups.shift() ?? "well", options));
  else realLookup(host, options, found as never);
}

function proxyFound(end: string, { all }: LookupOptions): Parameters<Found> {
  const address = "127.0.0.1";
  if (end === "well") return all ? [null, [{ address, family: 4 }]] : [null, address, 4];
  const message = `getaddrinfo ${end} ${PROXY_NAME}`;
  return [Object.assign(new Error(message), { code: end, syscall: "getaddrinfo" })];
}

dns.lookup = Object.assign(lookup, realLookup) as typeof dns.lookup;
syncBuiltinESMExports();
