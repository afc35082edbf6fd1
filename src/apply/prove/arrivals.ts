import type { RegionalEndpoint } from "./regional-endpoint.js";

/** The regions whose images are proven: they come one by one, as they become ready. */
export interface Arrivals {
  add(endpoint: RegionalEndpoint): void;
  /** No other region comes. */
  close(): void;
  now(): ReadyEndpoints;
}

/** The regions that are ready so far. */
interface ReadyEndpoints {
  readonly endpoints: readonly RegionalEndpoint[];
  /** Whether no other region will follow. */
  readonly isComplete: boolean;
  /** Aborts when another region becomes ready, or none will. */
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
    close: () => {
      isComplete = true;
      tellChange();
    },
    now: () => ({ endpoints, isComplete, change: changing.signal }),
  };
}
