import type { Plan } from "../plan/plan.js";
import type { Clock, ImageSource, Record, Replications } from "./ports.js";
import type { Troubles } from "./troubles.js";
import type { Watch } from "./watch.js";

/** What the work is done with. */
export interface Tools {
  readonly replications: Replications;
  /** Null when no image was asked for, or it could not be found out where: then the journal says why. */
  readonly images: ImageSource | null;
  readonly clock: Clock;
  readonly record: Record;
  /** Aborts at the deadline and at a cancellation: waits end, and nothing new is begun. */
  readonly stop: AbortSignal;
  /** Aborts a little later: a write that is on its way may still get its answer. */
  readonly halt: AbortSignal;
}

/** A plan at work. */
export interface Work extends Tools {
  readonly plan: Plan;
  readonly watch: Watch;
  readonly troubles: Troubles;
}
