import { describe, expect, test } from "@jest/globals";
import { createWriteBackoff } from "../../../src/apply/write/write-backoff.js";
import { type FailureKind, RequestFailed } from "../../../src/registry/failure.js";
import { ServerText } from "../../../src/registry/server-text.js";
import { failure } from "../../builders/failure.js";
import { region } from "../../builders/registry.js";
import { replica } from "../../builders/replica.js";
import { applyRequest, deletesUpTo, removeRequest, wantedRegion } from "../../builders/request.js";
import { FUTURE, HOME, marks, PAST } from "../../builders/situation.js";
import { type VirtualClock, virtualClock } from "../../builders/virtual-clock.js";
import { callsOf, carry, failuresIn, leftIn } from "../carry.js";

const EAST = region("eastus");

function failed(kind: FailureKind, code: string | null = null): RequestFailed {
  return new RequestFailed(failure({ kind, code: code === null ? null : new ServerText(code) }));
}

const IDLE = async () => false;
const BUSY = async () => true;

/** Without jitter. */
function backoffOn(clock: VirtualClock) {
  return createWriteBackoff({ clock, random: () => 0.5 });
}

async function pausesOf(error: unknown, count: number, isAnyInOperation = IDLE) {
  const clock = virtualClock();
  const backoff = backoffOn(clock);
  const pauses: (number | null)[] = [];
  for (let tries = 0; tries < count; tries += 1) {
    const pause = (await backoff.next(EAST, error, isAnyInOperation))?.milliseconds ?? null;
    pauses.push(pause);
    clock.pass(pause ?? 0);
  }
  return pauses;
}

describe("a write that Azure did not take", () => {
  test("is worth seven tries where the fault lies on the way, further and further apart", async () => {
    for (const error of [failed("server"), failed("unreachable")]) {
      expect(await pausesOf(error, 7)).toEqual([1_000, 2_000, 4_000, 8_000, 16_000, 30_000, null]);
    }
  });

  test("is given up after a minute of faults, however few the tries", async () => {
    const clock = virtualClock();
    const backoff = backoffOn(clock);
    await backoff.next(EAST, failed("unreachable"), IDLE);
    clock.pass(60_000);
    expect(await backoff.next(EAST, failed("unreachable"), IDLE)).toBeNull();
  });

  test("is worth any number of tries where the host throttles", async () => {
    expect((await pausesOf(failed("throttled"), 100)).at(-1)).toBe(30_000);
  });

  test("is worth any number of tries while anything of the registry is in operation", async () => {
    expect((await pausesOf(failed("busy"), 100, BUSY)).at(-1)).toBe(4_000);
  });

  test("is worth about a minute of conflicts that may pass where nothing is in operation", async () => {
    const pauses = await pausesOf(failed("busy"), 25);
    expect(pauses.filter((pause) => pause !== null)).toHaveLength(17);
    expect(pauses.at(-1)).toBeNull();
  });

  test.each(["denied", "rejected", "not-found", "malformed", "observed", "conflict"] as const)(
    "is given up at once when it is %s",
    async (kind) => {
      expect(await pausesOf(failed(kind), 1)).toEqual([null]);
    },
  );

  test("is given up at once for a bug in the action", async () => {
    expect(await pausesOf(new Error("a fault"), 1)).toEqual([null]);
  });

  test("is not sent again at the same moment as all the others", async () => {
    const randoms = [0, 1];
    const backoff = createWriteBackoff({ clock: virtualClock(), random: () => randoms.shift() ?? 0.5 });
    const pauses = [EAST, region("uksouth")].map((one) => backoff.next(one, failed("busy"), BUSY));
    expect((await Promise.all(pauses)).map((pause) => pause?.milliseconds)).toEqual([800, 1_200]);
  });

  test("counts for its own region only, and no longer once a write was taken", async () => {
    const backoff = backoffOn(virtualClock());
    for (let tries = 0; tries < 5; tries += 1) await backoff.next(EAST, failed("server"), IDLE);
    expect((await backoff.next(region("uksouth"), failed("server"), IDLE))?.milliseconds).toBe(1_000);
    backoff.reset(EAST);
    expect((await backoff.next(EAST, failed("server"), IDLE))?.milliseconds).toBe(1_000);
  });
});

describe.each([
  ["throttled", failure({ kind: "throttled", region: null, code: null })],
  ["met by a server that fails", failure({ kind: "server", region: null, code: null })],
  ["not answered", failure({ kind: "unreachable", region: null, code: null })],
])("a write that was %s is decided anew before it is sent again", (_, refusal) => {
  test.each([
    ["by owner", removeRequest({ owner: "pr-42" }), marks("pr-42", FUTURE), marks("pr-42,pr-7", FUTURE)],
    ["of a region", removeRequest({ regions: [EAST] }), {}, marks("pr-7", FUTURE)],
    ["of the expired", removeRequest({ onlyExpired: true }), marks("pr-7", PAST), marks("pr-7", FUTURE)],
  ])(
    "a delete %s: somebody has joined meanwhile, so it is none any more",
    async (_what, request, tags, joined) => {
      const carried = await carry({
        request,
        world: {
          replicas: [HOME, replica("eastus", { tags })],
          refuse: ({ method }, azure) => {
            if (method !== "DELETE") return null;
            azure.tag("eastus", joined);
            return refusal;
          },
        },
      });
      expect(callsOf(carried).filter((call) => call.startsWith("DELETE"))).toHaveLength(1);
      expect(leftIn(carried)).toEqual(["eastus no-longer-matches"]);
      expect(failuresIn(carried)).toEqual([]);
    },
  );

  test("a mark: one that was written meanwhile is not overwritten", async () => {
    let refusals = 2;
    const carried = await carry({
      request: applyRequest({ owner: "pr-42", wanted: [wantedRegion("eastus")] }),
      world: {
        replicas: [HOME, replica("eastus", { tags: marks("pr-7") })],
        refuse: ({ method }, azure) => {
          if (method !== "PATCH" || refusals-- <= 0) return null;
          azure.tag("eastus", marks("pr-7,pr-8"));
          return refusal;
        },
      },
    });
    expect(callsOf(carried)).toEqual(["PATCH eastus", "PATCH eastus", "PATCH eastus"]);
    expect(carried.azure.see("eastus")?.tags).toEqual(marks("pr-42,pr-7,pr-8"));
  });

  test("a mark that is taken off: one that was written meanwhile stays", async () => {
    let refusals = 1;
    const carried = await carry({
      request: removeRequest({ owner: "pr-42" }),
      world: {
        replicas: [HOME, replica("eastus", { tags: marks("pr-42,pr-7", FUTURE) })],
        refuse: ({ method }, azure) => {
          if (method !== "PATCH" || refusals-- <= 0) return null;
          azure.tag("eastus", marks("pr-42,pr-7,pr-8", FUTURE));
          return refusal;
        },
      },
    });
    expect(carried.azure.see("eastus")?.tags).toEqual(marks("pr-7,pr-8", FUTURE));
    expect(failuresIn(carried)).toEqual([]);
  });

  test("a repair: a replica that has recovered meanwhile stays", async () => {
    const carried = await carry({
      request: applyRequest({ repair: true, wanted: [wantedRegion("eastus")] }),
      world: {
        replicas: [HOME, replica("eastus", { provisioningState: new ServerText("Failed") })],
        refuse: ({ method }, azure) => {
          if (method !== "DELETE") return null;
          azure.turn("eastus", [[0, "Succeeded, Ready"]]);
          return refusal;
        },
      },
    });
    expect(callsOf(carried)).toEqual(["DELETE eastus"]);
    expect(leftIn(carried)).toEqual(["eastus no-longer-matches"]);
  });
});

test("sixteen deletes that are refused at one moment do not come back at one", async () => {
  const names = Array.from({ length: 16 }, (_, index) => `region${String(index).padStart(2, "0")}`);
  const draws = names.map((_, index) => index / 16).values();
  const carried = await carry({
    request: removeRequest({ regions: names.map(region), maxDelete: deletesUpTo(16) }),
    random: () => draws.next().value ?? 0.5,
    world: {
      replicas: [HOME, ...names.map((name) => replica(name))],
      refuse: ({ method, at }) =>
        method === "DELETE" && at < 800 ? failure({ kind: "throttled", region: null, code: null }) : null,
    },
  });
  const deletes = carried.calls.filter(({ method }) => method === "DELETE");
  expect(new Set(deletes.slice(0, 16).map(({ at }) => at)).size).toBe(1);
  expect(new Set(deletes.slice(16).map(({ at }) => at)).size).toBe(16);
  expect(failuresIn(carried)).toEqual([]);
});

test("trouble that lasts fails the region with what was said last, and the others go on", async () => {
  const carried = await carry({
    request: removeRequest({ regions: [EAST, region("uksouth")] }),
    world: {
      replicas: [HOME, replica("eastus"), replica("uksouth")],
      refuse: ({ method, name }) =>
        method === "DELETE" && name === "eastus"
          ? failure({ kind: "server", region: null, code: new ServerText("InternalServerError") })
          : null,
    },
  });
  expect(failuresIn(carried)).toEqual(["eastus InternalServerError"]);
  expect(callsOf(carried).filter((call) => call === "DELETE eastus").length).toBeLessThanOrEqual(7);
  expect(carried.azure.see("uksouth")).toBeNull();
});
