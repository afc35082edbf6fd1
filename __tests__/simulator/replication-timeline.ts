/** Milliseconds that things take in a world, where no schedule says otherwise. */
export interface Timing {
  /** From the PUT to provisioningState Succeeded. */
  readonly provisioned?: number;
  /** From there to displayStatus Ready; 0 leaves Syncing out. */
  readonly syncing?: number;
  /** Of a PATCH that sets the routing, or a PUT that meets a replica. */
  readonly update?: number;
  /** Of a PATCH of tags alone: done at once as recorded. */
  readonly retag?: number;
  readonly delete?: number;
  /** From the first PUT to the home row that the service adds by itself. */
  readonly homeRow?: number;
}

/** The timing of a world that says nothing: short, so that acceptance tests are. */
export const DEFAULT_TIMING: Required<Timing> = {
  provisioned: 150,
  syncing: 150,
  update: 60,
  retag: 0,
  delete: 100,
  homeRow: 50,
};

/** An error as ARM puts it into an operation or an answer. */
export interface ErrorBody {
  readonly code: string;
  readonly message: string;
}

/** How a replica looks from `after` milliseconds on. Release `displayStatus` out leaves it out of the answer. */
export interface Phase {
  readonly after: number;
  readonly provisioningState: string;
  readonly displayStatus?: string;
  readonly message?: string;
}

/** How the creates of one region go. */
export interface Schedule {
  readonly provisioned?: number;
  readonly syncing?: number;
  /**
   * `never-ready`: Succeeded, and Syncing for good. `never-provisioned`: Creating for good. `vanishes`: 404 from
   * `provisioned` on, as with a full private endpoint subnet. Default `ready`.
   */
  readonly ending?: "ready" | "failed" | "never-ready" | "never-provisioned" | "vanishes";
  /** What the operation of a failed create says; null for nothing but its status. */
  readonly error?: ErrorBody | null;
  /** The words at the end in place of Succeeded and Ready. */
  readonly provisioningState?: string;
  readonly displayStatus?: string;
  readonly message?: string;
  /** The phases spelled out, in place of all of the above but `error`. */
  readonly phases?: readonly Phase[];
}

/** The way of one replica from its create on. */
export interface Course {
  readonly phases: readonly Phase[];
  /** Milliseconds after the create at which it is gone without a delete; Infinity for never. */
  readonly vanishesAfter: number;
  readonly error: ErrorBody | null;
}

/** How one replica looks at one moment. */
export interface Moment {
  readonly provisioningState: string;
  readonly displayStatus?: string;
  readonly message?: string;
  /** When this state began, milliseconds since the epoch. */
  readonly since: number;
}

const REPLICATION_FAILED: ErrorBody = {
  code: "ReplicationFailed",
  message: "The replication could not be created in this region.",
};

/** The course that a schedule gives. */
export function courseOf(schedule: Schedule, timing: Required<Timing>): Course {
  const provisioned = schedule.provisioned ?? timing.provisioned;
  const ending = schedule.ending ?? "ready";
  return {
    phases: schedule.phases ?? phasesOf(schedule, provisioned, schedule.syncing ?? timing.syncing),
    vanishesAfter: ending === "vanishes" ? provisioned : Number.POSITIVE_INFINITY,
    error: schedule.error === undefined ? REPLICATION_FAILED : schedule.error,
  };
}

function phasesOf(schedule: Schedule, provisioned: number, syncing: number): readonly Phase[] {
  // The answer to a PUT has neither displayStatus nor message: recorded in 2017, 2021, 2025 and 2026.
  const creating: Phase = { after: 0, provisioningState: "Creating" };
  const ending = schedule.ending ?? "ready";
  if (ending === "never-provisioned" || ending === "vanishes") return [creating];
  const message = schedule.message === undefined ? {} : { message: schedule.message };
  if (ending === "failed") {
    const displayStatus =
      schedule.displayStatus === undefined ? {} : { displayStatus: schedule.displayStatus };
    return [creating, { after: provisioned, provisioningState: "Failed", ...displayStatus, ...message }];
  }
  const provisioningState = schedule.provisioningState ?? "Succeeded";
  const copying: Phase = { after: provisioned, provisioningState, displayStatus: "Syncing" };
  if (ending === "never-ready") return [creating, { ...copying, ...message }];
  const displayStatus = schedule.displayStatus ?? "Ready";
  const done: Phase = { after: provisioned + syncing, provisioningState, displayStatus, ...message };
  return syncing > 0 ? [creating, copying, done] : [creating, done];
}

/** The phase that holds so many milliseconds after the start of a course. */
export function phaseAt(phases: readonly Phase[], elapsed: number): Phase {
  let current: Phase = phases[0] ?? { after: 0, provisioningState: "Succeeded", displayStatus: "Ready" };
  for (const phase of phases) if (phase.after <= elapsed) current = phase;
  return current;
}

/** Whether a provisioningState says that work is under way. */
export function isBusy(provisioningState: string): boolean {
  return ["creating", "updating", "deleting"].includes(provisioningState.toLowerCase());
}
