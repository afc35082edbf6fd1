/**
 * How long and how often what was refused is tried again: the one table, for every request of the pipeline and for
 * writes that are decided anew. Times are milliseconds.
 */
export const BACKOFF = {
  /** Before the second try; doubled before each one after it. */
  first: 1_000,
  /** However many the tries. */
  longest: 30_000,
  /** However many the tries at what another operation holds: that is over within seconds as a rule. */
  longestWhileBusy: 4_000,
  /** The share by which each of them is longer or shorter: what was refused at one moment must not come back at one. */
  jitter: 0.2,
  /** A server that fails, or a way to it that breaks, gets so many tries in all, and none after so long. */
  mostTries: 7,
  longestSeries: 60_000,
} as const;

/** A number from 0 to 1, evenly spread, such as `Math.random` gives. */
export type Random = () => number;

/** Milliseconds to wait after so many tries in a row. */
export function backoffDelay(tries: number, random: Random): number {
  return spread(Math.min(doubled(tries), BACKOFF.longest), random);
}

/** Milliseconds to wait after so many tries in a row at what another operation holds. */
export function busyDelay(tries: number, random: Random): number {
  return spread(Math.min(doubled(tries), BACKOFF.longestWhileBusy), random);
}

/** Whether trouble has had its tries, or has lasted for too long. `elapsed`: since its first try. */
export function isSeriesOver(tries: number, elapsed: number): boolean {
  return tries >= BACKOFF.mostTries || elapsed >= BACKOFF.longestSeries;
}

function doubled(tries: number): number {
  return BACKOFF.first * 2 ** (tries - 1);
}

function spread(milliseconds: number, random: Random): number {
  return Math.round(milliseconds * (1 + BACKOFF.jitter * (2 * random() - 1)));
}
