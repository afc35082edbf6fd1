import { describe, expect, test } from "@jest/globals";
import type { Replica } from "../../src/registry/replica.js";
import { failure } from "../builders/failure.js";
import { deleteChange } from "../builders/plan.js";
import { region } from "../builders/registry.js";
import { replica, replicaIn } from "../builders/replica.js";
import { applyRequest, minutes, removeRequest } from "../builders/request.js";
import { FUTURE, HOME, marks, PAST, planFor } from "../builders/situation.js";
import { callsOf, carry, failuresIn, leftIn } from "./carry.js";
import type { FakeAzure, Phase, World } from "./fake-azure.js";

const BY_REGION = removeRequest({ regions: [region("eastus")] });
const BY_OWNER = removeRequest({ owner: "pr-42" });
const EXPIRED = removeRequest({ onlyExpired: true });
const OURS = replica("eastus", { tags: marks("pr-42", FUTURE) });

function confirmed({ facts }: { readonly facts: readonly { readonly kind: string }[] }): number {
  return facts.filter(({ kind }) => kind === "delete-confirmed").length;
}

describe("a delete", () => {
  test("reads the replica again right before, and confirms that it is gone", async () => {
    const carried = await carry({
      request: BY_REGION,
      world: { replicas: [HOME, replica("eastus", { name: "geo01" })] },
    });
    const calls = carried.calls.map(({ method, name }) => `${method} ${name}`);
    expect(calls[calls.indexOf("DELETE geo01") - 1]).toBe("GET geo01");
    expect(carried.azure.see("geo01")).toBeNull();
    expect([confirmed(carried), failuresIn(carried)]).toEqual([1, []]);
  });

  test("is confirmed by more than one 404", async () => {
    const carried = await carry({ request: BY_REGION, world: { replicas: [HOME, replica("eastus")] } });
    const last = carried.calls.slice(-2).map(({ method, name }) => `${method} ${name}`);
    expect(last).toEqual(["GET eastus", "GET eastus"]);
  });

  test("is not confirmed by a read that flickers", async () => {
    const carried = await carry({
      request: BY_REGION,
      world: {
        replicas: [HOME, replica("eastus")],
        deleting: {
          eastus: [
            [0, "Deleting"],
            [3_000, null],
            [3_500, "Deleting"],
            [20_000, null],
          ],
        },
      },
    });
    expect(confirmed(carried)).toBe(1);
    expect(carried.took).toBeGreaterThan(20_000);
  });

  test.each<readonly [string, readonly Phase[]]>([
    [
      "while it was being watched",
      [
        [0, "Deleting"],
        [3_000, null],
        [4_000, "Creating"],
        [60_000, "Succeeded, Ready"],
      ],
    ],
    [
      "between two looks",
      [
        [0, "Deleting"],
        [3_500, "Creating"],
        [60_000, "Succeeded, Ready"],
      ],
    ],
    [
      "and had come up by the next read",
      [
        [0, "Deleting"],
        [3_000, null],
        [3_500, "Succeeded, Ready"],
      ],
    ],
  ])("is done when somebody made another replica %s", async (_, eastus) => {
    const carried = await carry({
      request: BY_REGION,
      world: { replicas: [HOME, replica("eastus")], deleting: { eastus } },
    });
    expect([confirmed(carried), failuresIn(carried)]).toEqual([1, []]);
    expect(carried.took).toBeLessThan(40_000);
  });

  test("goes on in several regions at once", async () => {
    const names = ["eastus", "uksouth", "northeurope"];
    const carried = await carry({
      request: removeRequest({ regions: names.map(region) }),
      world: { replicas: [HOME, ...names.map((name) => replica(name))] },
    });
    expect(confirmed(carried)).toBe(3);
    expect(carried.took).toBeLessThan(8_000);
  });
});

describe("what has changed since the plan was made", () => {
  const meanwhile = (happens: (azure: FakeAzure) => void): NonNullable<World["meanwhile"]> => [[0, happens]];

  test.each<readonly [string, typeof BY_REGION, Replica, World["meanwhile"], string]>([
    [
      "gone",
      BY_REGION,
      replica("eastus"),
      meanwhile((azure) => azure.turn("eastus", [[0, null]])),
      "already-gone",
    ],
    [
      "in another region under its name",
      BY_REGION,
      replica("eastus", { name: "geo01" }),
      meanwhile((azure) => azure.place(replica("uksouth", { name: "geo01" }))),
      "already-gone",
    ],
    [
      "needed by somebody",
      BY_REGION,
      replica("eastus"),
      meanwhile((azure) => azure.tag("eastus", marks("pr-7", FUTURE))),
      "no-longer-matches",
    ],
    [
      "no longer ours",
      BY_OWNER,
      OURS,
      meanwhile((azure) => azure.tag("eastus", marks("pr-7", FUTURE))),
      "no-longer-matches",
    ],
    ["permanent", BY_OWNER, OURS, meanwhile((azure) => azure.tag("eastus", {})), "no-longer-matches"],
    [
      "renewed",
      EXPIRED,
      replica("eastus", { tags: marks("pr-7", PAST) }),
      meanwhile((azure) => azure.tag("eastus", marks("pr-7", FUTURE))),
      "no-longer-matches",
    ],
  ])("is left: a replica that is %s", async (_, request, there, meanwhile = [], reason) => {
    const carried = await carry({ request, world: { replicas: [HOME, there], meanwhile } });
    expect(callsOf(carried)).toEqual([]);
    expect(leftIn(carried)).toEqual([`eastus ${reason}`]);
    expect(failuresIn(carried)).toEqual([]);
  });

  test("is shared: the replica stays, and our mark is taken off", async () => {
    const carried = await carry({
      request: BY_OWNER,
      world: {
        replicas: [HOME, OURS],
        meanwhile: meanwhile((azure) => azure.tag("eastus", marks("pr-42,pr-7", FUTURE))),
      },
    });
    expect(callsOf(carried)).toEqual(["PATCH eastus"]);
    expect(leftIn(carried)).toEqual(["eastus no-longer-matches"]);
    expect(carried.azure.see("eastus")?.tags).toEqual(marks("pr-7", FUTURE));
  });

  test("is shared: a replica that prune would have deleted stays as it is", async () => {
    const carried = await carry({
      request: applyRequest({ wanted: [], prune: "owned", owner: "pr-42" }),
      world: {
        replicas: [HOME, OURS],
        meanwhile: meanwhile((azure) => azure.tag("eastus", marks("pr-42,pr-7", FUTURE))),
      },
    });
    expect(callsOf(carried)).toEqual([]);
    expect(carried.azure.see("eastus")?.tags).toEqual(marks("pr-42,pr-7", FUTURE));
  });

  test("is being deleted: the delete of somebody else is joined", async () => {
    const carried = await carry({
      request: BY_REGION,
      world: {
        replicas: [HOME, replica("eastus")],
        meanwhile: meanwhile((azure) =>
          azure.turn("eastus", [
            [0, "Deleting"],
            [9_000, null],
          ]),
        ),
      },
    });
    expect(callsOf(carried)).toEqual([]);
    expect([confirmed(carried), failuresIn(carried)]).toEqual([1, []]);
  });
});

describe("a region that is the last behind the global endpoint by the time of its delete", () => {
  const homeCloses: World["meanwhile"] = [
    [0, (azure) => azure.place(replica("westeurope", { routing: "disabled" }))],
  ];
  const SHARED = replica("eastus", { tags: marks("pr-42,pr-7", FUTURE) });

  test.each<readonly [string, typeof BY_REGION, Replica]>([
    ["named", BY_REGION, replica("eastus")],
    ["ours alone", BY_OWNER, OURS],
    ["expired", EXPIRED, replica("eastus", { tags: marks("pr-7", PAST) })],
    ["ours alone since the other left", BY_OWNER, SHARED],
  ])("stays: %s", async (_, request, there) => {
    const leaves = (azure: FakeAzure) => {
      if (there === SHARED) azure.tag("eastus", marks("pr-42", FUTURE));
    };
    const carried = await carry({
      request,
      world: { replicas: [HOME, there], meanwhile: [...homeCloses, [0, leaves]] },
    });
    expect(callsOf(carried)).toEqual([]);
    expect(leftIn(carried)).toEqual(["eastus last-routed-region"]);
    expect(failuresIn(carried)).toEqual(["eastus LastRoutedRegion"]);
  });

  test.each<readonly [string, readonly Replica[]]>([
    ["another region is ready and routed", [HOME, replica("eastus"), replica("uksouth")]],
    ["it was not routed itself", [HOME, replica("eastus", { routing: "disabled" })]],
  ])("goes where %s", async (_, replicas) => {
    const carried = await carry({ request: BY_REGION, world: { replicas, meanwhile: homeCloses } });
    expect([confirmed(carried), failuresIn(carried)]).toEqual([1, []]);
  });

  test("goes where home has no row of its own: the registry stands for it, ready and routed", async () => {
    const carried = await carry({ request: BY_REGION, world: { replicas: [replica("eastus")] } });
    expect([confirmed(carried), failuresIn(carried)]).toEqual([1, []]);
  });

  test("does not count on another that the same plan deletes, nor on one that LIST shows and a GET does not", async () => {
    const regions = ["eastus", "uksouth"].map(region);
    const both = await carry({
      request: removeRequest({ regions }),
      world: { replicas: [HOME, replica("eastus"), replica("uksouth")], meanwhile: homeCloses },
    });
    expect(callsOf(both)).toEqual([]);
    const lagging = await carry({
      request: BY_REGION,
      world: {
        replicas: [HOME, replica("eastus"), replica("uksouth")],
        listLag: 60_000,
        meanwhile: [
          ...(homeCloses ?? []),
          [0, (azure) => azure.place(replica("uksouth", { routing: "disabled" }))],
        ],
      },
    });
    expect(callsOf(lagging)).toEqual([]);
  });

  test("is read once more after the look at the routes: one that was joined by then stays", async () => {
    let reads = 0;
    const carried = await carry({
      request: BY_OWNER,
      world: {
        replicas: [HOME, OURS],
        refuse: ({ method, name }, azure) => {
          reads += method === "GET" ? 1 : 0;
          if (name === "westeurope") azure.tag("eastus", marks("pr-42,pr-7", FUTURE));
          return null;
        },
      },
    });
    expect(reads).toBeGreaterThan(2);
    expect(callsOf(carried)).toEqual(["PATCH eastus"]);
    expect(carried.azure.see("eastus")?.tags).toEqual(marks("pr-7", FUTURE));
  });
});

test("home is not deleted, whatever a plan says", async () => {
  const plan = planFor({ request: BY_REGION, replicas: [HOME] });
  const world = { replicas: [HOME] };
  const carried = await carry({
    request: BY_REGION,
    world,
    plan: { ...plan, changes: [deleteChange("westeurope")] },
  });
  expect(callsOf(carried)).toEqual([]);
  expect(leftIn(carried)).toEqual(["westeurope no-longer-matches"]);
});

describe("a delete that goes wrong", () => {
  test("is told in Azure's words, and the others go on", async () => {
    const carried = await carry({
      request: removeRequest({ regions: ["eastus", "uksouth"].map(region) }),
      world: {
        replicas: [HOME, replica("eastus"), replica("uksouth")],
        refuse: ({ method, name }) =>
          method === "DELETE" && name === "eastus" ? failure({ region: null, activity: "delete" }) : null,
      },
    });
    expect(failuresIn(carried)).toEqual(["eastus ScopeLocked"]);
    expect(confirmed(carried)).toBe(1);
    expect(carried.azure.see("uksouth")).toBeNull();
  });

  test.each([
    ["fails", "Failed", minutes(3)],
    ["does not end within stuck-after", "Deleting", minutes(12)],
  ])("because it was accepted and %s is a failure", async (_, state, within) => {
    const carried = await carry({
      request: removeRequest({ regions: [region("eastus")], stuckAfter: minutes(10) }),
      world: {
        replicas: [HOME, replica("eastus")],
        deleting: {
          eastus: [
            [0, "Deleting"],
            [5_000, state],
          ],
        },
      },
    });
    expect(failuresIn(carried)).toEqual(["eastus DeleteDidNotEnd"]);
    expect(confirmed(carried)).toBe(0);
    expect(carried.took).toBeLessThan(within);
  });

  test("of a replica that had failed before is not taken for a failed delete at once", async () => {
    const carried = await carry({
      request: BY_REGION,
      world: {
        replicas: [HOME, replicaIn("eastus", "Failed")],
        deleting: {
          eastus: [
            [0, "Failed"],
            [20_000, "Deleting"],
            [25_000, null],
          ],
        },
      },
    });
    expect([confirmed(carried), failuresIn(carried)]).toEqual([1, []]);
  });

  test("of a replica that had failed before is not taken for a failed delete while LIST lags", async () => {
    const carried = await carry({
      request: BY_REGION,
      world: { replicas: [HOME, replicaIn("eastus", "Failed")], listLag: 20_000 },
    });
    expect([confirmed(carried), failuresIn(carried)]).toEqual([1, []]);
  });
});
