const SHORTEST = 1_000;
const LONGEST = 15_000;

/**
 * Milliseconds until the next look at the replicas: a tenth of the time since the latest write, so that the time
 * lost after the slowest replica is done stays within a tenth of its own.
 */
export function pollInterval(sinceLatestWrite: number): number {
  return clamp(sinceLatestWrite / 10);
}

/**
 * Milliseconds until a region is asked for its images again. Two fifths of the time waited keep the looks at one
 * image within ten, and one more for every 15 seconds waited.
 */
export function imagePollInterval(waited: number): number {
  return clamp(waited * 0.4);
}

function clamp(milliseconds: number): number {
  return Math.min(Math.max(milliseconds, SHORTEST), LONGEST);
}
