import { describe, expect, test } from "@jest/globals";
import { OUTPUT_NAMES } from "../../../src/report/output-names.js";
import { awaitRequest } from "../harness/cut-off.js";
import { setStage } from "../harness/index.js";
import { falseClaims } from "./false-claims.js";
import { type Moment, randomMoments, SEED } from "./moments.js";
import { acceptedCreates, DONE, endOf, type PlayedOut, WHOLE_JOB, WHOLE_WORLD } from "./whole-job.js";

/** A runner kills a step that does not end so soon. */
const GRACE = 5_000;

const SIGNALS = [
  ["SIGINT", 1],
  ["SIGTERM", 2],
] as const;

/** How long the whole job is while nobody interrupts it: in milliseconds of its world's time, and in requests. */
type Lengths = Readonly<Record<Moment["measure"], number>>;

let lengths: Promise<Lengths> | undefined;

async function lengthsOfWholeJob(): Promise<Lengths> {
  const stage = await setStage(WHOLE_WORLD);
  const { took } = await stage.play(WHOLE_JOB);
  await stage.close();
  return { time: took, requests: stage.simulator.requests.length };
}

/** Starts the whole job and sends the signal at that moment; gives what is left of both, and how long it went on. */
async function interrupt(signal: NodeJS.Signals, { measure, thousandth }: Moment) {
  lengths ??= lengthsOfWholeJob();
  const moment = ((await lengths)[measure] * thousandth) / 1_000;
  const stage = await setStage(WHOLE_WORLD);
  let signalled = performance.now();
  const wait =
    measure === "time"
      ? () => stage.sleep(moment)
      : () => awaitRequest({ request: Math.ceil(moment) }, stage).arrived;
  const sleep = async () => {
    await wait();
    signalled = performance.now();
  };
  const played = await stage.play(WHOLE_JOB, { signalAt: [{ signal, after: 0 }], sleep });
  const wentOn = performance.now() - signalled;
  return { stage, wentOn, played: { ...played, simulator: stage.simulator } };
}

describe.each(SIGNALS)("%s at twenty random moments of a whole job", (signal, salt) => {
  test.concurrent.each(randomMoments(20, salt))(
    `outputs, summary and report are whole within five seconds, and all that they say is so ($name, seed ${SEED})`,
    async (moment) => {
      const { stage, wentOn, played } = await interrupt(signal, moment);
      if (played.run.signal !== null) expectNothing(played);
      else await expectTheTruth(played);
      expect(wentOn).toBeLessThan(GRACE);
      await stage.close();
    },
  );
});

/** The signal came before the program had begun: nothing was done, and nothing is said. */
function expectNothing({ run, simulator }: PlayedOut): void {
  expect([simulator.requests, run.outputs, run.summary]).toEqual([[], {}, ""]);
}

async function expectTheTruth(played: PlayedOut): Promise<void> {
  const { run } = played;
  // The signal may have come when all was done, and even when all was written.
  const isDone = run.exitCode === 0;
  expect([run.exitCode, run.outputs.outcome]).toEqual(isDone ? [0, "changed"] : [1, "cancelled"]);
  expect(falseClaims(played)).toEqual([]);
  expect(await run.read(run.outputs["report-path"] ?? "")).toBe(run.summary);
  expect(run.summary).toMatch(isDone ? /^### ✅/ : /ancelled/);
}

describe("SIGKILL at twenty random moments of a whole job", () => {
  test.concurrent.each(randomMoments(20, 3))(
    `the files are empty or can be read, and a second run ends well with nothing doubled ($name, seed ${SEED})`,
    async (moment) => {
      const { stage, played } = await interrupt("SIGKILL", moment);
      // The harness has read the outputs as the runner does.
      expect([0, OUTPUT_NAMES.length]).toContain(Object.keys(played.run.outputs).length);
      const second = await stage.play(WHOLE_JOB);
      expect(["in-sync", "changed"]).toContain(second.run.outputs.outcome);
      const { replicas, tags, drift } = endOf({ ...second, simulator: stage.simulator });
      expect({ replicas, tags, drift }).toEqual({ replicas: DONE.replicas, tags: DONE.tags, drift: [] });
      expect(acceptedCreates(stage.simulator)).toEqual(["japaneast"]);
      await stage.close();
    },
  );
});
