import type { Random } from "../registry/backoff.js";
import type { Clock } from "../registry/clock.js";
import type { ImageSource, OwnerLives, RecordFact, Replications } from "./ports.js";

/** What the work is done with. */
export interface Tools {
  readonly replications: Replications;
  /** Null when no image was asked for, or it could not be found out where: then the journal says why. */
  readonly images: ImageSource | null;
  /** Who tells whether owners are alive; null where the plan does not ask. */
  readonly lives: OwnerLives | null;
  /** `date` is Azure's clock. */
  readonly clock: Clock;
  /** Milliseconds until the deadline of the run. */
  timeLeft(): number;
  readonly random: Random;
  readonly record: RecordFact;
  /** Aborts at the deadline and at a cancellation: waits end, and nothing new is begun. */
  readonly stop: AbortSignal;
  /** Aborts a little later: a write that is on its way may still get its answer. */
  readonly cutOff: AbortSignal;
}
