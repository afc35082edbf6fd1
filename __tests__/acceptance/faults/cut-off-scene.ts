import { type Inputs, type Job, MINE, OTHER_JOB, PERMANENT, SWEEP, THEIRS } from "../../run/cut-off-jobs.js";
import type { Effect, ReplicaWorld, World } from "../../simulator/index.js";
import { awaitRequest, type CutOff, requestsOf, signalAtRequest } from "../harness/cut-off.js";
import { type Played, type Stage, setStage } from "../harness/index.js";
import { ownersIn } from "../harness/marks.js";
import { claimsOfTheEnd, falseClaims } from "./false-claims.js";

/** What ends a run before its time. */
export const CUTS = ["SIGKILL", "SIGINT", "deadline"] as const;
/** One of {@link CUTS}. */
export type Cut = (typeof CUTS)[number];

/** What becomes of the request at which a run is cut off: taken at once, and its answer lost or late; late; or lost. */
type Fate = "taken" | "late" | "lost";

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
interface Whole {
  readonly requests: readonly {
    readonly what: string;
    readonly isWrite: boolean;
    readonly after: number;
  }[];
  readonly writes: number;
  readonly end: readonly string[];
}

/** What the other pull request wants: what the cut run has perhaps made, perhaps deleted, too. */
function otherJobOf(job: Job): Inputs {
  // Of a failed one on loan to another nobody but that owner may make anything.
  const more = job.inputs.repair === "true" ? "" : ", japaneast";
  return { ...OTHER_JOB, regions: `${OTHER_JOB.regions}${more}` };
}

function worldOf({ replicas }: Job): World {
  return {
    registry: { replicas: replicas.map(asReplica) },
    timing: {
      provisioned: 2_000,
      syncing: 1_000,
      update: 1_000,
      retag: 1_000,
      homeRow: 1_000,
      delete: 3_000,
    },
  };
}

function asReplica({ region, tags, state }: Job["replicas"][number]): ReplicaWorld {
  if (state === "Failed") return { region, tags, provisioningState: "Failed", displayStatus: null };
  if (state === undefined) return { region, tags };
  const phases = [
    { after: 5_000, provisioningState: "Succeeded", displayStatus: "Syncing" },
    { after: 7_000, provisioningState: "Succeeded", displayStatus: "Ready" },
  ];
  return { region, tags, provisioningState: state, displayStatus: null, phases };
}

async function setScene(job: Job): Promise<Stage> {
  const stage = await setStage(worldOf(job));
  setOpen(stage, THEIRS, true);
  setOpen(stage, MINE, job.inputs["only-orphaned"] !== "true");
  // The world's time begins with the first look at it.
  stage.simulator.replicas();
  return stage;
}

function setOpen({ simulator }: Stage, owner: string, isOpen: boolean): void {
  simulator.setPullRequest({ number: Number(owner.split("-").at(-1)), state: isOpen ? "open" : "closed" });
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
    const faults = [...faultsOfNext(played, "the job"), ...faultsOfNext(other, "the other's")];
    if (faults.length > 0) throw new Error(`Undisturbed, ${job.what} goes wrong: ${faults.join("; ")}`);
    await stage.sleep(10_000);
    return {
      requests: requests.map(({ method, path, host, at }) => {
        const isWrite = host === ARM && method !== "GET";
        return { what: `${method} ${path.split("/").at(-1)}`, isWrite, after: at };
      }),
      writes: played.writes.length,
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

/** Cuts the job off and lets the next ones run; gives what is not as it should be, in sentences. */
export async function faultsOf(job: Job, at: CutAt): Promise<readonly string[]> {
  const whole = await wholeOf(job);
  const stage = await setScene(job);
  const logs: string[] = [];
  const play = async (inputs: Inputs, who: string): Promise<readonly string[]> => {
    const next = await stage.play(inputs);
    logs.push(`${who}:\n${next.run.log.join("\n")}`);
    return faultsOfNext(next, who);
  };
  try {
    const cut = await cutOff(job, at, stage);
    logs.push(`cut off:\n${cut.run.log.join("\n")}`);
    const faults = [...faultsOfCut(cut, at, job, stage), ...(await playSequel(job, at, whole, stage, play))];
    const left = stage.simulator.replicas().find(({ region }) => region === PERMANENT.region);
    if (JSON.stringify(left?.tags) !== JSON.stringify(PERMANENT.tags))
      faults.push("the permanent one was changed");
    faults.push(...doubledIn(stage));
    const { cut: by, request, what, fate, sequel } = at;
    const where = `${by} at request ${request} (${what}, ${fate}), then ${sequel}`;
    return faults.length === 0 ? [] : [...faults.map((fault) => `${where}: ${fault}`), ...logs];
  } finally {
    await stage.close();
  }
}

/** Cuts the job off there. What it had sent is late by less than the ten seconds after which a run looks again. */
async function cutOff({ inputs }: Job, at: CutAt, stage: Stage): Promise<CutOff> {
  const { cut, request, fate, after } = at;
  if (cut !== "deadline")
    return signalAtRequest(cut, { request, effect: effectOf(fate, LATE[request % 3]) }, inputs, stage);
  // A repair is not begun where little time is left, so that its deadline is far; all is silent until then.
  const isFar = inputs.repair === "true";
  const timeout = isFar ? "6m" : `${Math.ceil(after / 1_000) + 5}s`;
  const effect = isFar ? effectOf("taken", 40_000) : effectOf(fate, 9_000);
  const arrival = awaitRequest({ request, effect, lasts: isFar }, stage);
  const played = await stage.play({ ...inputs, timeout });
  return { ...played, wasReached: arrival.giveUp() };
}

const LATE = [1_500, 4_000, 6_000];

function effectOf(fate: Fate, milliseconds = 0): Effect {
  if (fate === "lost") return { kind: "reset-before" };
  return { kind: fate === "late" ? "delay" : "delay-after", milliseconds };
}

/** How a run that was to be cut off may end, if at all. */
const ENDS: Readonly<Record<Cut, readonly string[]>> = {
  SIGKILL: [],
  SIGINT: ["cancelled"],
  // The request that gets no answer may be the last that was needed, and may have failed.
  deadline: ["timed-out", "failed"],
};
const WELL = ["in-sync", "changed", "drifted"];

function faultsOfCut(
  played: CutOff,
  { cut, fate }: CutAt,
  job: Job,
  { simulator }: Stage,
): readonly string[] {
  const { run, wasReached } = played;
  if (run.signal !== null) return cut === "SIGKILL" && wasReached ? [] : [`it ended by ${run.signal}`];
  const outcome = run.outputs.outcome ?? "";
  const isAsMeant = ENDS[cut].includes(outcome) || WELL.includes(outcome);
  // What was late may have come since the run ended, and Azure be at work on it.
  const busy = simulator.replicas().filter((one) => fate === "late" && one.provisioningState === "Updating");
  const belated = busy.map(({ region }) => `${region} is not ready`);
  const claims = [
    ...falseClaims({ ...played, simulator }),
    ...falseMarks(played, job, simulator.replicas()),
  ].filter((claim) => !belated.includes(claim));
  return [
    ...(cut === "SIGKILL" && wasReached ? [`it ended as ${outcome} before it was killed`] : []),
    ...(isAsMeant ? [] : [`it ended as ${outcome}: ${played.errors}`]),
    ...claims.map((claim) => `it told what is not so: ${claim}`),
  ];
}

interface Change {
  readonly region: string;
  readonly action: string;
  readonly done: boolean;
}

/** What a run says it has done to marks, and has not. */
function falseMarks(
  { json }: Played,
  { inputs }: Job,
  replicas: readonly { readonly region: string; readonly tags: Readonly<Record<string, string>> }[],
): readonly string[] {
  const done = ((json("changes") ?? []) as readonly Change[]).filter(
    ({ action, done: isDone }) => isDone && action !== "delete",
  );
  if (inputs.mode === "check") return [];
  return done.flatMap(({ region, action }) => {
    const there = replicas.find((one) => one.region === region);
    if (there === undefined) return [`${action} of ${region}, which is not there`];
    const owners = ownersIn(there.tags).split(",").filter(Boolean);
    const isMine = owners.includes(MINE);
    const isRight = inputs.mode === "remove" ? !isMine : inputs.owner === MINE ? isMine : owners.length === 0;
    return isRight ? [] : [`${action} of ${region}, which carries the marks of "${owners}"`];
  });
}

function faultsOfNext(played: Played, who: string): readonly string[] {
  const { run } = played;
  const claims = claimsOfTheEnd(played).map((claim) => `${who} told what is not so: ${claim}`);
  const isWell = run.exitCode === 0;
  return isWell ? claims : [...claims, `${who} ended as ${run.outputs.outcome}: ${played.errors}`];
}

type Play = (inputs: Inputs, who: string) => Promise<readonly string[]>;

async function playSequel(
  job: Job,
  { sequel }: CutAt,
  whole: Whole,
  stage: Stage,
  play: Play,
): Promise<string[]> {
  const faults: string[] = [];
  const same = async () => faults.push(...(await play(job.inputs, "the same job")));
  const other = async () => faults.push(...(await play(otherJobOf(job), "the other's job")));
  if (sequel === "sweep") {
    await stage.sleep(60_000);
    faults.push(...(await sweep(job, [MINE], stage, play)), ...leftAfterSweep(job, whole, stage));
    return faults;
  }
  if (sequel === "same, other, close") {
    await same();
    await other();
  } else {
    await other();
    await same();
  }
  await stage.sleep(10_000);
  faults.push(...differences(stateOf(stage), whole.end, "in the end"));
  if (sequel === "same, other, close") {
    faults.push(...(await play({ mode: "remove", owner: MINE }, "the close job")));
    const left = stateOf(stage).filter((one) => one.includes(MINE));
    faults.push(...left.map((one) => `after the close job: ${one}`));
  }
  faults.push(...(await sweep(job, [MINE, THEIRS], stage, play)));
  faults.push(...differences(stateOf(stage), whole.end.filter(isPermanent), "after the sweep"));
  return faults;
}

/** A day later, with the pull requests of these owners closed. */
async function sweep(
  job: Job,
  closed: readonly string[],
  stage: Stage,
  play: Play,
): Promise<readonly string[]> {
  for (const owner of closed) setOpen(stage, owner, false);
  await stage.sleep(DAY);
  const isByTime = job.inputs.ttl !== undefined && !closed.includes(THEIRS);
  return play(isByTime ? { mode: "remove", "only-expired": "true" } : SWEEP, "the sweep");
}

const DAY = 86_400_000;

/** Every replica but home's with the owners of its marks, `-` for a permanent one. */
function stateOf({ simulator }: Stage): readonly string[] {
  return simulator
    .replicas()
    .filter(({ region }) => region !== "westeurope")
    .map(({ region, tags, displayStatus }) => {
      return `${region} ${ownersIn(tags) || "-"}${displayStatus === "Ready" ? "" : " not ready"}`;
    });
}

function isPermanent(one: string): boolean {
  return one.endsWith(" -");
}

function differences(have: readonly string[], want: readonly string[], when: string): readonly string[] {
  return have.join("; ") === want.join("; ")
    ? []
    : [`${when} ${have.join("; ")} instead of ${want.join("; ")}`];
}

/** What a sweep alone has left of a run that was cut off, and should not have, or has taken. */
function leftAfterSweep(job: Job, { end }: Whole, stage: Stage): readonly string[] {
  const have = stateOf(stage);
  const regionOf = (one: string) => one.split(" ")[0];
  const before = job.replicas.map(({ region, tags }) => `${region} ${ownersIn(tags) || "-"}`);
  const mayBePermanent = [...before, ...end].filter(isPermanent);
  const mustStay = before.filter((one) => one.includes(THEIRS) || (isPermanent(one) && end.includes(one)));
  const there = have.map(regionOf);
  return [
    ...have.filter((one) => one.includes(MINE)).map((one) => `after the sweep: ${one}`),
    ...have
      .filter((one) => isPermanent(one) && !mayBePermanent.includes(one))
      .map((one) => `for good now: ${one}`),
    ...before
      .filter((one) => isPermanent(one) && there.includes(regionOf(one)) && !have.includes(one))
      .map((one) => `permanent no more: ${one}`),
    ...mustStay.filter((one) => !there.includes(regionOf(one))).map((one) => `gone: ${one}`),
  ];
}

/** Creates that met a replica, a region that has two, and more writes than anybody needs. */
function doubledIn({ simulator }: Stage): readonly string[] {
  const regions = simulator.replicas().map(({ region }) => region);
  const taken = simulator.writes().filter(({ served }) => served !== undefined && served < 300);
  const met = taken.filter(
    ({ method, served, fault }) => method === "PUT" && served === 200 && fault === undefined,
  );
  return [
    ...regions
      .filter((region, index) => regions.indexOf(region) !== index)
      .map((region) => `two in ${region}`),
    ...met.map(({ path }) => `a second PUT ${path.split("/").at(-1)}`),
  ];
}
