import { setMaxListeners } from "node:events";
import { isAbort } from "../../src/apply/attempt.js";
import { carryOut } from "../../src/apply/carry-out.js";
import type { OwnerLives, Replications } from "../../src/apply/ports.js";
import type { Fact } from "../../src/registry/fact.js";
import { findMark, isPermanent, ownersIn, readMarks } from "../../src/registry/marks.js";
import { isInOperation, isReady } from "../../src/registry/replica.js";
import type { Request } from "../../src/registry/request.js";
import { lookAndPlan } from "../../src/run/look-and-plan.js";
import { failure } from "../builders/failure.js";
import { registry } from "../builders/registry.js";
import { replica } from "../builders/replica.js";
import { applyRequest, deletesUpTo, removeRequest, wantedRegion } from "../builders/request.js";
import { HOME } from "../builders/situation.js";
import { type VirtualClock, virtualClock } from "../builders/virtual-clock.js";
import { failuresIn } from "./carry.js";
import { type FakeAzure, openFakeAzure, type Phase } from "./fake-azure.js";
import { isWrite, overSlowNet, pick } from "./slow-net.js";
import { type Case, EPHEMERAL, type OtherStep, type OwnerScript, PERMANENT, SHARED } from "./stress-cases.js";

const NEVER = new AbortController().signal;
setMaxListeners(0, NEVER);

/** What the permanent replica carries: nobody's run may change it. */
const THEIR_TAGS = { team: "platform" };
const MAIN_WANTS = [SHARED, PERMANENT];
const EVERY_REGION = [EPHEMERAL, SHARED, PERMANENT];

interface Round {
  readonly one: Case;
  readonly clock: VirtualClock;
  readonly azure: FakeAzure;
  readonly net: Replications;
  /** The pull requests that are open. */
  readonly open: Set<string>;
  readonly complaints: string[];
  /**
   * Where a run has failed since its PUT met a replica, the create of a killed run of its own perhaps, that nobody else
   * had marked: such a one is left as permanent, and the run says so.
   */
  readonly met: Set<string>;
  runs: number;
}

/** Whether a run came to its end, and what it said. */
type End = "killed" | readonly string[];

/**
 * Plays a round out: all at once, then again whoever was killed or failed, then a sweep. Gives what is wrong in the end, in
 * sentences; nothing when all is well.
 */
export async function playOut(one: Case): Promise<readonly string[]> {
  const round = openRound(one);
  const again: (() => Promise<End>)[] = [];
  const owners = one.owners.map((script, index) => ({ script, owner: ownerOf(index) }));
  const living = new Map<string, OwnerScript>();
  const main = { wasRun: false, isSure: false };
  await Promise.all([
    ...owners.map(async ({ script, owner }) => {
      const last = await playOwner(script, owner, round);
      if (last === null || last.does === "closes") return;
      living.set(owner, script);
      if (last.end.length > 0) again.push(() => runOwner("opens", script, owner, null, round));
    }),
    inTurn(one.main, round, async ({ killedAfter }) => {
      main.wasRun = true;
      const end = await runMain(killedAfter, round);
      main.isSure = end.length === 0;
    }),
    inTurn(one.sweeps, round, ({ killedAfter }) => sweep(killedAfter, round)),
  ]);
  if (main.wasRun && !main.isSure) again.push(() => runMain(null, round));
  await Promise.all(again.map((run) => untilWell(run, round)));
  await round.clock.sleep(60_000, NEVER);
  // By now the time of every owner with a `ttl` has passed.
  round.clock.pass(86_400_000);
  for (const [owner, { ttl }] of living) if (ttl !== null) living.delete(owner);
  for (const only of ["onlyOrphaned", "onlyExpired"] as const) {
    const end = await sweep(null, round, only);
    if (end.length > 0) round.complaints.push(`the last sweep fails: ${String(end)}`);
  }
  judgeEnd(living, main.wasRun, round);
  return round.complaints;
}

/**
 * Whoever was killed or has failed is started again: three times are enough. A sweep comes between, since a failed
 * replica is repaired by none but its owner, who may be dead.
 */
async function untilWell(run: () => Promise<End>, round: Round): Promise<void> {
  const { clock, complaints } = round;
  const ends: End[] = [];
  while (ends.length < 3) {
    const end = await run();
    if (end.length === 0) return;
    ends.push(end);
    await clock.sleep(60_000, NEVER);
    await sweep(null, round);
  }
  complaints.push(`a run fails again and again: ${ends.join("; ")}`);
}

function ownerOf(index: number): string {
  return `contoso/shop/pr-${index + 1}`;
}

function openRound(one: Case): Round {
  const clock = virtualClock();
  const failing: readonly Phase[] = [
    [0, "Creating"],
    [5_000, "Failed"],
  ];
  const fine: readonly Phase[] = [
    [0, "Creating"],
    [6_000, "Succeeded, Syncing"],
    [9_000, "Succeeded, Ready"],
  ];
  let writes = 0;
  const azure = openFakeAzure(
    {
      replicas: [HOME, replica(PERMANENT, { tags: THEIR_TAGS })],
      listLag: one.listLag,
      updating: [
        [0, "Updating, Ready"],
        [1_000, "Succeeded, Ready"],
      ],
      ways: one.failsFirst ? { [EPHEMERAL]: [failing, fine] } : {},
      refuse: (call, azure) => {
        if (!isWrite(call)) return null;
        writes += 1;
        const there = azure.see(call.name);
        const isBusy = there !== null && isInOperation(there);
        return isBusy || pick(one.conflicts, writes) ? busy() : null;
      },
    },
    clock,
  );
  const net = overSlowNet(azure, one.lateness, clock);
  return { one, clock, azure, net, open: new Set(), complaints: [], met: new Set(), runs: 0 };
}

function busy() {
  return failure({ kind: "busy" });
}

async function inTurn<Step extends Pick<OtherStep, "pause">>(
  steps: readonly Step[],
  { clock }: Round,
  play: (step: Step) => Promise<unknown>,
): Promise<void> {
  for (const step of steps) {
    await clock.sleep(step.pause, NEVER);
    await play(step);
  }
}

/** Plays an owner's runs; gives the last of them. Nobody opens a pull request again whose last run was killed in closing. */
async function playOwner(script: OwnerScript, owner: string, round: Round) {
  let last: { readonly does: "opens" | "closes"; readonly end: End } | null = null;
  for (const { pause, does, killedAfter } of script.steps) {
    await round.clock.sleep(pause, NEVER);
    const end = await runOwner(does, script, owner, killedAfter, round);
    last = { does, end };
    if (end === "killed" && does === "closes") return last;
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
  if (does === "closes") {
    round.open.delete(owner);
    return run(removeRequest({ owner, maxDelete: deletesUpTo(5) }), killedAfter, round);
  }
  round.open.add(owner);
  const wanted = regions.map((name) => wantedRegion(name));
  const request = applyRequest({ owner, ttl, wanted, maxDelete: deletesUpTo(5), repair: true });
  const end = await run(request, killedAfter, round);
  if (end !== "killed" && end.length === 0) judgeClaim(regions, owner, round);
  return end;
}

async function runMain(killedAfter: number | null, round: Round): Promise<End> {
  const wanted = MAIN_WANTS.map((name) => wantedRegion(name));
  const prune = round.one.prunes ? "all" : "none";
  const end = await run(applyRequest({ wanted, prune, maxDelete: deletesUpTo(5) }), killedAfter, round);
  if (end !== "killed" && end.length === 0) judgeClaim(MAIN_WANTS, null, round);
  return end;
}

async function sweep(
  killedAfter: number | null,
  round: Round,
  only: "onlyOrphaned" | "onlyExpired" = "onlyOrphaned",
): Promise<End> {
  return run(removeRequest({ [only]: true, maxDelete: deletesUpTo(5) }), killedAfter, round);
}

/** One run from its first look to its last. */
async function run(request: Request, killedAfter: number | null, round: Round): Promise<End> {
  const { clock, net, open } = round;
  round.runs += 1;
  const killing = new AbortController();
  const ending = new AbortController();
  const signal = killing.signal;
  setMaxListeners(0, signal, ending.signal);
  if (killedAfter !== null) void clock.sleep(killedAfter, ending.signal).then(() => killing.abort());
  const lives: OwnerLives = {
    ask: async (owner) => ({ kind: open.has(owner) ? "alive" : "ended" }),
  };
  const facts: Fact[] = [];
  const asked = request.mode === "remove" && request.onlyOrphaned ? lives : null;
  try {
    const cloud = {
      replications: () => net,
      offeredRegions: async () => null,
      regionalEndpoints: async () => new Map(),
      access: async () => ({ permissions: null, locks: [] }),
    };
    const plan = await lookAndPlan(request, registry(), { cloud, lives: asked, clock, stop: signal });
    const begun = clock.now();
    await carryOut(plan, {
      replications: net,
      images: null,
      lives: asked,
      clock,
      random: () => 0.5,
      timeLeft: () => 3_600_000 - (clock.now() - begun),
      record: (fact) => facts.push(fact),
      stop: signal,
      cutOff: signal,
    });
  } catch (error) {
    if (!isAbort(error) || !signal.aborted) throw error;
  }
  const wasKilled = signal.aborted;
  ending.abort();
  const failures = failuresIn({ facts });
  for (const said of failures) if (said.endsWith(" PutMetReplica")) round.met.add(said.split(" ")[0] ?? "");
  return wasKilled ? "killed" : failures;
}

/**
 * A run that ended well has said that these regions are ready, and on loan to its owner or permanent. Of a permanent one
 * an owner promises nothing: somebody's late PATCH may mark it until the main branch's run has looked again.
 */
function judgeClaim(
  regions: readonly string[],
  owner: string | null,
  { one, azure, clock, complaints }: Round,
): void {
  for (const region of regions) {
    const there = azure.see(region);
    const at = `${Math.round(clock.now() / 1000)} s`;
    const who = owner ?? "main";
    if (there === null) complaints.push(`${who} ends well at ${at}, and ${region} is gone`);
    else if (!isReady(there) && !isInOperation(there))
      complaints.push(`${who} ends well at ${at}, and ${region} is not ready`);
    else if (owner === null || one.main.length === 0) {
      const marks = readMarks(there.tags);
      const isMarked = owner !== null && findMark(marks, owner) !== null;
      if (!isMarked && !isPermanent(marks))
        complaints.push(`${who} ends well at ${at}, and ${region} is on loan to ${ownersIn(marks).join()}`);
    }
  }
}

/** The most writes that a run may have made in a region, over all runs. */
const MOST_WRITES = 4;

function judgeEnd(living: ReadonlyMap<string, OwnerScript>, wasMainRun: boolean, round: Round): void {
  const { azure, complaints, runs } = round;
  for (const region of EVERY_REGION) {
    const there = azure.see(region);
    const needing = [...living].filter(([, { regions }]) => regions.includes(region)).map(([owner]) => owner);
    const isForGood = region === PERMANENT || (wasMainRun && MAIN_WANTS.includes(region));
    const want = isForGood ? "permanent" : needing.length > 0 ? needing.toSorted().join() : "gone";
    const have =
      there === null
        ? "gone"
        : isPermanent(readMarks(there.tags))
          ? "permanent"
          : ownersIn(readMarks(there.tags)).join();
    if (have === "permanent" && round.met.has(region)) continue;
    if (want !== have) complaints.push(`${region} should be ${want} and is ${have}`);
    else if (there !== null && !isReady(there)) complaints.push(`${region} is not ready`);
  }
  const permanent = azure.see(PERMANENT);
  if (JSON.stringify(permanent?.tags) !== JSON.stringify(THEIR_TAGS))
    complaints.push(`${PERMANENT} was changed to ${JSON.stringify(permanent?.tags)}`);
  const writes = azure.calls.filter(isWrite).length;
  if (writes > MOST_WRITES * runs * EVERY_REGION.length)
    complaints.push(`${runs} runs wrote ${writes} times`);
}
