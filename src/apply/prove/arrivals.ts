import type { Region } from "../../registry/region.js";
import type { RegionalEndpoint } from "./regional-endpoint.js";

/** The regions whose images are proven: they come one by one, as they become ready. */
export interface Arrivals {
  add(endpoint: RegionalEndpoint): void;
  /** Nobody wants the region any more. */
  leaveOut(region: Region): void;
  /** No other region comes. */
  close(): void;
  now(): ReadyEndpoints;
}

/** The regions that are ready so far, without those that were left out. */
interface ReadyEndpoints {
  readonly endpoints: readonly RegionalEndpoint[];
  /** Whether no other region will follow. */
  readonly isComplete: boolean;
  /** Aborts when another region becomes ready, one is left out, or none will come. */
  readonly change: AbortSignal;
}

/** No region is ready yet. */
export function expectArrivals(): Arrivals {
  let endpoints: readonly RegionalEndpoint[] = [];
  let isComplete = false;
  let changing = new AbortController();
  const tellChange = () => {
    const changed = changing;
    changing = new AbortController();
    changed.abort();
  };
  return {
    add: (endpoint) => {
      endpoints = [...endpoints, endpoint];
      tellChange();
    },
    leaveOut: (region) => {
      endpoints = endpoints.filter((endpoint) => endpoint.region !== region);
      tellChange();
    },
    close: () => {
      isComplete = true;
      tellChange();
    },
    now: () => ({ endpoints, isComplete, change: changing.signal }),
  };
}
