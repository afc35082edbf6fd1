import { type FailureKind, RequestFailed } from "../../registry/failure.js";
import type { Region } from "../../registry/region.js";
import type { Replica } from "../../registry/replica.js";
import { readReplica } from "../read-replica.js";
import type { Tools } from "../tools.js";
import { pollInterval } from "./poll-interval.js";

/** The replica that is waited for. `name` is null where it is not known yet. */
export interface Target {
  readonly region: Region;
  readonly name: string | null;
}

/** What one look came to: what to remember, and the verdict; null while there is still something to wait for. */
export interface Judgement<Memory, Verdict> {
  readonly memory: Memory;
  readonly verdict: Verdict | null;
}

/** Judges one look, given what is remembered of the looks before. Pure. */
export type Judge<Memory, Verdict> = (
  memory: Memory,
  replica: Replica | null,
  at: number,
) => Judgement<Memory, Verdict>;

/** The only poller: one LIST at each look serves every region that waits. */
export interface Poller {
  /**
   * Waits until `judge` comes to a verdict on a look at LIST and a GET of its own bears it out. Null when the run
   * was stopped. Rejects with `RequestFailed` when Azure keeps refusing the looks.
   */
  until<Memory, Verdict>(
    target: Target,
    begin: Memory,
    judge: Judge<Memory, Verdict>,
  ): Promise<Verdict | null>;
  /** A write was accepted: looks come close together again. */
  noteWrite(): void;
  /** The regions that wait now. */
  waiting(): readonly Region[];
}

interface Waiter {
  readonly region: Region;
  /** Shows the listed replicas to the judge; settles the wait and gives true when it is over. Never rejects. */
  look(replicas: readonly Replica[]): Promise<boolean>;
  stop(): void;
  fail(error: unknown): void;
}

/** Starts a poller over one registry's replicas. It makes no request while nothing waits. */
export function createPoller(tools: Tools): Poller {
  const { replications, clock, record, stop } = tools;
  const refusals = countRefusedLooks(tools);
  let waiters: readonly Waiter[] = [];
  let latestWrite = clock.now();
  let isLooking = false;

  async function lookWhileAnyoneWaits(): Promise<void> {
    if (isLooking) return;
    isLooking = true;
    let latestLook = clock.now();
    while (waiters.length > 0) {
      await untilLook(latestLook);
      latestLook = clock.now();
      if (stop.aborted) dismiss((waiter) => waiter.stop());
      else await lookOnce();
    }
    isLooking = false;
  }

  /**
   * What a look takes is part of the interval, as long as half of it is left. Writes that are accepted meanwhile set the
   * time anew, once: an endless row of them must not put the look off.
   */
  async function untilLook(latestLook: number): Promise<void> {
    const known = latestWrite;
    const interval = pollInterval(clock.now() - known);
    await clock.sleep(Math.max(interval / 2, interval - (clock.now() - latestLook)), stop);
    const sinceLatest = clock.now() - latestWrite;
    if (latestWrite > known) await clock.sleep(pollInterval(0) - sinceLatest, stop);
  }

  async function lookOnce(): Promise<void> {
    try {
      const { replicas } = await replications.list(stop);
      record({ kind: "replicas-listed", replicas });
      refusals.recover();
      await showToAll(replicas);
    } catch (error) {
      if (!stop.aborted && refusals.isFinal(error)) dismiss((waiter) => waiter.fail(error));
    }
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

  return {
    until: (target, begin, judge) =>
      new Promise((resolve, reject) => {
        const look = createLook(target, begin, judge, tools, { resolve, reject });
        waiters = [...waiters, { region: target.region, look, stop: () => resolve(null), fail: reject }];
        void lookWhileAnyoneWaits();
      }),
    noteWrite: () => {
      latestWrite = clock.now();
    },
    waiting: () => waiters.map((waiter) => waiter.region),
  };
}

interface Ending<Verdict> {
  resolve(verdict: Verdict): void;
  reject(error: unknown): void;
}

/** One region's own part of each look. Its failures are its own: they do not end the waits of other regions. */
function createLook<Memory, Verdict>(
  target: Target,
  begin: Memory,
  judge: Judge<Memory, Verdict>,
  tools: Tools,
  ending: Ending<Verdict>,
): Waiter["look"] {
  const { clock, stop } = tools;
  const refusals = countRefusedLooks(tools);
  let memory = begin;

  async function decide(replicas: readonly Replica[]): Promise<Verdict | null> {
    const listed = pick(target, replicas);
    const first = judge(memory, listed, clock.now());
    if (first.verdict === null) {
      memory = first.memory;
      return null;
    }
    // LIST has been seen to contradict GET, and GET is right: what LIST said is forgotten.
    const name = listed?.name ?? target.name ?? target.region;
    const replica = await readReplica({ region: target.region, name }, tools, stop);
    const second = judge(memory, replica, clock.now());
    memory = second.memory;
    return second.verdict;
  }

  return async (replicas) => {
    try {
      const verdict = await decide(replicas);
      refusals.recover();
      if (verdict !== null) ending.resolve(verdict);
      return verdict !== null;
    } catch (error) {
      if (stop.aborted || !refusals.isFinal(error)) return false;
      ending.reject(error);
      return true;
    }
  };
}

/** The replica among those listed: by its name where that is known, else the region's. */
function pick({ region, name }: Target, replicas: readonly Replica[]): Replica | null {
  const isTarget = (replica: Replica) =>
    replica.region === region && (name === null || replica.name.toLowerCase() === name.toLowerCase());
  return replicas.find(isTarget) ?? null;
}

/** These pass by themselves more often than not, so the looks go on until the deadline. */
const PASSING: readonly FailureKind[] = ["server", "unreachable", "throttled", "malformed"];
/** Other refusals are final once so many looks in a row have met them. */
const MOST_REFUSALS = 3;

/** Counts the looks in a row that Azure refused, and warns of the first. */
interface RefusedLooks {
  /** Takes a failed look into account; true when it is no use to look again. */
  isFinal(error: unknown): boolean;
  /** A look came through. */
  recover(): void;
}

function countRefusedLooks({ record }: Pick<Tools, "record">): RefusedLooks {
  let inRow = 0;
  return {
    isFinal: (error) => {
      if (!(error instanceof RequestFailed)) return true;
      inRow += 1;
      if (!PASSING.includes(error.failure.kind) && inRow >= MOST_REFUSALS) return true;
      if (inRow === 1) record({ kind: "warned", failure: error.failure });
      return false;
    },
    recover: () => {
      inRow = 0;
    },
  };
}
