import type { RegionalEndpoint } from "./regional-endpoint.js";

/** The regions whose images are proven: they come one by one, as they become ready. */
export interface Arrivals {
  add(endpoint: RegionalEndpoint): void;
  /** No other region comes. */
  close(): void;
  now(): Roll;
}

/** Who has come so far. */
export interface Roll {
  readonly endpoints: readonly RegionalEndpoint[];
  /** Whether nobody else comes. */
  readonly isComplete: boolean;
  /** Aborts when the roll is out of date. */
  readonly change: AbortSignal;
}

/** Opens the roll, with nobody on it. */
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
