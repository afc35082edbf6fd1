import type { Work } from "./tools.js";

/** A log that stays silent for a minute looks like a hang, so a sign of life comes before. */
const BEAT = 50_000;

/** Appends a heartbeat to the journal for as long as the work goes on; ends with the run or by `end`. */
export function beginHeartbeat({ clock, record, stop, watch }: Work): { end(): void } {
  const ending = new AbortController();
  const signal = AbortSignal.any([stop, ending.signal]);
  const beat = async () => {
    while (!signal.aborted) {
      await clock.sleep(BEAT, signal);
      if (!signal.aborted) record({ kind: "heartbeat", waiting: watch.waiting() });
    }
  };
  void beat();
  return { end: () => ending.abort() };
}
