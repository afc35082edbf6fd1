/** Time. `now` is monotonic milliseconds since the run began; `date` is the wall clock. */
export interface Clock {
  now(): number;
  date(): Date;
  /** Resolves after so many milliseconds, or at once when the signal aborts. Never rejects. */
  sleep(milliseconds: number, signal: AbortSignal): Promise<void>;
}
