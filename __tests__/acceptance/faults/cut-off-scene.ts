import { type Inputs, type Job, MINE, PERMANENT, SWEEP, THEIRS } from "../../run/cut-off-jobs.js";
import type { Effect } from "../../simulator/index.js";
import { awaitRequest, type CutOff, signalAtRequest } from "../harness/cut-off.js";
import type { Played, Stage } from "../harness/index.js";
import { ownersIn } from "../harness/marks.js";
import { type Cut, type CutAt, type Fate, type Whole, wholeOf } from "./cut-off-ways.js";
import { otherJobOf, setOpen, setScene, stateOf } from "./cut-off-world.js";
import { claimsOfTheEnd, falseClaims } from "./false-claims.js";

/** A job that is cut off, and whoever comes after it. */
interface Scene {
  readonly job: Job;
  readonly at: CutAt;
  readonly whole: Whole;
  readonly stage: Stage;
  readonly faults: string[];
  readonly logs: string[];
}

/** Cuts the job off and lets the next ones run; gives what is not as it should be, in sentences. */
export async function faultsOf(job: Job, at: CutAt): Promise<readonly string[]> {
  const whole = await wholeOf(job);
  const stage = await setScene(job);
  const scene: Scene = { job, at, whole, stage, faults: [], logs: [] };
  try {
    await playCutOff(scene);
    await playSequel(scene);
    judgeEnd(scene);
  } finally {
    await stage.close();
  }
  const { cut, request, what, fate, sequel } = at;
  const where = `${cut} at request ${request} (${what}, ${fate}), then ${sequel}`;
  return scene.faults.length === 0
    ? []
    : [...scene.faults.map((fault) => `${where}: ${fault}`), ...scene.logs];
}

async function playCutOff(scene: Scene): Promise<void> {
  const { job, at, stage, logs, faults } = scene;
  const cut = await cutOff(job, at, stage);
  logs.push(`cut off:\n${cut.run.log.join("\n")}`);
  faults.push(...faultsOfCut(cut, at, job, stage), ...tooManyWrites(cut));
}

/** One more run; whether it said that its PUT had met a replica. */
async function playNext(inputs: Inputs, who: string, { stage, logs, faults }: Scene): Promise<boolean> {
  const next = await stage.play(inputs);
  logs.push(`${who}:\n${next.run.log.join("\n")}`);
  const rows = (next.json("replicas") ?? []) as readonly {
    readonly error: { readonly code: string } | null;
  }[];
  if (rows.some(({ error }) => error?.code === "PutMetReplica")) return true;
  faults.push(...[...faultsOfNext(next), ...tooManyWrites(next)].map((fault) => `${who} ${fault}`));
  return false;
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

function faultsOfNext(played: Played): readonly string[] {
  const { run } = played;
  const claims = claimsOfTheEnd(played).map((claim) => `told what is not so: ${claim}`);
  return run.exitCode === 0 ? claims : [...claims, `ended as ${run.outputs.outcome}: ${played.errors}`];
}

/** A run has two regions to write to, and may have to write again what another write has undone. */
const MOST_WRITES = 5;

function tooManyWrites({ writes }: Played): readonly string[] {
  return writes.length > MOST_WRITES ? [`wrote too often: ${writes}`] : [];
}

async function playSequel(scene: Scene): Promise<void> {
  const { at, whole, stage, faults } = scene;
  if (at.sequel === "sweep") {
    // What was late has come.
    await stage.sleep(60_000);
    await sweep([MINE], scene);
    faults.push(...leftAfterSweep(scene));
    return;
  }
  const hasMet = await playBoth(scene);
  // A create that comes between another run's look and its create is told by that run, and left for good (docs/owners.md).
  if (hasMet && at.fate === "late" && at.what.startsWith("PUT ")) return;
  if (hasMet) faults.push("a PUT met a replica");
  await stage.sleep(10_000);
  faults.push(...differences(stateOf(stage), whole.end, "in the end"));
  if (at.sequel === "same, other, close") {
    await playNext({ mode: "remove", owner: MINE }, "the close job", scene);
    const left = stateOf(stage).filter((one) => one.includes(MINE));
    faults.push(...left.map((one) => `after the close job: ${one}`));
  }
  await sweep([MINE, THEIRS], scene);
  faults.push(...differences(stateOf(stage), whole.end.filter(isPermanent), "after the sweep"));
}

/** The same job and the other pull request's; whether a PUT of theirs met a replica. */
async function playBoth(scene: Scene): Promise<boolean> {
  const { job, at } = scene;
  const same = () => playNext(job.inputs, "the same job", scene);
  const other = () => playNext(otherJobOf(job), "the other's job", scene);
  const [first, second] = at.sequel === "same, other, close" ? [same, other] : [other, same];
  const haveMet = [await first(), await second()];
  return haveMet.includes(true);
}

/** A day later, with the pull requests of these owners closed. */
async function sweep(closed: readonly string[], scene: Scene): Promise<void> {
  const { job, stage } = scene;
  for (const owner of closed) setOpen(stage, owner, false);
  await stage.sleep(DAY);
  const isByTime = job.inputs.ttl !== undefined && !closed.includes(THEIRS);
  await playNext(isByTime ? { mode: "remove", "only-expired": "true" } : SWEEP, "the sweep", scene);
}

const DAY = 86_400_000;

function isPermanent(one: string): boolean {
  return one.endsWith(" -");
}

function differences(have: readonly string[], want: readonly string[], when: string): readonly string[] {
  return have.join("; ") === want.join("; ")
    ? []
    : [`${when} ${have.join("; ")} instead of ${want.join("; ")}`];
}

/** What a sweep alone has left of a run that was cut off, and should not have, or has taken. */
function leftAfterSweep({ job, whole: { end }, stage }: Scene): readonly string[] {
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

/** Whatever was cut off, nobody has changed what was permanent before, and no region has two. */
function judgeEnd({ stage: { simulator }, faults }: Scene): void {
  const all = simulator.replicas();
  const { tags } = all.find(({ region }) => region === PERMANENT.region) ?? {};
  if (JSON.stringify(tags) !== JSON.stringify(PERMANENT.tags)) faults.push("the permanent one was changed");
  const regions = all.map(({ region }) => region);
  const twice = regions.filter((region, index) => regions.indexOf(region) !== index);
  faults.push(...twice.map((region) => `two in ${region}`));
}
