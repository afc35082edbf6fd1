import type { Job } from "../../run/cut-off-jobs.js";
import { requestsOf } from "../harness/cut-off.js";
import { otherJobOf, setScene, stateOf } from "./cut-off-world.js";

/** What ends a run before its time. */
export const CUTS = ["SIGKILL", "SIGINT", "deadline"] as const;
/** One of {@link CUTS}. */
export type Cut = (typeof CUTS)[number];

/** What becomes of the request at which a run is cut off: taken at once, and its answer lost or late; late; or lost. */
export type Fate = "taken" | "late" | "lost";

/** What comes after a run that was cut off. */
const SEQUELS = ["same, other, close", "other, same, sweep", "sweep"] as const;
type Sequel = (typeof SEQUELS)[number];

/** One way of cutting a run off. */
export interface CutAt {
  readonly cut: Cut;
  /** Counted from 1. */
  readonly request: number;
  readonly fate: Fate;
  readonly sequel: Sequel;
  /** From the start of the run to that request when nobody disturbs it, in milliseconds. */
  readonly after: number;
  /** Such as `PUT japaneast`. */
  readonly what: string;
}

/** What a job does when nobody disturbs it, and how all then stands after the other pull request's job. */
export interface Whole {
  readonly requests: readonly {
    readonly what: string;
    readonly isWrite: boolean;
    readonly after: number;
  }[];
  readonly end: readonly string[];
}

const wholes = new Map<string, Promise<Whole>>();

/** The job as it is when nobody disturbs it; it is played once. */
export function wholeOf(job: Job): Promise<Whole> {
  const known = wholes.get(job.what) ?? playWhole(job);
  wholes.set(job.what, known);
  return known;
}

async function playWhole(job: Job): Promise<Whole> {
  const stage = await setScene(job);
  try {
    const { played, requests } = await requestsOf(job.inputs, stage);
    const other = await stage.play(otherJobOf(job));
    for (const { run, errors } of [played, other])
      if (run.exitCode !== 0) throw new Error(`Undisturbed, ${job.what} goes wrong: ${errors}`);
    await stage.sleep(10_000);
    return {
      requests: requests.map(({ method, path, host, at }) => {
        const isWrite = host === ARM && method !== "GET";
        return { what: `${method} ${path.split("/").at(-1)}`, isWrite, after: at };
      }),
      end: stateOf(stage),
    };
  } finally {
    await stage.close();
  }
}

const ARM = "management.azure.com";

/** Every way of cutting a job off; what comes after it takes turns, beginning with another one for another `turn`. */
export function waysToCut(cut: Cut, { requests }: Whole, turn: number): readonly CutAt[] {
  const ways = requests.flatMap(({ isWrite, ...one }, index) =>
    fatesOf(cut, isWrite).map((fate) => ({ cut, request: index + 1, fate, ...one })),
  );
  return ways.map((way, index) => ({ ...way, sequel: SEQUELS[(turn + index) % SEQUELS.length] ?? "sweep" }));
}

/** Nothing in Azure tells what became of a read. */
function fatesOf(cut: Cut, isWrite: boolean): readonly Fate[] {
  if (!isWrite) return ["late"];
  return cut === "deadline" ? ["taken", "late"] : ["taken", "late", "lost"];
}
