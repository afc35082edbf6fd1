import { describe, expect, test } from "@jest/globals";
import { failure } from "../builders/failure.js";
import { replica, replicaIn } from "../builders/replica.js";
import { applyRequest, minutes, wantedRegion } from "../builders/request.js";
import { FUTURE, HOME, marks } from "../builders/situation.js";
import { bodyOf, callsOf, carry, failuresIn, leftIn } from "./carry.js";
import type { World } from "./fake-azure.js";

const CLOSED = { routing: "disabled" } as const;
const homeClosed = wantedRegion("westeurope", CLOSED);
const japan = wantedRegion("japaneast");

describe("routing is disabled", () => {
  test("while another region is ready and routed", async () => {
    const carried = await carry({
      request: applyRequest({ wanted: [homeClosed, japan] }),
      world: { replicas: [HOME, replica("japaneast")] },
    });
    expect(callsOf(carried)).toEqual(["PATCH westeurope"]);
    expect(bodyOf(carried, "PATCH", "westeurope")).toEqual(CLOSED);
    expect(failuresIn(carried)).toEqual([]);
  });

  test("only after the other region was read just before, by a GET of its own", async () => {
    const carried = await carry({
      request: applyRequest({ wanted: [homeClosed, japan] }),
      world: { replicas: [HOME, replica("japaneast")] },
    });
    const before = carried.calls.slice(
      0,
      carried.calls.findIndex(({ method }) => method === "PATCH"),
    );
    expect(before.map(({ method, name }) => `${method} ${name}`)).toContain("GET japaneast");
  });

  test("last of all, when the region that takes over is up", async () => {
    const carried = await carry({
      request: applyRequest({ wanted: [homeClosed, japan] }),
      world: { replicas: [HOME] },
    });
    expect(callsOf(carried)).toEqual(["PUT japaneast", "PATCH westeurope"]);
    const patch = carried.calls.find(({ method }) => method === "PATCH");
    expect(patch?.at).toBeGreaterThan(9_000);
  });

  test("in one region after the other", async () => {
    const wanted = [wantedRegion("eastus", CLOSED), wantedRegion("uksouth", CLOSED)];
    const carried = await carry({
      request: applyRequest({ wanted }),
      world: { replicas: [HOME, replica("eastus"), replica("uksouth")] },
    });
    const [first, second] = carried.calls.filter(({ method }) => method === "PATCH");
    expect([first?.name, second?.name]).toEqual(["eastus", "uksouth"]);
    expect(second?.at).toBeGreaterThan((first?.at ?? 0) + 1_000);
  });

  test("at home before its row is there, once the first replica has brought it", async () => {
    const carried = await carry({
      request: applyRequest({ wanted: [homeClosed, japan] }),
      world: { replicas: [], meanwhile: [[4_000, (azure) => azure.place(HOME)]] },
    });
    expect(callsOf(carried)).toEqual(["PUT japaneast", "PATCH westeurope"]);
    expect(carried.azure.see("westeurope")?.routing).toBe("disabled");
  });

  test("after tags and marks, which need no other region", async () => {
    const carried = await carry({
      request: applyRequest({ routing: "disabled", tags: { tier: "dr" } }),
      world: { replicas: [HOME, replica("japaneast", { tags: marks("pr-7", FUTURE) })] },
    });
    expect(bodyOf(carried, "PATCH", "japaneast")).toEqual({ tags: { tier: "dr" } });
    expect(bodyOf(carried, "PATCH", "japaneast", 1)).toEqual(CLOSED);
  });
});

describe("routing is left as it is", () => {
  test.each<readonly [string, World["meanwhile"]]>([
    ["has stopped being ready", [[0, (azure) => azure.turn("japaneast", [[0, "Succeeded, Syncing"]])]]],
    ["was closed by somebody", [[0, (azure) => azure.place(replica("japaneast", CLOSED))]]],
    ["is gone", [[0, (azure) => azure.turn("japaneast", [[0, null]])]]],
  ])("when the only other open region %s meanwhile", async (_, meanwhile = []) => {
    const carried = await carry({
      request: applyRequest({ wanted: [homeClosed, japan] }),
      world: { replicas: [HOME, replica("japaneast")], meanwhile },
    });
    expect(callsOf(carried)).toEqual([]);
    expect(leftIn(carried)).toEqual(["westeurope last-routed-region"]);
    expect(failuresIn(carried)).toEqual(["westeurope LastRoutedRegion"]);
  });

  test("when LIST shows another open region and a GET does not", async () => {
    const carried = await carry({
      request: applyRequest({ wanted: [homeClosed, japan] }),
      world: {
        replicas: [HOME, replica("japaneast")],
        listLag: 60_000,
        meanwhile: [[0, (azure) => azure.place(replica("japaneast", CLOSED))]],
      },
    });
    expect(callsOf(carried)).toEqual([]);
  });

  test("in a region that has not come up", async () => {
    const carried = await carry({
      request: applyRequest({ routing: "disabled", stuckAfter: minutes(5) }),
      world: { replicas: [HOME, replicaIn("japaneast", "Creating")] },
    });
    expect(callsOf(carried)).toEqual([]);
    expect(failuresIn(carried)).toEqual(["japaneast ReplicaStuck"]);
    expect(carried.took).toBeLessThan(minutes(6));
  });
});

describe("routing that was disabled while another run closed all others", () => {
  const wanted = [wantedRegion("japaneast", CLOSED)];
  /** As soon as ours is closed, home is closed as well; Azure is at work on ours for a second. */
  const closedBoth = (there: World["replicas"]): World => ({
    replicas: there ?? [],
    refuse: ({ method }, azure) => {
      const japan = azure.see("japaneast");
      if (method !== "PATCH" && japan?.routing === "disabled") azure.place(replica("westeurope", CLOSED));
      const isBusy = method === "PATCH" && japan !== null && japan.provisioningState.is("Updating");
      return isBusy ? failure({ kind: "busy", activity: "update" }) : null;
    },
  });

  test.each<readonly [string, World["replicas"]]>([
    ["ready", [HOME, replica("japaneast")]],
    ["in trouble, and never ready", [HOME, replicaIn("japaneast", "Succeeded, Unhealthy")]],
  ])("is enabled again within seconds, before any wait, in a region that is %s", async (_, there) => {
    const carried = await carry({ request: applyRequest({ wanted }), world: closedBoth(there) });
    expect(carried.azure.see("japaneast")?.routing).toBe("enabled");
    expect(failuresIn(carried)[0]).toBe("japaneast LastRoutedRegion");
    const patches = carried.calls.filter(({ method }) => method === "PATCH");
    expect((patches.at(-1)?.at ?? 0) - (patches[0]?.at ?? 0)).toBeLessThan(20_000);
  });
});

test("a region that is gone when its routing is to be disabled is made again, closed", async () => {
  const carried = await carry({
    request: applyRequest({ routing: "disabled" }),
    world: {
      replicas: [HOME, replica("japaneast")],
      meanwhile: [[0, (azure) => azure.turn("japaneast", [[0, null]])]],
    },
  });
  expect(callsOf(carried)).toEqual(["PUT japaneast"]);
  expect(bodyOf(carried, "PUT", "japaneast")).toMatchObject({ routing: "disabled" });
  expect(failuresIn(carried)).toEqual([]);
});

test("a region that fails while its routing is disabled withholds the deletes", async () => {
  const carried = await carry({
    request: applyRequest({ routing: "disabled", prune: "all" }),
    world: {
      replicas: [HOME, replica("japaneast"), replica("eastus")],
      updating: [
        [0, "Updating, Ready"],
        [2_000, "Failed"],
      ],
    },
  });
  expect(callsOf(carried)).toEqual(["PATCH japaneast"]);
  expect(failuresIn(carried)).toEqual(["japaneast ReplicaFailed"]);
  expect(leftIn(carried)).toEqual(["eastus not-all-ready"]);
});
