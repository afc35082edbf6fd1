import { withAnySignal } from "../../registry/time-limit.js";
import type { Work } from "../work.js";

/** A log that stays silent for a minute looks like a hang, so a sign of life comes before. */
const BEAT = 50_000;

/** Appends a heartbeat to the journal for as long as the work lasts; ends with the run or by `end`. */
export function beginHeartbeat({ clock, record, stop, poller }: Work): { end(): void } {
  const ending = new AbortController();
  void withAnySignal([stop, ending.signal], async (signal) => {
    while (!signal.aborted) {
      await clock.sleep(BEAT, signal);
      if (!signal.aborted) record({ kind: "heartbeat", waiting: poller.waiting() });
    }
  });
  return { end: () => ending.abort() };
}
