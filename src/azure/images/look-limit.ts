import { createInFlightLimit, type InFlightLimit, MOST_IN_FLIGHT } from "../http/in-flight-policy.js";

/** Looks under way at one host: few, so that they travel on connections that are open already. */
const MOST_AT_ONE_HOST = 2;

/** Begins a look at a host when there is room for it. */
type LookLimit = <T>(host: string, look: () => Promise<T>) => Promise<T>;

/**
 * Lets no more looks begin than can be under way. Twenty images in a hundred regions are two thousand looks: begun
 * all at once, each would hold its requests in memory for as long as all others take.
 */
export function createLookLimit(): LookLimit {
  const overall = createInFlightLimit(MOST_IN_FLIGHT);
  const hosts = new Map<string, InFlightLimit>();
  const limitOf = (host: string) => {
    const limit = hosts.get(host) ?? createInFlightLimit(MOST_AT_ONE_HOST);
    hosts.set(host, limit);
    return limit;
  };
  return (host, look) => limitOf(host)(() => overall(look));
}
