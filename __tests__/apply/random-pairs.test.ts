import { setMaxListeners } from "node:events";
import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { carryOut } from "../../src/apply/carry-out.js";
import { lookAgain } from "../../src/apply/look-again.js";
import { foldOutcome } from "../../src/outcome/fold.js";
import type { Outcome } from "../../src/outcome/outcome.js";
import type { Clock } from "../../src/registry/clock.js";
import type { Fact, TimedFact } from "../../src/registry/fact.js";
import { isInOperation, type Replica } from "../../src/registry/replica.js";
import type { Request } from "../../src/registry/request.js";
import { lookAndPlan } from "../../src/run/look-and-plan.js";
import { failure } from "../builders/failure.js";
import { region, registry } from "../builders/registry.js";
import { replica } from "../builders/replica.js";
import { applyRequest, deletesUpTo, minutes, removeRequest, wantedRegion } from "../builders/request.js";
import { SEED } from "../builders/seed.js";
import { HOME, marks } from "../builders/situation.js";
import { type VirtualClock, virtualClock } from "../builders/virtual-clock.js";
import { failuresIn } from "./carry.js";
import { type FakeAzure, openFakeAzure, type Phase } from "./fake-azure.js";
import { isWrite, overSlowNet } from "./slow-net.js";

const NEVER = new AbortController().signal;
setMaxListeners(0, NEVER);

const PERMANENT = "japaneast";
const SHARED = "brazilsouth";
const NEW = "uksouth";
const EXTRA = "eastus";

/** What a run is for. None of these stands against another: both of a pair can have all that they ask for. */
const KINDS = ["wants", "opens", "closes", "closes-route", "prunes", "removes"] as const;

interface Script {
  readonly does: (typeof KINDS)[number];
  readonly regions: readonly string[];
}

interface Pair {
  readonly scripts: readonly [Script, Script];
  /** So long after the first the second begins, in milliseconds. */
  readonly apart: number;
  /** Who needs the shared replica at the begin, none: it is not there. */
  readonly owners: readonly string[];
  /** What is under way at the begin, on which replica and for how long. */
  readonly busy: Readonly<Record<string, number>>;
  /** For so long a replica is Updating after any change. */
  readonly updating: number;
  readonly listLag: number;
  readonly lateness: readonly number[];
}

const script: fc.Arbitrary<Script> = fc.record({
  does: fc.constantFrom(...KINDS),
  regions: fc.subarray([PERMANENT, SHARED, NEW], { minLength: 1 }),
});
const PAIRS: fc.Arbitrary<Pair> = fc.record({
  scripts: fc.tuple(script, script),
  apart: fc.oneof(fc.integer({ min: 0, max: 3_000 }), fc.integer({ min: 0, max: 40_000 })),
  owners: fc.subarray([ownerOf(0), ownerOf(1)]),
  busy: fc.dictionary(
    fc.constantFrom("westeurope", PERMANENT, SHARED, EXTRA),
    fc.integer({ min: 1_000, max: 120_000 }),
    { maxKeys: 3 },
  ),
  updating: fc.integer({ min: 500, max: 5_000 }),
  listLag: fc.constantFrom(0, 0, 3_000, 10_000),
  lateness: fc.array(fc.constantFrom(0, 0, 0, 1_000, 2_500), { minLength: 1, maxLength: 7 }),
});

const READY = "Succeeded, Ready";

describe("two runs that do not contradict each other, on a registry in which something is always under way", () => {
  test(`both end well, in 200 random pairs (seed ${SEED})`, async () => {
    const property = fc.asyncProperty(PAIRS, async (pair) => {
      expect(await endsOf(pair)).toEqual(["well", "well"]);
    });
    await fc.assert(property, { seed: SEED, numRuns: 200 });
  });
});

/** How both runs end: well, or with what was said. */
async function endsOf(pair: Pair): Promise<readonly string[]> {
  const clock = virtualClock();
  const azure = openFakeAzure(worldOf(pair), clock);
  for (const [name, until] of Object.entries(pair.busy)) {
    if (azure.see(name) !== null)
      azure.turn(name, [
        [0, "Updating, Ready"],
        [until, READY],
      ]);
  }
  const [first, second] = pair.scripts;
  const outcomes = await Promise.all([
    runOnce(requestOf(first, 0), azure, pair, clock),
    clock.sleep(pair.apart, NEVER).then(() => runOnce(requestOf(second, 1), azure, pair, clock)),
  ]);
  return outcomes.map(inWords);
}

function inWords({ verdict, journal, drift, exitCode }: Outcome): string {
  const isWell = exitCode === 0 && ["changed", "in-sync"].includes(verdict);
  return isWell ? "well" : `${verdict}: ${failuresIn({ facts: journal })}, ${JSON.stringify(drift)}`;
}

function worldOf({ owners, updating, listLag }: Pair) {
  const shared = owners.length === 0 ? [] : [replica(SHARED, { tags: marks(owners.join()) })];
  const phases: readonly Phase[] = [
    [0, "Updating, Ready"],
    [updating, READY],
  ];
  return {
    replicas: [HOME, replica(PERMANENT), replica(EXTRA), ...shared] satisfies readonly Replica[],
    updating: phases,
    listLag,
    refuse: (call: Parameters<typeof isWrite>[0], azure: FakeAzure) => {
      const there = isWrite(call) ? azure.see(call.name) : null;
      return there !== null && isInOperation(there) ? failure({ kind: "busy" }) : null;
    },
  };
}

function requestOf({ does, regions }: Script, index: number): Request {
  const owner = ownerOf(index);
  const wanted = regions.map((name) => wantedRegion(name));
  const maxDelete = deletesUpTo(5);
  switch (does) {
    case "wants":
      return applyRequest({ wanted });
    case "opens":
      return applyRequest({ wanted, owner, maxDelete });
    case "closes":
      return removeRequest({ owner, maxDelete });
    case "closes-route":
      return applyRequest({ wanted: [wantedRegion(PERMANENT, { routing: "disabled" })] });
    case "prunes":
      return applyRequest({
        wanted: [PERMANENT, SHARED, NEW].map((name) => wantedRegion(name)),
        prune: "all",
        maxDelete,
      });
    case "removes":
      return removeRequest({ regions: [region(EXTRA)], maxDelete });
  }
}

function ownerOf(index: number): string {
  return `contoso/shop/pr-${index + 1}`;
}

/** One run from its first look to its report. */
async function runOnce(
  request: Request,
  azure: FakeAzure,
  { lateness }: Pair,
  shared: VirtualClock,
): Promise<Outcome> {
  const { sleep } = shared;
  const replications = overSlowNet(azure, lateness, shared);
  const begun = shared.now();
  const startedAt = shared.date();
  const clock: Clock = { sleep, date: shared.date, now: () => shared.now() - begun };
  const facts: TimedFact[] = [];
  const record = (fact: Fact) => facts.push({ ...fact, at: clock.now() });
  const cloud = {
    replications: () => replications,
    offeredRegions: async () => null,
    regionalEndpoints: async () => new Map(),
    access: async () => ({ permissions: null, locks: [] }),
  };
  const plan = await lookAndPlan(request, registry(), { cloud, lives: null, clock, stop: NEVER });
  const tools = {
    ...{ replications, images: null, lives: null, clock, random: () => 0.5, record },
    timeLeft: () => minutes(60) - clock.now(),
  };
  if (plan.isToBeCarriedOut) {
    const arrived = await carryOut(plan, { ...tools, stop: NEVER, cutOff: NEVER });
    await lookAgain(plan, arrived, tools, NEVER);
  }
  return foldOutcome({ request, registry: registry(), plan, facts, startedAt, duration: clock.now() });
}
