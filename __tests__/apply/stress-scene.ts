import { setMaxListeners } from "node:events";
import { isAbort } from "../../src/apply/attempt.js";
import { carryOut } from "../../src/apply/carry-out.js";
import { lookAgain } from "../../src/apply/look-again.js";
import type { OwnerLives, Replications } from "../../src/apply/ports.js";
import { foldOutcome } from "../../src/outcome/fold.js";
import type { Plan } from "../../src/plan/plan.js";
import type { Fact, TimedFact } from "../../src/registry/fact.js";
import { ownersIn, readMarks } from "../../src/registry/marks.js";
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
import { type Case, EPHEMERAL, PERMANENT, THEIR_TAGS } from "./stress-cases.js";
import type { End, Job, Scene } from "./stress-round.js";

const NEVER = new AbortController().signal;
setMaxListeners(0, NEVER);

interface Place {
  readonly clock: VirtualClock;
  readonly net: Replications;
  /** The pull requests that are open. */
  readonly open: ReadonlySet<string>;
}

/** The scene of a round in this process: no program, no network, and a clock that never waits. */
export function openScene(one: Case): Scene {
  const clock = virtualClock();
  const azure = openAzure(one, clock);
  const open = new Set<string>();
  const place: Place = { clock, open, net: overSlowNet(azure, one.lateness, clock) };
  return {
    now: clock.now,
    sleep: (milliseconds) => clock.sleep(milliseconds, NEVER),
    setOpen: (owner, isOpen) => void (isOpen ? open.add(owner) : open.delete(owner)),
    run: (job, killedAfter) => run(requestOf(job), killedAfter, place),
    see: (region) => {
      const there = azure.see(region);
      if (there === null) return null;
      const { tags } = there;
      return {
        tags,
        owners: ownersIn(readMarks(tags)),
        isReady: isReady(there),
        isBusy: isInOperation(there),
      };
    },
    writes: () => azure.calls.filter(isWrite).length,
  };
}

function openAzure(one: Case, clock: VirtualClock): FakeAzure {
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
  return openFakeAzure(
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
        return isBusy || pick(one.conflicts, writes) ? failure({ kind: "busy" }) : null;
      },
    },
    clock,
  );
}

function requestOf(job: Job): Request {
  const maxDelete = deletesUpTo(5);
  switch (job.does) {
    case "opens": {
      const { owner, ttl, regions } = job;
      return applyRequest({
        owner,
        ttl,
        wanted: regions.map((name) => wantedRegion(name)),
        maxDelete,
        repair: true,
      });
    }
    case "closes":
      return removeRequest({ owner: job.owner, maxDelete });
    case "wants for good": {
      const wanted = job.regions.map((name) => wantedRegion(name));
      return applyRequest({ wanted, prune: job.prunes ? "all" : "none", maxDelete });
    }
    case "sweeps":
      return removeRequest(
        job.only === "orphaned" ? { onlyOrphaned: true, maxDelete } : { onlyExpired: true, maxDelete },
      );
  }
}

/** One run from its first look to its last. */
async function run(request: Request, killedAfter: number | null, { clock, net, open }: Place): Promise<End> {
  const killing = new AbortController();
  const ending = new AbortController();
  const signal = killing.signal;
  setMaxListeners(0, signal, ending.signal);
  if (killedAfter !== null) void clock.sleep(killedAfter, ending.signal).then(() => killing.abort());
  const lives: OwnerLives = {
    ask: async (owner) => ({ kind: open.has(owner) ? "alive" : "ended" }),
  };
  const facts: TimedFact[] = [];
  const begun = clock.now();
  const now = () => clock.now() - begun;
  const record = (fact: Fact) => void facts.push({ ...fact, at: now() });
  const asked = request.mode === "remove" && request.onlyOrphaned ? lives : null;
  let plan: Plan | null = null;
  try {
    const cloud = {
      replications: () => net,
      offeredRegions: async () => null,
      regionalEndpoints: async () => new Map(),
      access: async () => ({ permissions: null, locks: [] }),
    };
    plan = await lookAndPlan(request, registry(), { cloud, lives: asked, clock, stop: signal });
    const timeLeft = () => 3_600_000 - now();
    const tools = {
      replications: net,
      images: null,
      lives: asked,
      clock,
      random: () => 0.5,
      record,
      timeLeft,
    };
    const arrived = await carryOut(plan, { ...tools, stop: signal, cutOff: signal });
    await lookAgain(plan, arrived, tools, signal);
  } catch (error) {
    if (!isAbort(error) || !signal.aborted) throw error;
  }
  const wasKilled = signal.aborted;
  ending.abort();
  const { verdict } = foldOutcome({
    request,
    asksForImages: false,
    registry: registry(),
    plan,
    facts,
    startedAt: new Date(clock.date().getTime() - now()),
    duration: now(),
  });
  const isWell = verdict === "in-sync" || verdict === "changed";
  return { wasKilled, failures: isWell ? [] : [...failuresIn({ facts }), verdict], lies: [] };
}
