import type { PipelinePolicy } from "@azure/core-rest-pipeline";

/** How many requests of a run may be under way at once. */
export const MOST_IN_FLIGHT = 16;

/** Lets so many tasks run at once; the others wait in line. */
export type InFlightLimit = <T>(task: () => Promise<T>) => Promise<T>;

/** A limit of its own, with nothing under way. */
export function createInFlightLimit(most: number = MOST_IN_FLIGHT): InFlightLimit {
  let free = most;
  const waiting: (() => void)[] = [];
  return async (task) => {
    if (free > 0) free--;
    else await new Promise<void>((resolve) => waiting.push(resolve));
    try {
      return await task();
    } finally {
      const next = waiting.shift();
      if (next === undefined) free++;
      else next();
    }
  };
}

/** Holds a try back while too many are under way. Waits between tries do not count. */
export function inFlightPolicy(limit: InFlightLimit): PipelinePolicy {
  return { name: "inFlight", sendRequest: (request, next) => limit(() => next(request)) };
}
