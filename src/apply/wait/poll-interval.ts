const SHORTEST = 1_000;
const LONGEST_FOR_IMAGES = 15_000;
/** From here on the waits between looks grow so that an hour stays under 250 looks. */
const LONG_WAIT = 400_000;
const BEFORE_LONG_WAIT = 5_000;
const GROWTH_IN_LONG_WAIT = 1.6;

/**
 * Milliseconds until the next look at the replicas, by the time since the latest write: a quarter of its square root, in
 * seconds, between one second and five. Where nobody knows how long a replica takes, that loses least after the slowest
 * one is done for the looks that it costs. After some minutes it grows faster: a long wait has time to lose.
 */
export function pollInterval(sinceLatestWrite: number): number {
  if (sinceLatestWrite > LONG_WAIT)
    return BEFORE_LONG_WAIT * (sinceLatestWrite / LONG_WAIT) ** GROWTH_IN_LONG_WAIT;
  return Math.max(SHORTEST, 250 * Math.sqrt(sinceLatestWrite / 1_000));
}

/**
 * Milliseconds until a region is asked for its images again. Two fifths of the time waited keep the looks at one
 * image within ten, and one more for every 15 seconds waited.
 */
export function imagePollInterval(waited: number): number {
  return Math.min(Math.max(waited * 0.4, SHORTEST), LONGEST_FOR_IMAGES);
}
