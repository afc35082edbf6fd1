import { setMaxListeners } from "node:events";
import type { Clock } from "../registry/clock.js";
import type { Fact } from "../registry/fact.js";
import type { Limits } from "./ports.js";

/** How long a write that is on its way at the end may still take to get its answer. */
const GRACE = 2_000;

/**
 * Sets the limits of a run: it stops at the deadline or when it is cancelled, whichever comes first, and the
 * journal says which.
 */
export function setLimits(
  timeout: number,
  clock: Clock,
  cancellation: AbortSignal,
  record: (fact: Fact) => void,
): Limits {
  const stopping = new AbortController();
  const cuttingOff = new AbortController();
  const ending = new AbortController();
  // Many requests and sleeps listen at once; Node would take more than ten for a leak and say so in the log.
  setMaxListeners(0, stopping.signal, cuttingOff.signal);
  const stop = (fact: Fact) => {
    if (stopping.signal.aborted || ending.signal.aborted) return;
    record(fact);
    stopping.abort();
    void clock.sleep(GRACE, ending.signal).then(() => cuttingOff.abort());
  };
  const cancel = () => stop({ kind: "cancelled" });
  if (cancellation.aborted) cancel();
  else cancellation.addEventListener("abort", cancel, { once: true });
  void clock.sleep(timeout - clock.now(), ending.signal).then(() => stop({ kind: "deadline-passed" }));
  return {
    stop: stopping.signal,
    cutOff: cuttingOff.signal,
    timeLeft: () => timeout - clock.now(),
    end: () => {
      cancellation.removeEventListener("abort", cancel);
      ending.abort();
    },
  };
}
