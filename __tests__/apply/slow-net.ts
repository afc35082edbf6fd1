import { setMaxListeners } from "node:events";
import type { Replications } from "../../src/apply/ports.js";
import type { Clock } from "../../src/registry/clock.js";
import { RequestFailed } from "../../src/registry/failure.js";
import type { Call, FakeAzure } from "./fake-azure.js";

const NEVER = new AbortController().signal;
setMaxListeners(0, NEVER);

/**
 * A write takes effect some milliseconds after it was sent, also when whoever sent it has been killed meanwhile; the n-th
 * takes the n-th lateness, over and over.
 */
export function overSlowNet(
  azure: FakeAzure,
  lateness: readonly number[],
  clock: Pick<Clock, "sleep">,
): Replications {
  let sent = 0;
  const late = async <Answer>(signal: AbortSignal, send: () => Promise<Answer>): Promise<Answer> => {
    signal.throwIfAborted();
    sent += 1;
    const arrives = clock.sleep(pick(lateness, sent) ?? 0, NEVER).then(send);
    return unlessAborted(arrives, signal);
  };
  return {
    ...azure,
    // As the adapter does: a PUT is repeated only where a GET shows nothing.
    create: (asked, signal) =>
      late(signal, async () => {
        for (;;) {
          try {
            return await azure.create(asked, NEVER);
          } catch (error) {
            if (!(error instanceof RequestFailed) || signal.aborted) throw error;
            await clock.sleep(5_000, signal);
            signal.throwIfAborted();
            const found = await azure.get(asked.name, NEVER);
            if (found !== null) return { created: false, wroteOver: false, replica: found };
          }
        }
      }),
    update: (name, edit, signal) => late(signal, () => azure.update(name, edit, NEVER)),
    delete: (name, region, signal) => late(signal, () => azure.delete(name, region, NEVER)),
  };
}

function unlessAborted<Answer>(answer: Promise<Answer>, signal: AbortSignal): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const abort = () => reject(signal.reason);
    signal.addEventListener("abort", abort, { once: true });
    answer.then(resolve, reject).finally(() => signal.removeEventListener("abort", abort));
  });
}

/** Whether a call asks for a change. */
export function isWrite({ method }: Call): boolean {
  return method === "PUT" || method === "PATCH" || method === "DELETE";
}

/** The n-th of several values, over and over. */
export function pick<Value>(values: readonly Value[], nth: number): Value | undefined {
  return values[nth % values.length];
}
