import { withAnySignal } from "../../registry/time-limit.js";
import { imagePollInterval } from "../wait/poll-interval.js";
import type { Work } from "../work.js";
import type { Arrivals } from "./arrivals.js";
import type { HasGone } from "./departures.js";
import type { NoteSight } from "./image-journal.js";
import { lookAround, NO_LOOK, type TagLook, type TagReference, type TagSight } from "./tag-look.js";

/** Regions that become ready at one look arrive within moments; they are asked together. */
const GATHERING = 250;

/**
 * Looks at the tag in all regions that have come, again and again, until at one look all give the same digest and
 * hold all that it lists, and nobody else comes; a region where nobody wants it any more is left out. False when a
 * region refuses it or the run was stopped.
 */
export async function proveTag(
  image: TagReference,
  arrivals: Arrivals,
  work: Work,
  note: NoteSight,
  hasGone: HasGone,
): Promise<boolean> {
  const { clock, stop, plan } = work;
  const { home } = plan.registry;
  if (arrivals.now().endpoints.length === 0) await untilAborted(stop, arrivals.now().change);
  const begun = clock.now();
  let look = NO_LOOK;
  while (!stop.aborted) {
    if (look.sights.length < arrivals.now().endpoints.length) await clock.sleep(GATHERING, stop);
    const { endpoints, isComplete, change } = arrivals.now();
    if (!isDecided(look) || look.sights.length < endpoints.length) {
      look = await lookAround(image, endpoints, look, home, note);
    }
    if (isDecided(look) && isComplete) return look.sights.every(({ state }) => state === "pullable");
    // What is decided stays so until another region comes.
    if (isDecided(look)) await untilAborted(stop, change);
    else if (!(await hasAnyGone(look, hasGone)))
      await withAnySignal([stop, change], (signal) =>
        clock.sleep(imagePollInterval(clock.now() - begun), signal),
      );
  }
  return false;
}

/** Resolves when one of the signals aborts. */
function untilAborted(...signals: readonly AbortSignal[]): Promise<void> {
  return withAnySignal(signals, async (signal) => {
    if (!signal.aborted)
      await new Promise((resolve) => signal.addEventListener("abort", resolve, { once: true }));
  });
}

/** Whether a region that is still waited for has gone: the next look is without it. */
async function hasAnyGone({ sights }: TagLook, hasGone: HasGone): Promise<boolean> {
  const awaited = sights.filter(({ state }) => !isFinal(state));
  return (await Promise.all(awaited.map(({ region }) => hasGone(region)))).some(Boolean);
}

/** Whether another look could show nothing new: the regions agree, and a refusal stands. */
function isDecided({ sights }: TagLook): boolean {
  return sights.every(({ state }) => isFinal(state));
}

function isFinal(state: TagSight["state"]): boolean {
  return state === "pullable" || state === "denied";
}
