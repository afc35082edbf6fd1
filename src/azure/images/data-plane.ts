import type { Answer } from "../http/answer.js";
import type { Fence } from "../http/host-fence.js";
import { createPipeline, type OwnRequest, sendThrough, type Transport } from "../http/pipeline.js";
import { readRetryAfter } from "../http/retry-after.js";

/** Sends a request to one of the registry's own hosts. */
export type DataPlane = (request: OwnRequest, signal: AbortSignal) => Promise<Answer>;

/** Thrown when a host asks to be left alone, and instead of sending until the time that it named has passed. */
export class HostBusy extends Error {
  constructor(host: string) {
    super(`${host} asks to wait`);
    this.name = "HostBusy";
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
    if (retries.gate.waitFor(host) > 0) throw new HostBusy(host);
    const answer = await sendThrough(pipeline, transport.client, request, signal);
    const named = readRetryAfter(answer, clock.date());
    if (answer.status === 429 || (answer.status === 503 && named !== null)) {
      retries.gate.close(host, named || DEFAULT_WAIT);
      throw new HostBusy(host);
    }
    return answer;
  };
}
