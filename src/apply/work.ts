import type { Plan } from "../plan/plan.js";
import type { Mark } from "../registry/marks.js";
import type { Region } from "../registry/region.js";
import type { Replica } from "../registry/replica.js";
import type { Tools } from "./tools.js";
import type { Poller } from "./wait/poller.js";
import type { Goal } from "./write/goal.js";
import type { WriteBackoff } from "./write/write-backoff.js";

/** A plan at work. */
export interface Work extends Tools {
  readonly plan: Plan;
  readonly poller: Poller;
  readonly backoff: WriteBackoff;
  readonly secondLooks: SecondLooks;
}

/** The replicas whose marks this run wrote: each is read again some seconds after its write, and at the end of the run. */
export interface SecondLooks {
  /** A PUT was accepted. */
  noteCreate(goal: Goal, replica: Replica, isFound: boolean): void;
  /** A PATCH that changes the marks was accepted. */
  noteUpdate(goal: Goal, name: string): void;
  /** A PATCH was accepted that takes these marks off. */
  noteTakenOff(region: Region, name: string, marks: readonly Mark[]): void;
  /** Resolves when every look that is due some seconds after its write is over. */
  finish(): Promise<void>;
  /** Looks at all of them once more. */
  lookAtEnd(): Promise<void>;
  /** Where the run was stopped before it could look. */
  unread(): readonly Region[];
}
