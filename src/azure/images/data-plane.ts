import type { Answer } from "../http/answer.js";
import type { Fence } from "../http/host-fence.js";
import { createPipeline, type OwnRequest, sendThrough, type Transport } from "../http/pipeline.js";
import { readRetryAfter } from "../http/retry-after.js";

/** Sends a request to one of the registry's own hosts. */
export type DataPlane = (request: OwnRequest, signal: AbortSignal) => Promise<Answer>;

/** Thrown instead of sending while a host wants to be left alone, and when it says so. */
export class HostBusy extends Error {
  /** Milliseconds until the host may be asked again. */
  readonly retryAfter: number;

  constructor(retryAfter: number) {
    super("the host asks to wait");
    this.name = "HostBusy";
    this.retryAfter = retryAfter;
  }
}

/** A wait for hosts that throttle without saying how long. */
const DEFAULT_WAIT = 5_000;

/**
 * The registry's hosts behind the fence. Nothing is sent twice here: whoever looks for an image looks again. A host
 * that throttles is left alone for as long as it asks, by everybody.
 */
export function createDataPlane(transport: Transport, fence: Fence): DataPlane {
  const pipeline = createPipeline(transport, { fence, proxied: true, retries: false, signs: null });
  const { clock, retries } = transport;
  return async (request, signal) => {
    const { host } = new URL(request.url);
    const wait = retries.gate.waitFor(host);
    if (wait > 0) throw new HostBusy(wait);
    const answer = await sendThrough(pipeline, transport.client, request, signal);
    if (answer.status === 429 || answer.status === 503) {
      const retryAfter = readRetryAfter(answer, clock.date()) || DEFAULT_WAIT;
      retries.gate.close(host, retryAfter);
      throw new HostBusy(retryAfter);
    }
    return answer;
  };
}
