import { describe, expect, test } from "@jest/globals";
import { isPermanent, ownersIn, readMarks } from "../../src/registry/marks.js";
import { isReady } from "../../src/registry/replica.js";
import { OUTPUT_NAMES } from "../../src/report/output-names.js";
import { type FakeAzure, openFakeAzure } from "../apply/fake-azure.js";
import { replicaIn } from "../builders/replica.js";
import { HOME } from "../builders/situation.js";
import { virtualClock } from "../builders/virtual-clock.js";
import { JOBS, type Job, MINE, OTHER_JOB, PERMANENT, SWEEP, THEIRS } from "./cut-off-jobs.js";
import { type Cut, type CutAt, type CutRun, type Ground, playCut } from "./cut-run.js";

const NEVER = new AbortController().signal;

function groundOf({ replicas, inputs }: Job): Ground & { readonly azure: FakeAzure } {
  const clock = virtualClock();
  const there = replicas.map(({ region, tags, state = "Succeeded, Ready" }) => ({
    ...replicaIn(region, state),
    tags,
  }));
  const azure = openFakeAzure({ replicas: [HOME, ...there] }, clock);
  for (const { region, state } of replicas)
    if (state === "Creating")
      azure.turn(region, [
        [0, "Creating"],
        [20_000, "Succeeded, Syncing"],
        [30_000, "Succeeded, Ready"],
      ]);
  const isSweep = inputs["only-orphaned"] === "true";
  return { azure, clock, open: new Set(isSweep ? [THEIRS] : [MINE, THEIRS]) };
}

/** Every replica with the owners of its marks; `-` for a permanent one. */
function stateOf(azure: FakeAzure): readonly string[] {
  return ["brazilsouth", "eastus", "japaneast", "uksouth"].flatMap((name) => {
    const there = azure.see(name);
    if (there === null) return [];
    const found = readMarks(there.tags);
    const owners = isPermanent(found) ? "-" : ownersIn(found).join();
    return [`${name} ${owners}${isReady(there) ? "" : " not ready"}`];
  });
}

/** What a run that was cut off, or not, said of its own end that was not so. */
function liesOf({ left }: CutRun, { azure }: Ground, since: number): readonly string[] {
  if (left === null) return [];
  const { outputs, exitCode } = left;
  const unset = OUTPUT_NAMES.filter((name) => outputs[name] === undefined);
  const isWell = ["in-sync", "changed", "drifted"].includes(outputs.outcome ?? "");
  const calls = azure.calls.slice(since);
  const named = (output: string): readonly string[] => JSON.parse(outputs[output] ?? "[]");
  const sent = (method: string) => calls.filter((call) => call.method === method).map(({ name }) => name);
  return [
    ...unset.map((name) => `${name} is not set`),
    ...(isWell || exitCode === 1 ? [] : [`exit code 0 for ${outputs.outcome}`]),
    ...named("created").filter((region) => !sent("PUT").includes(region)),
    ...named("deleted").filter((region) => !sent("DELETE").includes(region) || azure.see(region) !== null),
  ];
}

/** How a run that was to be cut off ended. */
const ENDS: Readonly<Record<Cut, readonly string[]>> = {
  SIGKILL: [],
  SIGINT: ["cancelled"],
  // A request that hangs until the deadline may be the last that was needed, and may have failed.
  deadline: ["timed-out", "failed", "in-sync", "changed", "drifted"],
};

/** Cuts the job off and lets the next ones run; gives what is not as it should be. */
async function cutOff(job: Job, at: CutAt, end: readonly string[]): Promise<readonly string[]> {
  const ground = groundOf(job);
  const { azure, clock } = ground;
  const cut = await playCut(job.inputs, ground, at);
  const lies = [...liesOf(cut, ground, 0)];
  const outcome = cut.left?.outputs.outcome ?? null;
  const isEndRight = outcome === null ? at.cut === "SIGKILL" : ENDS[at.cut].includes(outcome);
  // Whatever the cut run had sent is over before the next one begins, or is not: one moment each.
  if (at.request % 2 === 0) await clock.sleep(120_000, NEVER);
  // One time the same job is the next, the other time another one is.
  const jobs = at.after ? [job.inputs] : [OTHER_JOB, job.inputs];
  const nexts: string[] = [];
  for (const inputs of jobs) {
    const since = azure.calls.length;
    const next = await playCut(inputs, ground);
    lies.push(...liesOf(next, ground, since));
    if (next.left?.exitCode !== 0)
      nexts.push(
        `next run: ${next.left?.outputs.outcome} ${next.left?.log.split("\n").slice(-12).join("\n")}`,
      );
  }
  const state = stateOf(azure);
  await clock.sleep(60_000, NEVER);
  const swept = await playCut(SWEEP, { ...ground, open: new Set([THEIRS]) });
  const leaked = stateOf(azure).filter((one) => one.includes(MINE));
  const kept = azure.see(PERMANENT.region)?.tags;
  return [
    ...lies,
    ...(isEndRight ? [] : [`it ended as ${outcome}`]),
    ...nexts,
    ...(state.join("; ") === end.join("; ") ? [] : [`${state.join("; ")} instead of ${end.join("; ")}`]),
    ...(swept.left?.exitCode === 0 ? [] : ["the sweep failed"]),
    ...leaked.map((one) => `after the sweep: ${one}`),
    ...(JSON.stringify(kept) === JSON.stringify(PERMANENT.tags) ? [] : ["the permanent one was changed"]),
  ];
}

const CUTS: readonly Cut[] = ["SIGKILL", "SIGINT", "deadline"];

describe("a run that is cut off at any of its requests, before or after Azure takes it", () => {
  test.each(JOBS.map((job) => [job.what, job] as const))(
    "%s: by signal or deadline it tells the truth, and the next runs come to the same end",
    async (_, job) => {
      const whole = groundOf(job);
      const { requests, left } = await playCut(job.inputs, whole);
      expect([left?.exitCode, liesOf({ left, requests }, whole, 0)]).toEqual([0, []]);
      const end = stateOf(whole.azure);
      const wrong: string[] = [];
      for (const cut of CUTS)
        for (let request = 0; request < requests; request += 1)
          // A request that hangs until the deadline is as good as one that hangs after it.
          for (const after of cut === "deadline" ? [false] : [false, true]) {
            const found = await cutOff(job, { cut, request, after }, end);
            wrong.push(
              ...found.map((one) => `${cut} ${after ? "after" : "before"} request ${request}: ${one}`),
            );
          }
      expect(wrong.slice(0, 10)).toEqual([]);
    },
  );
});
