import { describe, expect, test } from "@jest/globals";
import { markTagName } from "../../../src/registry/marks.js";
import { ServerText } from "../../../src/registry/server-text.js";
import { failure } from "../../builders/failure.js";
import { region } from "../../builders/registry.js";
import { replica, replicaIn } from "../../builders/replica.js";
import { applyRequest, deletesUpTo, minutes, removeRequest, wantedRegion } from "../../builders/request.js";
import { FUTURE, HOME, marks } from "../../builders/situation.js";
import { bodyOf, callsOf, carry, endsIn, failuresIn, leftIn } from "../carry.js";
import type { Phase, World } from "../fake-azure.js";

const HOUR = 3_600_000;
const COMING_UP: readonly Phase[] = [
  [0, "Creating"],
  [9_000, "Succeeded, Ready"],
];
const TAGGED = applyRequest({ tags: { tier: "dr" } });

describe("a correction", () => {
  test("sends the whole map of tags as just read, ours merged in, and nothing else", async () => {
    const carried = await carry({
      request: TAGGED,
      world: {
        replicas: [HOME, replica("japaneast", { name: "geo01", tags: { Tier: "cold", cost: "42" } })],
        meanwhile: [[0, (azure) => azure.tag("geo01", { Tier: "cold", team: "shop" })]],
      },
    });
    expect(callsOf(carried)).toEqual(["PATCH geo01"]);
    expect(bodyOf(carried, "PATCH", "geo01")).toEqual({ tags: { Tier: "dr", team: "shop" } });
    expect(endsIn(carried)).toEqual(["japaneast ready"]);
  });

  test("of routing alone leaves the tags out", async () => {
    const carried = await carry({
      request: applyRequest({ routing: "enabled" }),
      world: { replicas: [HOME, replica("japaneast", { routing: "disabled", tags: { cost: "42" } })] },
    });
    expect(bodyOf(carried, "PATCH", "japaneast")).toEqual({ routing: "enabled" });
  });

  test("that somebody has made meanwhile is left", async () => {
    const carried = await carry({
      request: TAGGED,
      world: {
        replicas: [HOME, replica("japaneast")],
        meanwhile: [[0, (azure) => azure.tag("japaneast", { tier: "dr" })]],
      },
    });
    expect(callsOf(carried)).toEqual([]);
    expect(leftIn(carried)).toEqual(["japaneast already-as-wanted"]);
    expect(failuresIn(carried)).toEqual([]);
  });

  test("joins an operation that somebody else has under way", async () => {
    const carried = await carry({
      request: TAGGED,
      world: {
        replicas: [HOME, replicaIn("japaneast", "Updating, Ready")],
        meanwhile: [
          [
            0,
            (azure) =>
              azure.turn("japaneast", [
                [0, "Updating, Ready"],
                [25_000, "Succeeded, Ready"],
              ]),
          ],
        ],
      },
    });
    const patch = carried.calls.find(({ method }) => method === "PATCH");
    expect(patch?.at).toBeGreaterThan(25_000);
    expect(patch?.at).toBeLessThan(30_000);
    expect(endsIn(carried)).toEqual(["japaneast ready"]);
  });

  test("gives up on an operation that is stuck", async () => {
    const carried = await carry({
      request: applyRequest({ tags: { tier: "dr" }, stuckAfter: minutes(10) }),
      world: { replicas: [HOME, replicaIn("japaneast", "Creating")] },
    });
    expect(callsOf(carried)).toEqual([]);
    expect(failuresIn(carried)).toEqual(["japaneast ReplicaStuck"]);
    expect(carried.took).toBeLessThan(minutes(11));
  });

  test("that Azure refuses fails for its region only", async () => {
    const carried = await carry({
      request: applyRequest({
        tags: { tier: "dr" },
        wanted: [wantedRegion("japaneast"), wantedRegion("eastus")],
      }),
      world: {
        replicas: [HOME, replica("japaneast"), replica("eastus")],
        refuse: ({ method, name }) =>
          method === "PATCH" && name === "eastus" ? failure({ region: null, activity: "update" }) : null,
      },
    });
    expect(failuresIn(carried)).toEqual(["eastus ScopeLocked"]);
    expect(endsIn(carried)).toEqual(["japaneast ready"]);
  });

  test("never enables routing that somebody disabled since the plan was made", async () => {
    const carried = await carry({
      request: TAGGED,
      world: {
        replicas: [HOME, replica("japaneast")],
        meanwhile: [[0, (azure) => azure.place(replica("japaneast", { routing: "disabled" }))]],
      },
    });
    expect(carried.azure.see("japaneast")).toMatchObject({ routing: "disabled", tags: { tier: "dr" } });
  });
});

describe("a replica that somebody deletes while it is to be corrected", () => {
  const there = replica("japaneast", { name: "geo01", routing: "disabled", tags: { team: "shop" } });
  const request = applyRequest({ tags: { team: "shop", tier: "dr" } });

  test.each<readonly [string, World]>([
    ["is gone", { meanwhile: [[0, (azure) => azure.turn("geo01", [[0, null]])]] }],
    [
      "is on its way out",
      {
        meanwhile: [
          [
            0,
            (azure) =>
              azure.turn("geo01", [
                [0, "Deleting, Ready"],
                [10_000, null],
              ]),
          ],
        ],
      },
    ],
    [
      "goes while an operation on it is joined",
      {
        meanwhile: [
          [
            0,
            (azure) =>
              azure.turn("geo01", [
                [0, "Updating"],
                [9_000, "Deleting"],
                [15_000, null],
              ]),
          ],
        ],
      },
    ],
  ])("and %s is made again, with all its tags and as closed as it was", async (_, world) => {
    const carried = await carry({ request, world: { replicas: [HOME, there], ...world } });
    expect(callsOf(carried)).toEqual(["PUT geo01"]);
    expect(bodyOf(carried, "PUT", "geo01")).toEqual({
      name: "geo01",
      region: "japaneast",
      routing: "disabled",
      tags: { team: "shop", tier: "dr" },
    });
    expect(endsIn(carried)).toEqual(["japaneast ready"]);
    expect(failuresIn(carried)).toEqual([]);
  });

  test("is made again with our mark, when we were to share it", async () => {
    const carried = await carry({
      request: applyRequest({ owner: "pr-42" }),
      world: {
        replicas: [HOME, replica("japaneast", { tags: marks("pr-7", FUTURE) })],
        meanwhile: [[0, (azure) => azure.turn("japaneast", [[0, null]])]],
      },
    });
    expect(bodyOf(carried, "PUT", "japaneast")).toMatchObject({ tags: marks("pr-42", "never") });
  });

  test("is never made again at home", async () => {
    const carried = await carry({
      request: applyRequest({ wanted: [wantedRegion("westeurope", { tags: { tier: "hot" } })] }),
      world: {
        replicas: [HOME, replica("eastus")],
        meanwhile: [[0, (azure) => azure.turn("westeurope", [[0, null]])]],
      },
    });
    expect(callsOf(carried)).toEqual([]);
    expect(failuresIn(carried)).toEqual(["westeurope HomeHasNoReplica"]);
  });

  test("is not looked for under its name in another region", async () => {
    const carried = await carry({
      request,
      world: {
        replicas: [HOME, there],
        meanwhile: [[0, (azure) => azure.place(replica("uksouth", { name: "geo01" }))]],
        refuse: ({ method }) => (method === "PUT" ? failure({ kind: "denied" }) : null),
      },
    });
    expect(callsOf(carried, "PATCH")).toEqual([]);
  });
});

describe("a replica that somebody deletes just after we shared it", () => {
  const world = (phases: readonly Phase[], at: number): World => ({
    replicas: [HOME, replica("japaneast", { tags: marks("pr-7", FUTURE) })],
    meanwhile: phases.length === 0 ? [] : [[at, (azure) => azure.turn("japaneast", phases)]],
  });
  const request = applyRequest({ owner: "pr-42" });

  test.each<readonly [string, readonly Phase[], number]>([
    [
      "before the first look",
      [
        [0, "Deleting"],
        [8_000, null],
      ],
      200,
    ],
    ["between two looks", [[0, null]], 200],
  ])("is made again with our mark: %s", async (_, phases, at) => {
    const carried = await carry({ request, world: world(phases, at) });
    expect(callsOf(carried)).toEqual(["PATCH japaneast", "PUT japaneast"]);
    expect(carried.azure.see("japaneast")?.tags).toEqual(marks("pr-42", "never"));
    expect(failuresIn(carried)).toEqual([]);
    expect(endsIn(carried).at(-1)).toBe("japaneast ready");
  });

  test("is made again with our mark: after it was seen to be ready", async () => {
    let reads = 0;
    const carried = await carry({
      request,
      world: {
        ...world([], 0),
        refuse: ({ method }, azure) => {
          reads += method === "GET" ? 1 : 0;
          // Before the PATCH, to confirm that it is ready, and to read our mark again.
          if (method === "GET" && reads === 3)
            azure.turn("japaneast", [
              [0, "Deleting"],
              [8_000, null],
            ]);
          return null;
        },
      },
    });
    expect(endsIn(carried)).toEqual(["japaneast ready", "japaneast ready"]);
    expect(callsOf(carried)).toEqual(["PATCH japaneast", "PUT japaneast"]);
    expect(failuresIn(carried)).toEqual([]);
  });

  test("is not made again for ever", async () => {
    const carried = await carry({
      request,
      world: {
        ...world([[0, null]], 200),
        ways: { japaneast: [[0, "Succeeded, Ready"]] },
        refuse: ({ method, at }, azure) => {
          // Whenever it is there, somebody takes it away.
          if (method === "GET" && at > 5_000 && azure.see("japaneast") !== null)
            azure.turn("japaneast", [[0, null]]);
          return null;
        },
      },
    });
    expect(callsOf(carried, "PUT").length).toBeLessThan(4);
    expect(new Set(failuresIn(carried))).toEqual(new Set(["japaneast ReplicaVanished"]));
  });
});

describe("a mark that says until when, overwritten by a run that had read before", () => {
  const HOUR = 3_600_000;
  const SOON = "2026-09-01T13:00:00Z";
  const LATER = /^pr-42 until 2026-09-01T20:00:[01]\dZ$/;
  const OURS = markTagName("pr-42");

  test.each<readonly [string, number | null, RegExp]>([
    ["the later time is written again", 8 * HOUR, LATER],
    ["a mark without a time is written again", null, /^pr-42$/],
  ])("owner and all, but with an earlier time: %s", async (_, ttl, expected) => {
    const carried = await carry({
      request: applyRequest({ owner: "pr-42", ttl }),
      world: {
        replicas: [HOME, replica("japaneast", { tags: marks("pr-42,pr-7", SOON) })],
        meanwhile: [[500, (azure) => azure.tag("japaneast", marks("pr-42,pr-7", SOON))]],
      },
    });
    expect(callsOf(carried)).toEqual(["PATCH japaneast", "PATCH japaneast"]);
    expect(carried.azure.see("japaneast")?.tags[OURS]).toMatch(expected);
    expect(failuresIn(carried)).toEqual([]);
  });

  test.each([
    ["a later time", "2026-09-03T00:00:00Z", "pr-42 until 2026-09-03T00:00:00Z"],
    ["no time", "never", "pr-42"],
  ])("with %s: that stays", async (_, expires, expected) => {
    const carried = await carry({
      request: applyRequest({ owner: "pr-42", ttl: 8 * HOUR }),
      world: {
        replicas: [HOME, replica("japaneast", { tags: marks("pr-42,pr-7", SOON) })],
        meanwhile: [[500, (azure) => azure.tag("japaneast", marks("pr-42,pr-7", expires))]],
      },
    });
    expect(callsOf(carried)).toEqual(["PATCH japaneast"]);
    expect(carried.azure.see("japaneast")?.tags[OURS]).toBe(expected);
  });

  test("each time: the run fails, since the sweep would come too early", async () => {
    const carried = await carry({
      request: applyRequest({ owner: "pr-42", ttl: 8 * HOUR }),
      world: {
        replicas: [HOME, replica("japaneast", { tags: marks("pr-42,pr-7", SOON) })],
        refuse: ({ method }, azure) => {
          if (method === "GET") azure.tag("japaneast", marks("pr-42,pr-7", SOON));
          return null;
        },
      },
    });
    expect(failuresIn(carried)).toEqual(["japaneast MarkLost"]);
  });
});

describe("a write that an operation of somebody else's is in the way of", () => {
  const code = new ServerText("AnotherOperationInProgress");
  const IN_THE_WAY = failure({ kind: "busy", region: null, code });

  test("is made of what is read again: the other's mark is not overwritten", async () => {
    let refusals = 1;
    const carried = await carry({
      request: applyRequest({ owner: "pr-42" }),
      world: {
        replicas: [HOME, replica("japaneast", { tags: marks("pr-7") })],
        refuse: ({ method }, azure) => {
          if (method !== "PATCH" || refusals-- === 0) return null;
          azure.tag("japaneast", marks("pr-7,pr-8"));
          return IN_THE_WAY;
        },
      },
    });
    expect(carried.azure.see("japaneast")?.tags).toEqual(marks("pr-42,pr-7,pr-8", "never"));
    expect(failuresIn(carried)).toEqual([]);
  });

  test("is no delete any more when that operation was another's mark", async () => {
    const carried = await carry({
      request: removeRequest({ owner: "pr-42" }),
      world: {
        replicas: [HOME, replica("eastus", { tags: marks("pr-42", FUTURE) })],
        refuse: ({ method }, azure) => {
          if (method !== "DELETE") return null;
          azure.tag("eastus", marks("pr-42,pr-7", FUTURE));
          return IN_THE_WAY;
        },
      },
    });
    expect(callsOf(carried)).toEqual(["DELETE eastus", "PATCH eastus"]);
    expect(carried.azure.see("eastus")?.tags).toEqual(marks("pr-7", FUTURE));
    expect(failuresIn(carried)).toEqual([]);
  });

  test("is a delete again when nothing has changed by that", async () => {
    let refusals = 2;
    const carried = await carry({
      request: removeRequest({ regions: [region("eastus")] }),
      world: {
        replicas: [HOME, replica("eastus")],
        refuse: ({ method }) => (method === "DELETE" && refusals-- > 0 ? IN_THE_WAY : null),
      },
    });
    expect(callsOf(carried)).toEqual(["DELETE eastus", "DELETE eastus", "DELETE eastus"]);
    expect(carried.azure.see("eastus")).toBeNull();
  });

  test.each([
    ["PATCH", applyRequest({ tags: { tier: "dr" }, wanted: [wantedRegion("eastus")] })],
    ["DELETE", removeRequest({ regions: [region("eastus")] })],
  ])("to the end of the run: Azure's refusal of the %s is why it was not made", async (method, request) => {
    const carried = await carry({
      request,
      stopAt: 20_000,
      world: {
        replicas: [HOME, replica("eastus")],
        refuse: (call) => (call.method === method ? IN_THE_WAY : null),
      },
    });
    expect(callsOf(carried).length).toBeGreaterThan(4);
    expect(failuresIn(carried)).toEqual(["eastus AnotherOperationInProgress"]);
  });

  test("is given up when the replica is gone, which leaves nothing to take our mark off", async () => {
    const carried = await carry({
      request: removeRequest({ owner: "pr-42" }),
      world: {
        replicas: [HOME, replica("eastus", { tags: marks("pr-42,pr-7", FUTURE) })],
        refuse: ({ method }, azure) => {
          if (method !== "PATCH") return null;
          azure.turn("eastus", [[0, null]]);
          return failure({ kind: "not-found", code: new ServerText("ResourceNotFound") });
        },
      },
    });
    expect(callsOf(carried)).toEqual(["PATCH eastus"]);
    expect(failuresIn(carried)).toEqual([]);
  });
});

describe("home's own settings", () => {
  const request = applyRequest({
    wanted: [wantedRegion("westeurope", { tags: { tier: "hot" } }), wantedRegion("japaneast")],
  });

  test("are written once the first replica has brought home's row", async () => {
    const carried = await carry({
      request,
      world: { replicas: [], meanwhile: [[4_000, (azure) => azure.place(HOME)]] },
    });
    expect(callsOf(carried)).toEqual(["PUT japaneast", "PATCH westeurope"]);
    expect(carried.azure.see("westeurope")?.tags).toEqual({ tier: "hot" });
    expect(failuresIn(carried)).toEqual([]);
  });

  test("fail when the row does not come within a minute", async () => {
    const carried = await carry({ request, world: { replicas: [] } });
    expect(callsOf(carried)).toEqual(["PUT japaneast"]);
    expect(failuresIn(carried)).toEqual(["westeurope HomeHasNoReplica"]);
    expect(carried.took).toBeLessThan(75_000);
  });
});

describe("sharing a replica", () => {
  test("writes the mark again that was there, and is lost while the replica is only waited for", async () => {
    const carried = await carry({
      request: applyRequest({ owner: "pr-42" }),
      world: {
        replicas: [HOME, { ...replicaIn("japaneast", "Creating"), tags: marks("pr-42") }],
        meanwhile: [
          [0, (azure) => azure.turn("japaneast", COMING_UP)],
          [5_000, (azure) => azure.tag("japaneast", marks("pr-7"))],
        ],
      },
    });
    expect(callsOf(carried)).toEqual(["PATCH japaneast"]);
    expect(carried.azure.see("japaneast")?.tags).toEqual(marks("pr-42,pr-7"));
    expect(endsIn(carried)).toEqual(["japaneast ready"]);
  });

  test("adds our mark to those just read, each with its own time", async () => {
    const carried = await carry({
      request: applyRequest({ owner: "pr-42", ttl: HOUR }),
      world: {
        replicas: [HOME, replica("japaneast", { tags: marks("pr-7", FUTURE) })],
        meanwhile: [[0, (azure) => azure.tag("japaneast", marks("pr-7,pr-8", FUTURE))]],
      },
    });
    expect(bodyOf(carried, "PATCH", "japaneast")).toEqual({
      tags: { ...marks("pr-42", "2026-09-01T13:00:00Z"), ...marks("pr-7,pr-8", FUTURE) },
    });
  });

  test("leaves a replica that turned permanent since the plan was made", async () => {
    const carried = await carry({
      request: applyRequest({ owner: "pr-42" }),
      world: {
        replicas: [HOME, replica("japaneast", { tags: marks("pr-7") })],
        meanwhile: [[0, (azure) => azure.tag("japaneast", {})]],
      },
    });
    expect(callsOf(carried)).toEqual([]);
    expect(carried.azure.see("japaneast")?.tags).toEqual({});
  });

  test("writes the mark again when another run overwrote it", async () => {
    let overwrites = 1;
    const carried = await carry({
      request: applyRequest({ owner: "pr-42" }),
      world: {
        replicas: [HOME, replica("japaneast", { tags: marks("pr-7") })],
        refuse: ({ method }, azure) => {
          const isAfterOurs = method === "GET" && azure.calls.some((call) => call.method === "PATCH");
          if (isAfterOurs && overwrites-- > 0) azure.tag("japaneast", marks("pr-7,pr-8", "never"));
          return null;
        },
      },
    });
    expect(callsOf(carried)).toEqual(["PATCH japaneast", "PATCH japaneast"]);
    expect(carried.azure.see("japaneast")?.tags).toEqual(marks("pr-42,pr-7,pr-8", "never"));
  });
});

describe("taking our mark off what others share", () => {
  const request = removeRequest({ owner: "pr-42" });
  const shared = (owners: string) => replica("eastus", { tags: { ...marks(owners, FUTURE), cost: "42" } });

  test("leaves the others' marks and everything else", async () => {
    const carried = await carry({ request, world: { replicas: [HOME, shared("pr-42,pr-7")] } });
    expect(callsOf(carried)).toEqual(["PATCH eastus"]);
    expect(carried.azure.see("eastus")?.tags).toEqual({ ...marks("pr-7", FUTURE), cost: "42" });
    expect(failuresIn(carried)).toEqual([]);
  });

  test("reads it again, and takes it off again when another run wrote it back", async () => {
    let overwrites = 1;
    const carried = await carry({
      request,
      world: {
        replicas: [HOME, shared("pr-42,pr-7")],
        refuse: ({ method }, azure) => {
          const isAfterOurs = method === "GET" && azure.calls.some((call) => call.method === "PATCH");
          if (isAfterOurs && overwrites-- > 0) azure.tag("eastus", marks("pr-42,pr-7,pr-8", FUTURE));
          return null;
        },
      },
    });
    expect(callsOf(carried)).toEqual(["PATCH eastus", "PATCH eastus"]);
    expect(carried.azure.see("eastus")?.tags).toEqual(marks("pr-7,pr-8", FUTURE));
  });

  const turnsOutLast: World = {
    replicas: [HOME, shared("pr-42,pr-7")],
    meanwhile: [[0, (azure) => azure.tag("eastus", marks("pr-42", FUTURE))]],
  };

  test("deletes the replica when we turn out to be the last: without a mark it would stay for ever", async () => {
    const carried = await carry({ request, world: turnsOutLast });
    expect(callsOf(carried)).toEqual(["DELETE eastus"]);
    expect(failuresIn(carried)).toEqual([]);
    expect(carried.azure.see("eastus")).toBeNull();
  });

  test("deletes it, too, when the others leave and put our mark back by that", async () => {
    const carried = await carry({
      request,
      world: {
        replicas: [HOME, shared("pr-42,pr-7")],
        meanwhile: [[500, (azure) => azure.tag("eastus", marks("pr-42", FUTURE))]],
      },
    });
    expect(callsOf(carried)).toEqual(["PATCH eastus", "DELETE eastus"]);
    expect(failuresIn(carried)).toEqual([]);
  });

  test("keeps replica and mark when we turn out to be the last and max-delete allows no delete", async () => {
    const carried = await carry({
      request: removeRequest({ owner: "pr-42", maxDelete: deletesUpTo(0) }),
      world: turnsOutLast,
    });
    expect(callsOf(carried)).toEqual([]);
    expect(failuresIn(carried)).toEqual(["eastus LastOwner"]);
    expect(carried.azure.see("eastus")?.tags).toEqual(marks("pr-42", FUTURE));
  });

  test("keeps both in a protected region, and that is right", async () => {
    const carried = await carry({
      request: removeRequest({ owner: "pr-42", protect: [region("eastus")] }),
      world: turnsOutLast,
    });
    expect([callsOf(carried), failuresIn(carried)]).toEqual([[], []]);
    expect(leftIn(carried)).toEqual(["eastus still-protected"]);
  });

  test("is a failure when our mark never stays off", async () => {
    const carried = await carry({
      request,
      world: {
        replicas: [HOME, shared("pr-42,pr-7")],
        refuse: ({ method }, azure) => {
          if (method === "GET") azure.tag("eastus", marks("pr-42,pr-7", FUTURE));
          return null;
        },
      },
    });
    expect(failuresIn(carried)).toEqual(["eastus MarkStays"]);
  });

  test.each<readonly [string, World["meanwhile"], string]>([
    ["is gone", [[0, (azure) => azure.turn("eastus", [[0, null]])]], "already-gone"],
    ["is being deleted", [[0, (azure) => azure.turn("eastus", [[0, "Deleting"]])]], "already-gone"],
    ["has lost our mark", [[0, (azure) => azure.tag("eastus", marks("pr-7", FUTURE))]], "already-as-wanted"],
  ])("leaves a replica that %s meanwhile", async (_, meanwhile = [], reason) => {
    const carried = await carry({ request, world: { replicas: [HOME, shared("pr-42,pr-7")], meanwhile } });
    expect(callsOf(carried)).toEqual([]);
    expect(leftIn(carried)).toEqual([`eastus ${reason}`]);
    expect(failuresIn(carried)).toEqual([]);
  });

  test("waits for an operation that is under way", async () => {
    const carried = await carry({
      request,
      world: {
        replicas: [HOME, shared("pr-42,pr-7")],
        meanwhile: [
          [
            0,
            (azure) =>
              azure.turn("eastus", [
                [0, "Updating, Ready"],
                [5_000, "Succeeded, Ready"],
              ]),
          ],
        ],
      },
    });
    expect(carried.calls.find(({ method }) => method === "PATCH")?.at).toBeGreaterThan(5_000);
  });

  test("leaves every region but those that we share", async () => {
    const others = [replica("uksouth", { tags: marks("pr-7") }), replica("northeurope")];
    const carried = await carry({
      request: removeRequest({ owner: "pr-42", regions: ["eastus", "uksouth"].map(region) }),
      world: { replicas: [HOME, shared("pr-42,pr-7"), ...others] },
    });
    expect(callsOf(carried)).toEqual(["PATCH eastus"]);
  });
});
