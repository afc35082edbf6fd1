import { describe, expect, test } from "@jest/globals";
import type { Tools } from "../../../src/apply/tools.js";
import { pollInterval } from "../../../src/apply/wait/poll-interval.js";
import { createPoller, type Judge, type Poller } from "../../../src/apply/wait/poller.js";
import type { Fact, TimedFact } from "../../../src/registry/fact.js";
import { describeState, isReady, type Replica } from "../../../src/registry/replica.js";
import { failure } from "../../builders/failure.js";
import { region } from "../../builders/registry.js";
import { replica, replicaIn } from "../../builders/replica.js";
import { type VirtualClock, virtualClock } from "../../builders/virtual-clock.js";
import { failuresIn, warningsIn } from "../carry.js";
import { type FakeAzure, openFakeAzure, type World } from "../fake-azure.js";

interface Setting {
  readonly poller: Poller;
  readonly azure: FakeAzure;
  readonly clock: VirtualClock;
  readonly stop: AbortController;
  readonly facts: readonly TimedFact[];
}

function begin(world: World): Setting {
  const clock = virtualClock();
  const azure = openFakeAzure(world, clock);
  const stop = new AbortController();
  const facts: TimedFact[] = [];
  const record = (fact: Fact) => facts.push({ ...fact, at: clock.now() });
  const tools: Tools = {
    replications: azure,
    images: null,
    lives: null,
    random: () => 0.5,
    timeLeft: () => 3_600_000,
    clock,
    record,
    stop: stop.signal,
    cutOff: stop.signal,
  };
  return { poller: createPoller(tools), azure, clock, stop, facts };
}

/** Over as soon as the replica is ready; tells what it was shown. */
const untilReady: Judge<readonly string[], readonly string[]> = (seen, shown) => {
  const memory = [...seen, shown === null ? "absent" : describeState(shown)];
  return { memory, verdict: shown !== null && isReady(shown) ? memory : null };
};

const JAPAN = { region: region("japaneast"), name: "japaneast" };
const wait = (poller: Poller, target: { region: Replica["region"]; name: string | null } = JAPAN) =>
  poller.until(target, [], untilReady);

const SLOW = (ready: number) =>
  [
    [0, "Creating"],
    [ready, "Succeeded, Ready"],
  ] as const;

describe("a watch", () => {
  test("asks nothing while nobody waits", async () => {
    const { clock, azure } = begin({ replicas: [replica("japaneast")] });
    await clock.sleep(100_000, new AbortController().signal);
    expect(azure.calls).toEqual([]);
  });

  test("makes one LIST per look, however many regions wait", async () => {
    const names = ["japaneast", "eastus", "uksouth", "northeurope", "westus"];
    const { poller, azure } = begin({ replicas: names.map((name) => replicaIn(name, "Creating")) });
    for (const name of names) azure.turn(name, SLOW(60_000));
    const waits = names.map((name) => wait(poller, { region: region(name), name }));
    await Promise.all(waits);
    const lists = azure.calls.filter(({ method }) => method === "LIST");
    expect(new Set(lists.map(({ at }) => at)).size).toBe(lists.length);
    expect(lists.length).toBeLessThan(50);
    expect(azure.calls.filter(({ method }) => method === "GET")).toHaveLength(names.length);
  });

  test("confirms a verdict by a GET of its own", async () => {
    const { poller, azure } = begin({ replicas: [replica("japaneast", { name: "geo01" })] });
    await wait(poller, { region: region("japaneast"), name: null });
    expect(azure.calls.map(({ method, name }) => `${method} ${name}`)).toEqual(["LIST ", "GET geo01"]);
  });

  test("believes GET where LIST contradicts it, and forgets what LIST said", async () => {
    const { poller, azure, clock } = begin({ replicas: [replica("japaneast")], listLag: 8_000 });
    azure.turn("japaneast", SLOW(5_000));
    const seen = await wait(poller);
    expect(seen).not.toContain("absent");
    expect(seen?.at(-1)).toBe("Succeeded, Ready");
    expect(seen?.filter((state) => state === "Succeeded, Ready")).toHaveLength(1);
    expect(clock.now()).toBeLessThan(7_000);
  });

  test("takes a replica of the same name in another region for another one", async () => {
    const { poller, azure } = begin({ replicas: [replica("eastus", { name: "japaneast" })] });
    const judge: Judge<null, string> = (memory, shown) => ({
      memory,
      verdict: shown === null ? "absent" : "there",
    });
    expect(await poller.until({ ...JAPAN, name: null }, null, judge)).toBe("absent");
    expect(azure.calls.map(({ method, name }) => `${method} ${name}`)).toEqual(["LIST ", "GET japaneast"]);
  });

  test("knows who waits", async () => {
    const { poller, clock } = begin({ replicas: [replica("japaneast"), replica("eastus")] });
    const waits = [wait(poller), wait(poller, { region: region("eastus"), name: null })];
    expect(poller.waiting()).toEqual(["japaneast", "eastus"]);
    await Promise.all(waits);
    await clock.sleep(0, new AbortController().signal);
    expect(poller.waiting()).toEqual([]);
  });

  test("takes in who comes later", async () => {
    const { poller, clock, azure } = begin({
      replicas: [replicaIn("japaneast", "Creating"), replica("eastus")],
    });
    azure.turn("japaneast", SLOW(40_000));
    const first = wait(poller);
    await clock.sleep(20_000, new AbortController().signal);
    const second = wait(poller, { region: region("eastus"), name: null });
    expect(await second).toEqual(["Succeeded, Ready"]);
    expect(clock.now()).toBeLessThan(25_000);
    await first;
  });
});

describe("the waits between looks", () => {
  test.each([
    [0, 1_000],
    [9_000, 1_000],
    [16_000, 1_000],
    [64_000, 2_000],
    [144_000, 3_000],
    [400_000, 5_000],
    [1_200_000, 28_998],
    [3_600_000, 168_174],
  ])("%d ms after the latest write the next look comes in %d ms", (since, next) => {
    expect(Math.round(pollInterval(since))).toBe(next);
  });

  test.each([
    [10_000, 1_000],
    [60_000, 2_100],
    [140_000, 3_100],
    [300_000, 4_500],
    [1_200_000, 30_000],
    [3_000_000, 130_000],
  ])("a replica that is ready after %d ms is seen within %d ms", async (ready, within) => {
    const { poller, clock, azure } = begin({ replicas: [replica("japaneast")] });
    azure.turn("japaneast", SLOW(ready));
    await wait(poller);
    expect(clock.now() - ready).toBeLessThanOrEqual(within);
  });

  test("what is ready after half a minute to five is seen within 2.3 seconds on average", async () => {
    const moments = Array.from({ length: 28 }, (_, at) => 30_000 + at * 10_007);
    const lost = await Promise.all(
      moments.map(async (ready) => {
        const { poller, clock, azure } = begin({ replicas: [replica("japaneast")] });
        azure.turn("japaneast", SLOW(ready));
        await wait(poller);
        return clock.now() - ready;
      }),
    );
    expect(lost.reduce((sum, one) => sum + one, 0) / lost.length).toBeLessThan(2_300);
  });

  test.each([
    [10_000, 13],
    [60_000, 49],
    [150_000, 85],
    [3_600_000, 250],
  ])("a wait of %d ms takes fewer than %d looks", async (ready, most) => {
    const { poller, azure } = begin({ replicas: [replica("japaneast")] });
    azure.turn("japaneast", SLOW(ready));
    await wait(poller);
    expect(azure.calls.filter(({ method }) => method === "LIST").length).toBeLessThan(most);
  });

  test.each([
    ["is part of the interval", 400, [1_000, 2_000, 3_000]],
    ["leaves at least half of it to wait", 900, [1_000, 2_400, 3_800]],
  ])("what a look takes %s", async (_what, latency, begun) => {
    const { poller, azure } = begin({ replicas: [replica("japaneast")], latency });
    azure.turn("japaneast", SLOW(3_500));
    await wait(poller);
    const looks = azure.calls.filter(({ method }) => method === "LIST").map(({ at }) => at);
    expect(looks.slice(0, 3)).toEqual(begun);
  });

  test("a write brings looks close together again", async () => {
    const { poller, clock, azure } = begin({ replicas: [replica("japaneast")] });
    azure.turn("japaneast", SLOW(400_000));
    const waiting = wait(poller);
    await clock.sleep(300_000, new AbortController().signal);
    const before = azure.calls.length;
    poller.noteWrite();
    await clock.sleep(25_000, new AbortController().signal);
    expect(azure.calls.length - before).toBeGreaterThan(5);
    await waiting;
  });

  test.each([
    ["a second after the last of the writes that begin together", [100, 600], 1_600],
    ["within two seconds, however many writes follow each other", [400, 800, 1_200, 1_600, 2_000], 1_800],
  ])("looks first %s", async (_fact, writes, firstLook) => {
    const { poller, clock, azure } = begin({ replicas: [replica("japaneast")] });
    azure.turn("japaneast", SLOW(9_000));
    const waiting = wait(poller);
    for (const at of writes) {
      await clock.sleep(at - clock.now(), new AbortController().signal);
      poller.noteWrite();
    }
    await waiting;
    expect(azure.calls[0]).toMatchObject({ method: "LIST", at: firstLook });
  });
});

describe("a look that fails", () => {
  const passing = ["server", "unreachable", "throttled", "malformed"] as const;

  test.each(passing)(
    "as %s is looked past for as long as it takes, and warned of once in a row",
    async (kind) => {
      const { poller, clock, facts } = begin({
        replicas: [replica("japaneast")],
        refuse: ({ at }) => (at < 120_000 ? failure({ kind, region: null, code: "Trouble" }) : null),
      });
      await wait(poller);
      expect(clock.now()).toBeGreaterThan(120_000);
      expect(warningsIn({ facts })).toEqual(["registry Trouble"]);
    },
  );

  test.each(["denied", "not-found", "rejected", "conflict"] as const)(
    "as %s three times in a row ends every wait",
    async (kind) => {
      const { poller, azure } = begin({
        replicas: [replicaIn("japaneast", "Creating")],
        refuse: () => failure({ kind, region: null }),
      });
      const waits = Promise.allSettled([
        wait(poller),
        wait(poller, { region: region("eastus"), name: null }),
      ]);
      const ends = await waits;
      expect(ends.map(({ status }) => status)).toEqual(["rejected", "rejected"]);
      expect(azure.calls).toHaveLength(3);
    },
  );

  test("as denied twice, then no more, ends nothing", async () => {
    let refusals = 2;
    const { poller } = begin({
      replicas: [replica("japaneast")],
      refuse: () => (refusals-- > 0 ? failure({ kind: "denied", region: null }) : null),
    });
    expect(await wait(poller)).toEqual(["Succeeded, Ready"]);
  });

  test("for a bug in the action ends every wait at once", async () => {
    const { poller } = begin({ refuse: () => new TypeError("x is not a function") });
    await expect(wait(poller)).rejects.toThrow("x is not a function");
  });

  test("by one region's GET ends that region's wait only", async () => {
    const { poller, azure } = begin({
      replicas: [replica("japaneast"), replicaIn("eastus", "Creating")],
      refuse: ({ method, name }) =>
        method === "GET" && name === "japaneast" ? failure({ kind: "denied" }) : null,
    });
    azure.turn("eastus", SLOW(20_000));
    const waits = [wait(poller), wait(poller, { region: region("eastus"), name: "eastus" })];
    const ends = await Promise.allSettled(waits);
    expect(ends.map(({ status }) => status)).toEqual(["rejected", "fulfilled"]);
    expect(azure.calls.filter(({ name }) => name === "japaneast")).toHaveLength(3);
  });

  test("by one region's GET is made up for at the next look", async () => {
    const { poller, facts } = begin({
      replicas: [replica("japaneast")],
      refuse: ({ method, at }) =>
        method === "GET" && at < 5_000 ? failure({ kind: "server", code: "Trouble" }) : null,
    });
    await wait(poller);
    expect(warningsIn({ facts })).toEqual(["japaneast Trouble"]);
    expect(failuresIn({ facts })).toEqual([]);
  });
});

describe("when the run is stopped", () => {
  test("every wait ends with nothing, and nobody is asked any more", async () => {
    const { poller, clock, azure, stop } = begin({ replicas: [replicaIn("japaneast", "Creating")] });
    const waits = Promise.all([wait(poller), wait(poller, { region: region("eastus"), name: null })]);
    await clock.sleep(5_500, new AbortController().signal);
    stop.abort();
    expect(await waits).toEqual([null, null]);
    expect(clock.now()).toBe(5_500);
    expect(azure.calls.every(({ at }) => at <= 5_500)).toBe(true);
  });

  test("in mid look, the look is broken off", async () => {
    const { poller, clock, stop } = begin({ replicas: [replica("japaneast")], latency: 60_000 });
    const waiting = wait(poller);
    await clock.sleep(2_000, new AbortController().signal);
    stop.abort();
    expect(await waiting).toBeNull();
    expect(clock.now()).toBe(2_000);
  });

  test("in mid GET, the wait ends with nothing, too", async () => {
    const { poller, clock, stop } = begin({ replicas: [replica("japaneast")], latency: 5_000 });
    const waiting = wait(poller);
    await clock.sleep(8_000, new AbortController().signal);
    stop.abort();
    expect(await waiting).toBeNull();
    expect(clock.now()).toBe(8_000);
  });

  test("a wait that begins later ends at once", async () => {
    const { poller, azure, stop } = begin({ replicas: [replica("japaneast")] });
    stop.abort();
    expect(await wait(poller)).toBeNull();
    expect(azure.calls).toEqual([]);
  });
});
