import type { Plan } from "../plan/plan.js";
import type { Tools } from "./tools.js";
import type { Poller } from "./wait/poller.js";
import type { WriteBackoff } from "./write/write-backoff.js";

/** A plan at work. */
export interface Work extends Tools {
  readonly plan: Plan;
  readonly poller: Poller;
  readonly backoff: WriteBackoff;
}
