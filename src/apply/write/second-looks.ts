import { displayName, type Region } from "../../registry/region.js";
import { isInOperation, type Replica } from "../../registry/replica.js";
import { attempt, observed } from "../attempt.js";
import { readReplica } from "../read-replica.js";
import { pollInterval } from "../wait/poll-interval.js";
import type { SecondLooks, Work } from "../work.js";
import { judgeFound } from "./found-replica.js";
import { judgePromise, type MarkPromise } from "./mark-promise.js";
import { marksUndone } from "./region-failures.js";
import { sendUpdate } from "./send-write.js";
import { fitsTags } from "./tag-room.js";

/**
 * Azure keeps no version of a replica's tags, and every PATCH sends the whole map: a run that read before our write may
 * write after it, with the marks as they were. So they are read once more after so long.
 */
const UNTIL_SECOND_LOOK = 10_000;
/** So long another run may take to see that our PUT went over its mark, and to write it again. */
const UNTIL_FOUND_IS_JUDGED = 20_000;
/** Of runs that write at the same moment one wins, so this is enough for as many. */
const MOST_WRITES = 10;

/** One replica whose marks this run wrote. */
interface Watched {
  readonly region: Region;
  readonly name: string;
  readonly promise: MarkPromise;
  /** What our PUT met and wrote over; null for every other write. */
  readonly found: Replica | null;
  readonly dueAt: number;
  readonly writes: number;
}

/** What is done where reading again shows more than a mark to be written. */
export interface Consequences {
  /** A replica is gone or going although this run needs it. */
  bringBack(region: Region, name: string): Promise<void>;
  /** The mark that this run took off is back, as the last one. */
  releaseAgain(region: Region): Promise<void>;
}

/** Keeps the marks that a run wrote: each is read again some seconds after its write, and at the end of the run. */
export function createSecondLooks(work: () => Work, consequences: Consequences): SecondLooks {
  const watched = new Map<Region, Watched>();
  const looking = new Map<Region, Promise<void>>();

  const watch = (one: Watched): void => {
    watched.set(one.region, one);
    if (looking.has(one.region)) return;
    const task = attempt(one.region, "update", work(), () => lookUntilKept(one.region)).then(() => {
      looking.delete(one.region);
    });
    looking.set(one.region, task);
  };

  async function lookUntilKept(region: Region): Promise<void> {
    const { clock, stop } = work();
    for (;;) {
      const one = watched.get(region);
      if (one === undefined) return;
      await clock.sleep(one.dueAt - clock.now(), stop);
      if (stop.aborted) return;
      // Another write of this run may have put the look off meanwhile.
      const isDue = watched.get(region) === one;
      if (isDue && (await lookOnce(one))) return;
    }
  }

  /** True when nothing is left to do until the end of the run. */
  async function lookOnce(one: Watched): Promise<boolean> {
    const tools = work();
    const { region } = one;
    const replica = await readReplica(one, tools, tools.stop);
    if (one.found !== null) return lookAtFound(one, one.found, replica);
    const verdict = judgePromise(one.promise, replica, tools.clock.date());
    switch (verdict.kind) {
      case "kept":
        return true;
      case "gone":
        watched.delete(region);
        if (one.promise.kind !== "taken-off") await consequences.bringBack(region, one.name);
        // What that wrote is read again, too.
        return !watched.has(region);
      case "permanent":
        watched.delete(region);
        tools.record({ kind: "mark-given-up", region });
        return true;
      case "last-mark":
        watched.delete(region);
        await consequences.releaseAgain(region);
        return !watched.has(region);
      case "write":
        return writeAgain(one, replica, verdict.tags);
    }
  }

  async function writeAgain(one: Watched, replica: Replica | null, tags: Replica["tags"]): Promise<boolean> {
    const tools = work();
    const { clock } = tools;
    if (replica !== null && isInOperation(replica)) {
      watched.set(one.region, { ...one, dueAt: clock.now() + pollInterval(UNTIL_SECOND_LOOK) });
      return false;
    }
    if (one.writes >= MOST_WRITES || !fitsTags(tags)) {
      watched.delete(one.region);
      tools.record({ kind: "failed", failure: marksUndone(one.region, one.promise.kind) });
      return true;
    }
    const sent = await sendUpdate(one, { tags }, tools);
    const isWritten = sent !== "put-off" && sent !== null;
    const dueAt = isWritten ? clock.now() + UNTIL_SECOND_LOOK : clock.now();
    watched.set(one.region, { ...one, writes: one.writes + (isWritten ? 1 : 0), dueAt });
    return false;
  }

  async function lookAtFound(one: Watched, answered: Replica, replica: Replica | null): Promise<boolean> {
    const tools = work();
    const { clock, record, stop } = tools;
    const isLate = clock.now() >= one.dueAt + UNTIL_SECOND_LOOK;
    const verdict = judgeFound(one.promise, answered, replica, isLate);
    if (verdict.kind === "wait") {
      await clock.sleep(pollInterval(UNTIL_SECOND_LOOK), stop);
      return false;
    }
    if (verdict.kind === "overwritten" && verdict.tags !== null) {
      const sent = await sendUpdate(one, { tags: verdict.tags }, tools);
      if (sent === "put-off") return false;
    }
    if (verdict.kind === "joined") watched.set(one.region, { ...one, found: null });
    else watched.delete(one.region);
    if (verdict.kind === "overwritten")
      record({ kind: verdict.isFailure ? "failed" : "warned", failure: verdict.failure });
    return true;
  }

  const promiseOf = ({ tenure, needsFrom }: Parameters<SecondLooks["noteUpdate"]>[0]): MarkPromise | null => {
    if (tenure.kind === "on-loan") return { kind: "on-loan", need: tenure, needsFrom };
    return tenure.kind === "permanent" ? { kind: "permanent" } : null;
  };
  const noteWrite = (region: Region, name: string, promise: MarkPromise, found: Replica | null): void => {
    const after = found === null ? UNTIL_SECOND_LOOK : UNTIL_FOUND_IS_JUDGED;
    const dueAt = work().clock.now() + after;
    watch({ region, name, promise, found, dueAt, writes: watched.get(region)?.writes ?? 0 });
  };

  return {
    noteCreate: (goal, replica, isFound) => {
      const promise = promiseOf(goal);
      // A replica that was created without a mark is permanent; only a PUT that met another one has to be judged.
      if (promise === null || (promise.kind === "permanent" && !isFound)) return;
      noteWrite(goal.wanted.region, replica.name, promise, isFound ? replica : null);
    },
    noteUpdate: (goal, name) => {
      const promise = promiseOf(goal);
      if (promise !== null) noteWrite(goal.wanted.region, name, promise, null);
    },
    noteTakenOff: (region, name, marks) => noteWrite(region, name, { kind: "taken-off", marks }, null),
    finish: async () => {
      const { record, clock, stop } = work();
      const waiting = [...looking.keys()];
      if (waiting.length > 0 && !stop.aborted) {
        const last = Math.max(...waiting.map((region) => watched.get(region)?.dueAt ?? 0));
        record({
          kind: "second-look-awaited",
          regions: waiting,
          seconds: Math.ceil(Math.max(0, last - clock.now()) / 1000),
        });
      }
      while (looking.size > 0) await Promise.all(looking.values());
    },
    lookAtEnd: async () => {
      const { clock, stop } = work();
      if (stop.aborted) return;
      for (const one of [...watched.values()]) watch({ ...one, dueAt: clock.now() });
      while (looking.size > 0) await Promise.all(looking.values());
    },
    unread: () => (work().stop.aborted ? [...watched.keys()] : []),
  };
}

/** Explains that nothing more is known of marks than that they were written. */
export function marksNotReadAgain(regions: readonly Region[]) {
  return observed(null, "update", "MarksNotReadAgain", [
    `The run ended before it could read the marks of ${regions.map(displayName).join(", ")} again, so another run that ` +
      "wrote at the same moment may have undone them. The next run of this job corrects that.",
  ]);
}
