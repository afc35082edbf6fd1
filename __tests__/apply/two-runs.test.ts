import { describe, expect, test } from "@jest/globals";
import { carryOut } from "../../src/apply/carry-out.js";
import { makePlan } from "../../src/plan/make-plan.js";
import type { Fact } from "../../src/registry/fact.js";
import { ownersIn as ownersOf, readMarks } from "../../src/registry/marks.js";
import { isReady } from "../../src/registry/replica.js";
import type { Request } from "../../src/registry/request.js";
import { region, registry } from "../builders/registry.js";
import { applyRequest, deletesUpTo, removeRequest } from "../builders/request.js";
import { HOME } from "../builders/situation.js";
import { type VirtualClock, virtualClock } from "../builders/virtual-clock.js";
import { failuresIn } from "./carry.js";
import { type FakeAzure, openFakeAzure } from "./fake-azure.js";

interface Place {
  readonly azure: FakeAzure;
  readonly clock: VirtualClock;
}

const NEVER = new AbortController().signal;

function emptyRegistry(): Place {
  const clock = virtualClock();
  return { clock, azure: openFakeAzure({ replicas: [HOME] }, clock) };
}

/** One whole run: looks, plans, works. Gives its failures. */
async function run(request: Request, { azure, clock }: Place): Promise<readonly string[]> {
  const facts: Fact[] = [];
  const { replicas } = await azure.list(NEVER);
  const plan = makePlan({
    request,
    registry: registry(),
    replicas,
    offered: null,
    lives: new Map(),
    now: clock.date(),
  });
  const tools = {
    replications: azure,
    images: null,
    lives: null,
    random: () => 0.5,
    timeLeft: () => 3_600_000,
    clock,
    stop: NEVER,
    cutOff: NEVER,
  };
  await carryOut(plan, { ...tools, record: (fact) => facts.push(fact) });
  return failuresIn({ facts });
}

const opens = (owner: string) => applyRequest({ owner, maxDelete: deletesUpTo(5) });
const closes = (owner: string) => removeRequest({ owner, maxDelete: deletesUpTo(5) });

function ownersIn({ azure }: Place): readonly string[] | null {
  const replica = azure.see("japaneast");
  return replica === null ? null : ownersOf(readMarks(replica.tags));
}

function isThereAndReady({ azure }: Place): boolean {
  const replica = azure.see("japaneast");
  return replica !== null && isReady(replica);
}

type Step = readonly [does: "opens" | "closes", owner: string];

const A_OPENS: Step = ["opens", "pr-a"];
const A_CLOSES: Step = ["closes", "pr-a"];
const B_OPENS: Step = ["opens", "pr-b"];
const B_CLOSES: Step = ["closes", "pr-b"];

const ORDERS: readonly (readonly Step[])[] = [
  [A_OPENS, B_OPENS, A_CLOSES, B_CLOSES],
  [A_OPENS, B_OPENS, B_CLOSES, A_CLOSES],
  [A_OPENS, A_CLOSES, B_OPENS, B_CLOSES],
  [A_OPENS, A_OPENS, B_OPENS, A_CLOSES, A_CLOSES, B_CLOSES],
  [A_CLOSES, B_OPENS, A_OPENS, B_CLOSES, A_CLOSES],
  [A_OPENS, A_CLOSES, A_OPENS, B_OPENS, A_CLOSES, B_CLOSES],
];

const inWords = (steps: readonly Step[]) => steps.map(([does, owner]) => `${owner} ${does}`).join(", ");

describe("two pull requests that want one region, one after the other", () => {
  test.each(ORDERS.map((steps) => [inWords(steps), steps] as const))(
    "%s: it is there for whoever has it open, and gone when nobody has",
    async (_, steps) => {
      const place = emptyRegistry();
      const open = new Set<string>();
      for (const [does, owner] of steps) {
        if (does === "opens") open.add(owner);
        else open.delete(owner);
        expect(await run(does === "opens" ? opens(owner) : closes(owner), place)).toEqual([]);
        expect(ownersIn(place)).toEqual(open.size === 0 ? null : [...open].toSorted());
        if (open.size > 0) expect(isThereAndReady(place)).toBe(true);
      }
    },
  );
});

describe("two runs at once", () => {
  /** The second begins so many milliseconds after the first. */
  const together = async (first: Request, second: Request, place: Place, apart: number) => {
    const later = async () => {
      await place.clock.sleep(apart, NEVER);
      return run(second, place);
    };
    const [one, other] = await Promise.all([run(first, place), later()]);
    return [...one, ...other];
  };
  const APART = [0, 5, 10, 15, 20, 30, 40, 100, 1_000, 3_000, 7_000, 9_000, 12_000];

  test.each(APART)("that open share the replica, %d ms apart", async (apart) => {
    const place = emptyRegistry();
    expect(await together(opens("pr-a"), opens("pr-b"), place, apart)).toEqual([]);
    expect(ownersIn(place)).toEqual(["pr-a", "pr-b"]);
  });

  test.each(APART)("that close leave nothing, %d ms apart", async (apart) => {
    const place = emptyRegistry();
    await run(opens("pr-a"), place);
    await run(opens("pr-b"), place);
    expect(await together(closes("pr-a"), closes("pr-b"), place, apart)).toEqual([]);
    expect(ownersIn(place)).toBeNull();
  });

  test.each(APART)(
    "of which one closes and one opens leave the replica to who opens, %d ms apart",
    async (apart) => {
      for (const [first, second] of [
        [closes("pr-a"), opens("pr-b")],
        [opens("pr-b"), closes("pr-a")],
      ] as const) {
        const place = emptyRegistry();
        await run(opens("pr-a"), place);
        expect(await together(first, second, place, apart)).toEqual([]);
        expect(ownersIn(place)).toEqual(["pr-b"]);
        expect(isThereAndReady(place)).toBe(true);
      }
    },
  );

  test.each(APART)("that want the same end in the same state, %d ms apart", async (apart) => {
    const place = emptyRegistry();
    expect(await together(applyRequest(), applyRequest(), place, apart)).toEqual([]);
    const names = (await place.azure.list(NEVER)).replicas.map(({ name }) => name);
    expect(names.toSorted()).toEqual(["japaneast", "westeurope"]);
  });

  test.each(APART)(
    "of which one removes the region end with it gone or made again, %d ms apart",
    async (apart) => {
      const place = emptyRegistry();
      await run(applyRequest({ tags: { tier: "dr" } }), place);
      await together(
        removeRequest({ regions: [region("japaneast")] }),
        applyRequest({ tags: { tier: "hot" } }),
        place,
        apart,
      );
      const there = place.azure.see("japaneast");
      expect(there === null || isReady(there)).toBe(true);
    },
  );
});
