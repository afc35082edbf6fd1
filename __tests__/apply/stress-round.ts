import {
  type Case,
  EPHEMERAL,
  type OtherStep,
  type OwnerScript,
  PERMANENT,
  SHARED,
  THEIR_TAGS,
} from "./stress-cases.js";

const MAIN_WANTS = [SHARED, PERMANENT];
const EVERY_REGION = [EPHEMERAL, SHARED, PERMANENT];

/** What one run is to do. */
export type Job =
  | {
      readonly does: "opens";
      readonly owner: string;
      readonly regions: readonly string[];
      readonly ttl: number | null;
    }
  | { readonly does: "closes"; readonly owner: string }
  /** The workflow on the main branch, which has no owner. */
  | { readonly does: "wants for good"; readonly regions: readonly string[]; readonly prunes: boolean }
  | { readonly does: "sweeps"; readonly only: "orphaned" | "expired" };

/** How a run ended. */
export interface End {
  readonly wasKilled: boolean;
  /** What failed, such as `japaneast ReplicaFailed`; none: the run ended well. */
  readonly failures: readonly string[];
  /** What it said of its own end that was not so. */
  readonly lies: readonly string[];
}

/** A replica as it is at one moment. */
export interface Seen {
  readonly tags: Readonly<Record<string, string>>;
  /** Sorted; none: it is permanent. */
  readonly owners: readonly string[];
  readonly isReady: boolean;
  readonly isBusy: boolean;
}

/** Where a round plays: one registry, and a time that leaps over what all only wait for. Times are milliseconds. */
export interface Scene {
  now(): number;
  sleep(milliseconds: number): Promise<void>;
  /** Opens or closes the pull request that the owner stands for. */
  setOpen(owner: string, isOpen: boolean): void;
  /** One run to its end; it is killed so long after its start, unless it has ended by then. */
  run(job: Job, killedAfter: number | null): Promise<End>;
  see(region: string): Seen | null;
  /** How many writes have been sent so far. */
  writes(): number;
}

interface Round {
  readonly one: Case;
  readonly scene: Scene;
  readonly complaints: string[];
  /**
   * Where a run has failed since its PUT met a replica, the create of a killed run of its own perhaps, that nobody else
   * had marked: such a one is left as permanent, and the run says so.
   */
  readonly met: Set<string>;
  /** Owners a run of whose was killed: a write that it had sent may still be on its way. */
  readonly killed: Set<string>;
  runs: number;
}

/**
 * Plays a round out: all at once, then again whoever was killed or failed, then a sweep. Gives what is wrong in the end, in
 * sentences; nothing when all is well.
 */
export async function playOut(one: Case, scene: Scene): Promise<readonly string[]> {
  const round: Round = { one, scene, complaints: [], met: new Set(), killed: new Set(), runs: 0 };
  const again: (() => Promise<End>)[] = [];
  const owners = one.owners.map((script, index) => ({ script, owner: ownerOf(index) }));
  const living = new Map<string, OwnerScript>();
  const main = { wasRun: false, isSure: false };
  await Promise.all([
    ...owners.map(async ({ script, owner }) => {
      const last = await playOwner(script, owner, round);
      if (last === null || last.does === "closes") return;
      living.set(owner, script);
      if (!isWell(last.end)) again.push(() => runOwner("opens", script, owner, null, round));
    }),
    inTurn(one.main, round, async ({ killedAfter }) => {
      main.wasRun = true;
      main.isSure = isWell(await runMain(killedAfter, round)) && !isListLate(round);
    }),
    inTurn(one.sweeps, round, ({ killedAfter }) => sweep(killedAfter, round)),
  ]);
  if (main.wasRun && !main.isSure) again.push(() => runMain(null, round));
  await scene.sleep(one.listLag);
  await Promise.all(again.map((run) => untilWell(run, round)));
  await scene.sleep(60_000);
  // By now the time of every owner with a `ttl` has passed.
  await scene.sleep(86_400_000);
  for (const [owner, { ttl }] of living) if (ttl !== null) living.delete(owner);
  for (const only of ["orphaned", "expired"] as const) {
    const end = await sweep(null, round, only);
    if (!isWell(end)) round.complaints.push(`the last sweep fails: ${end.failures.join()}`);
  }
  judgeEnd(living, main.wasRun, round);
  return round.complaints;
}

/** An owner of a round: pull requests count from 1. */
export function ownerOf(index: number): string {
  return `contoso/shop/pr-${index + 1}`;
}

function isWell({ wasKilled, failures }: End): boolean {
  return !wasKilled && failures.length === 0;
}

/**
 * Whoever was killed or has failed is started again: three times are enough. A sweep comes between, since a failed
 * replica is repaired by none but its owner, who may be dead.
 */
async function untilWell(run: () => Promise<End>, round: Round): Promise<void> {
  const ends: string[] = [];
  while (ends.length < 3) {
    const end = await run();
    if (isWell(end)) return;
    ends.push(end.failures.join());
    await round.scene.sleep(60_000);
    await sweep(null, round);
  }
  round.complaints.push(`a run fails again and again: ${ends.join("; ")}`);
}

async function inTurn<Step extends Pick<OtherStep, "pause">>(
  steps: readonly Step[],
  { scene }: Round,
  play: (step: Step) => Promise<unknown>,
): Promise<void> {
  for (const step of steps) {
    await scene.sleep(step.pause);
    await play(step);
  }
}

/** Plays an owner's runs; gives the last of them. Nobody opens a pull request again whose last run was killed in closing. */
async function playOwner(script: OwnerScript, owner: string, round: Round) {
  let last: { readonly does: "opens" | "closes"; readonly end: End } | null = null;
  for (const { pause, does, killedAfter } of script.steps) {
    await round.scene.sleep(pause);
    const end = await runOwner(does, script, owner, killedAfter, round);
    last = { does, end };
    if (end.wasKilled && does === "closes") return last;
  }
  return last;
}

async function runOwner(
  does: "opens" | "closes",
  { regions, ttl }: OwnerScript,
  owner: string,
  killedAfter: number | null,
  round: Round,
): Promise<End> {
  round.scene.setOpen(owner, does === "opens");
  if (does === "closes") {
    const end = await run({ does, owner }, killedAfter, round);
    if (isWell(end) && !round.killed.has(owner)) judgeLeaving(owner, round);
    return end;
  }
  const end = await run({ does, owner, regions, ttl }, killedAfter, round);
  if (end.wasKilled) round.killed.add(owner);
  if (isWell(end)) judgeClaim(regions, owner, round);
  return end;
}

async function runMain(killedAfter: number | null, round: Round): Promise<End> {
  const end = await run(
    { does: "wants for good", regions: MAIN_WANTS, prunes: round.one.prunes },
    killedAfter,
    round,
  );
  if (isWell(end)) judgeClaim(MAIN_WANTS, null, round);
  return end;
}

function sweep(
  killedAfter: number | null,
  round: Round,
  only: "orphaned" | "expired" = "orphaned",
): Promise<End> {
  return run({ does: "sweeps", only }, killedAfter, round);
}

async function run(job: Job, killedAfter: number | null, round: Round): Promise<End> {
  round.runs += 1;
  const end = await round.scene.run(job, killedAfter);
  round.complaints.push(...end.lies.map((lie) => `a run that ${job.does} lies: ${lie}`));
  for (const said of end.failures)
    if (said.endsWith(" PutMetReplica")) round.met.add(said.split(" ")[0] ?? "");
  return end;
}

/**
 * Whether a run of the main branch that ended well may have seen what was: where it has nothing to do it reads LIST alone,
 * and a late one does not show the marks that are there. Its next run takes them off.
 */
function isListLate({ one, scene }: Round): boolean {
  return one.listLag > 0 && MAIN_WANTS.some((region) => (scene.see(region)?.owners ?? []).length > 0);
}

/**
 * A run that ended well has said that these regions are ready, and on loan to its owner or permanent. Of a permanent one
 * an owner promises nothing: somebody's late PATCH may mark it until the main branch's run has looked again.
 */
function judgeClaim(
  regions: readonly string[],
  owner: string | null,
  { one, scene, complaints }: Round,
): void {
  for (const region of regions) {
    const there = scene.see(region);
    const who = `${owner ?? "main"} ends well at ${secondsOf(scene)} s, and ${region}`;
    if (there === null) complaints.push(`${who} is gone`);
    else if (!there.isReady && !there.isBusy) complaints.push(`${who} is not ready`);
    else if (owner === null || one.main.length === 0) {
      const { owners } = there;
      const isMarked = owner !== null && owners.includes(owner);
      const isUnseen = owner === null && one.listLag > 0;
      if (!isMarked && owners.length > 0 && !isUnseen)
        complaints.push(`${who} is on loan to ${owners.join()}`);
    }
  }
}

/**
 * A run that ended well has said that its owner has left everywhere. Where LIST is late it may not have heard of a replica
 * that was made seconds before; a sweep finds that one.
 */
function judgeLeaving(owner: string, { one, scene, complaints }: Round): void {
  if (one.listLag > 0) return;
  for (const region of EVERY_REGION) {
    const there = scene.see(region);
    if (there?.owners.includes(owner) === true && !there.isBusy)
      complaints.push(`${owner} has left at ${secondsOf(scene)} s, and ${region} carries its mark`);
  }
}

function secondsOf({ now }: Scene): number {
  return Math.round(now() / 1000);
}

/** The most writes that a run may have made in a region, over all runs. */
const MOST_WRITES = 4;

function judgeEnd(living: ReadonlyMap<string, OwnerScript>, wasMainRun: boolean, round: Round): void {
  const { scene, complaints, runs } = round;
  for (const region of EVERY_REGION) {
    const there = scene.see(region);
    const needing = [...living].filter(([, { regions }]) => regions.includes(region)).map(([owner]) => owner);
    const isForGood = region === PERMANENT || (wasMainRun && MAIN_WANTS.includes(region));
    const want = isForGood ? "permanent" : needing.length > 0 ? needing.toSorted().join() : "gone";
    const have = there === null ? "gone" : there.owners.join() || "permanent";
    if (have === "permanent" && round.met.has(region)) continue;
    if (want !== have) complaints.push(`${region} should be ${want} and is ${have}`);
    else if (there !== null && !there.isReady) complaints.push(`${region} is not ready`);
  }
  const tags = scene.see(PERMANENT)?.tags;
  if (JSON.stringify(tags) !== JSON.stringify(THEIR_TAGS))
    complaints.push(`${PERMANENT} was changed to ${JSON.stringify(tags)}`);
  const writes = scene.writes();
  if (writes > MOST_WRITES * runs * EVERY_REGION.length)
    complaints.push(`${runs} runs wrote ${writes} times`);
}
