import { type FailureKind, RequestFailed } from "../registry/failure.js";
import type { Region } from "../registry/region.js";
import type { Replica } from "../registry/replica.js";
import { untilNextLook } from "./rhythm.js";
import type { Tools } from "./tools.js";

/** The replica that is waited for. `name` is null where it is not known yet. */
export interface Target {
  readonly region: Region;
  readonly name: string | null;
}

/** Decides from one look whether a wait is over; null: wait on. Remembers what it needs between looks. */
export type Judge<Verdict> = (replica: Replica | null, at: number) => Verdict | null;

/** The only poller: one LIST at each look serves every region that waits. */
export interface Watch {
  /**
   * Waits until `judge` comes to a verdict on a look at LIST and a GET of its own bears it out. Null when the run
   * was stopped. Rejects with `RequestFailed` when Azure keeps refusing the looks.
   */
  until<Verdict>(target: Target, judge: Judge<Verdict>): Promise<Verdict | null>;
  /** A write was accepted: looks come close together again. */
  noteWrite(): void;
  /** The regions that wait now. */
  waiting(): readonly Region[];
}

interface Waiter {
  readonly region: Region;
  /** Shows the listed replicas to the judge; settles the wait and gives true when it is over. */
  look(replicas: readonly Replica[]): Promise<boolean>;
  stop(): void;
  fail(error: unknown): void;
}

/** These pass by themselves more often than not, so the looks go on until the deadline. */
const PASSING: readonly FailureKind[] = ["server", "unreachable", "throttled", "malformed"];
/** Other refusals end the wait once so many looks in a row have met them. */
const MOST_REFUSALS = 3;

/** Starts a watch over one registry's replicas. It makes no request while nothing waits. */
export function createWatch({ replications, clock, record, stop }: Tools): Watch {
  let waiters: readonly Waiter[] = [];
  let latestWrite = clock.now();
  let isLooking = false;
  let failedLooks = 0;

  async function lookWhileAnyoneWaits(): Promise<void> {
    if (isLooking) return;
    isLooking = true;
    while (waiters.length > 0) {
      await clock.sleep(untilNextLook(clock.now() - latestWrite), stop);
      if (stop.aborted) dismiss((waiter) => waiter.stop());
      else await lookOnce();
    }
    isLooking = false;
  }

  async function lookOnce(): Promise<void> {
    try {
      const replicas = await replications.list(stop);
      record({ kind: "replicas-listed", replicas });
      await showToAll(replicas);
      failedLooks = 0;
    } catch (error) {
      if (!stop.aborted) takeFailedLook(error);
    }
  }

  function takeFailedLook(error: unknown): void {
    failedLooks += 1;
    const mayPass = error instanceof RequestFailed && PASSING.includes(error.failure.kind);
    const isFinal = !(error instanceof RequestFailed) || (!mayPass && failedLooks >= MOST_REFUSALS);
    if (isFinal) dismiss((waiter) => waiter.fail(error));
    else if (failedLooks === 1) record({ kind: "warned", failure: error.failure });
  }

  async function showToAll(replicas: readonly Replica[]): Promise<void> {
    const shown = waiters;
    const isOver = await Promise.all(shown.map((waiter) => waiter.look(replicas)));
    const done = new Set(shown.filter((_, index) => isOver[index]));
    waiters = waiters.filter((waiter) => !done.has(waiter));
  }

  function dismiss(tell: (waiter: Waiter) => void): void {
    const dismissed = waiters;
    waiters = [];
    dismissed.forEach(tell);
  }

  /** Asks for the replica itself: LIST has been seen to contradict GET, and GET is right. */
  async function confirm(target: Target, listed: Replica | null): Promise<Replica | null> {
    const name = listed?.name ?? target.name ?? target.region;
    const replica = await replications.get(name, stop);
    record({ kind: "replica-seen", region: target.region, replica });
    return replica;
  }

  function until<Verdict>(target: Target, judge: Judge<Verdict>): Promise<Verdict | null> {
    return new Promise((resolve, reject) => {
      const look = async (replicas: readonly Replica[]) => {
        const listed = pick(target, replicas);
        if (judge(listed, clock.now()) === null) return false;
        const verdict = judge(await confirm(target, listed), clock.now());
        if (verdict !== null) resolve(verdict);
        return verdict !== null;
      };
      waiters = [...waiters, { region: target.region, look, stop: () => resolve(null), fail: reject }];
      void lookWhileAnyoneWaits();
    });
  }

  return {
    until,
    noteWrite: () => {
      latestWrite = clock.now();
    },
    waiting: () => waiters.map((waiter) => waiter.region),
  };
}

/** The replica among those listed: by its name where that is known, else the region's. */
function pick({ region, name }: Target, replicas: readonly Replica[]): Replica | null {
  const isTarget = (replica: Replica) =>
    replica.region === region && (name === null || replica.name.toLowerCase() === name.toLowerCase());
  return replicas.find(isTarget) ?? null;
}
