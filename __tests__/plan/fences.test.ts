import { describe, expect, test } from "@jest/globals";
import type { Replica } from "../../src/registry/replica.js";
import type { ApplyJob, Common, Request } from "../../src/registry/request.js";
import { ServerText } from "../../src/registry/server-text.js";
import { region, registry } from "../builders/registry.js";
import { replica, replicaIn } from "../builders/replica.js";
import {
  applyRequest,
  checkRequest,
  deletesUpTo,
  removeRequest,
  waitRequest,
  wantedRegion,
} from "../builders/request.js";
import { HOME, marks, PAST, planFor } from "../builders/situation.js";

const EXTRAS = ["brazilsouth", "eastus", "uksouth"].map((name) => replica(name));
const READY = replica("japaneast");

function fencesOf(request: Request, replicas: readonly Replica[]): readonly string[] {
  return planFor({ request, replicas }).refusals.map(({ fence }) => fence);
}

describe("max-delete counts", () => {
  const failed = ["brazilsouth", "eastus", "uksouth"].map((name) => replicaIn(name, "Failed"));
  const wanted = failed.map((one) => wantedRegion(one.region));
  const ours = EXTRAS.map((one) => ({ ...one, tags: marks("pr-42", PAST) }));
  const shared = EXTRAS.map((one) => ({ ...one, tags: marks("pr-42,pr-7") }));
  const named = EXTRAS.map((one) => one.region);

  test.each<readonly [string, (maxDelete: number) => Request, readonly Replica[], counted: number]>([
    [
      "every replica that is pruned",
      (maxDelete) => applyRequest({ maxDelete: deletesUpTo(maxDelete), prune: "all" }),
      EXTRAS,
      3,
    ],
    [
      "every replica of ours that is pruned",
      (maxDelete) => applyRequest({ maxDelete: deletesUpTo(maxDelete), prune: "owned", owner: "pr-42" }),
      ours,
      3,
    ],
    [
      "every repair",
      (maxDelete) => applyRequest({ maxDelete: deletesUpTo(maxDelete), repair: true, wanted }),
      failed,
      3,
    ],
    [
      "removal by owner",
      (maxDelete) => removeRequest({ maxDelete: deletesUpTo(maxDelete), owner: "pr-42" }),
      ours,
      3,
    ],
    [
      "removal by expiry",
      (maxDelete) => removeRequest({ maxDelete: deletesUpTo(maxDelete), onlyExpired: true }),
      ours,
      3,
    ],
    [
      "no replica named in regions",
      (maxDelete) => removeRequest({ maxDelete: deletesUpTo(maxDelete), regions: named }),
      EXTRAS,
      0,
    ],
    [
      "no replica named in regions, though the owner selects it, too",
      (maxDelete) => removeRequest({ maxDelete: deletesUpTo(maxDelete), regions: named, owner: "pr-42" }),
      ours,
      0,
    ],
    [
      "no mark taken off",
      (maxDelete) => removeRequest({ maxDelete: deletesUpTo(maxDelete), owner: "pr-42" }),
      shared,
      0,
    ],
    [
      "no create and no update",
      (maxDelete) => applyRequest({ maxDelete: deletesUpTo(maxDelete), tags: { tier: "dr" } }),
      [],
      0,
    ],
    [
      "nothing that prune none leaves",
      (maxDelete) => applyRequest({ maxDelete: deletesUpTo(maxDelete) }),
      EXTRAS,
      0,
    ],
  ])("%s", (_, request, replicas, counted) => {
    expect(fencesOf(request(counted), [HOME, ...replicas])).toEqual([]);
    const under = Math.max(0, counted - 1);
    expect(fencesOf(request(under), [HOME, ...replicas])).toEqual(counted > under ? ["max-delete"] : []);
  });

  test("and says how many there are, where, and what would let them pass", () => {
    const request = applyRequest({ prune: "all", maxDelete: deletesUpTo(2) });
    expect(planFor({ request, replicas: [HOME, READY, ...EXTRAS] }).refusals).toEqual([
      {
        fence: "max-delete",
        regions: ["brazilsouth", "eastus", "uksouth"],
        reason:
          "The plan would delete 3 replicas that the workflow did not name (Brazil South, East US, UK South); " +
          "max-delete allows 2. If that is right, set max-delete: 3.",
      },
    ]);
  });
});

describe("the routing fence", () => {
  const closed = (name: string, state = "Succeeded, Ready") => ({
    ...replicaIn(name, state),
    routing: "disabled" as const,
  });
  const homeClosed = wantedRegion("westeurope", { routing: "disabled" });
  const japan = wantedRegion("japaneast");
  const [PASSES, REFUSES] = [[], ["routing"]];

  test.each<readonly [string, Partial<Common & ApplyJob>, readonly Replica[], readonly string[]]>([
    ["one region closed, another open", { wanted: [homeClosed, japan] }, [HOME, READY], PASSES],
    ["the last open region closed", { wanted: [homeClosed, japan] }, [HOME, closed("japaneast")], REFUSES],
    [
      "all regions closed at once",
      { wanted: [homeClosed, japan], routing: "disabled" },
      [HOME, READY],
      REFUSES,
    ],
    [
      "home closed without a row, nothing else open",
      { wanted: [homeClosed] },
      [closed("japaneast")],
      REFUSES,
    ],
    ["home stands without a row", { routing: "disabled" }, [READY], PASSES],
    [
      "home closed, and the other one opened",
      { wanted: [homeClosed, wantedRegion("japaneast", { routing: "enabled" })] },
      [HOME, closed("japaneast")],
      PASSES,
    ],
    ["home closed, and another one made", { wanted: [homeClosed, japan] }, [HOME], PASSES],
    [
      "home closed, and another one made that is closed, too",
      { wanted: [homeClosed, wantedRegion("japaneast", { routing: "disabled" })] },
      [HOME],
      REFUSES,
    ],
    [
      "home closed, and another one made, but not waited for",
      { wanted: [homeClosed, japan], waitFor: "provisioned" },
      [HOME],
      REFUSES,
    ],
    [
      "home closed, and another one repaired",
      { wanted: [homeClosed, japan], repair: true },
      [HOME, replicaIn("japaneast", "Failed")],
      PASSES,
    ],
    [
      "home closed, and the other one failed",
      { wanted: [homeClosed, japan] },
      [HOME, replicaIn("japaneast", "Failed")],
      REFUSES,
    ],
    [
      "home closed, and the other one on its way and waited for",
      { wanted: [homeClosed, japan] },
      [HOME, replicaIn("japaneast", "Succeeded, Syncing")],
      PASSES,
    ],
    [
      "home closed, and the other one on its way and not waited for",
      { wanted: [homeClosed, japan], waitFor: "none" },
      [HOME, replicaIn("japaneast", "Succeeded, Syncing")],
      REFUSES,
    ],
    [
      "home closed, and an extra that somebody is making: before home is closed, it is waited for",
      { wanted: [homeClosed] },
      [HOME, replicaIn("eastus", "Creating")],
      PASSES,
    ],
    [
      "home closed, and an extra that somebody is changing: before home is closed, it is waited for",
      { wanted: [homeClosed], waitFor: "none" },
      [HOME, replicaIn("eastus", "Updating, Ready")],
      PASSES,
    ],
    [
      "home closed, and an extra that is being changed and is closed itself",
      { wanted: [homeClosed] },
      [HOME, { ...replicaIn("eastus", "Updating, Ready"), routing: "disabled" }],
      REFUSES,
    ],
    [
      "home closed, and an extra that is copying, which nobody waits for",
      { wanted: [homeClosed] },
      [HOME, replicaIn("eastus", "Succeeded, Syncing")],
      REFUSES,
    ],
    [
      "the only open region pruned",
      { wanted: [japan], prune: "all" },
      [closed("westeurope"), closed("japaneast"), replica("eastus")],
      REFUSES,
    ],
    [
      "a closed replica pruned where all are closed already",
      { wanted: [japan], prune: "all" },
      [closed("westeurope"), closed("japaneast"), closed("eastus")],
      PASSES,
    ],
    [
      "nothing taken where all are closed already",
      { wanted: [japan], tags: { tier: "dr" } },
      [closed("westeurope"), closed("japaneast")],
      PASSES,
    ],
  ])("%s", (_, wish, replicas, fences) => {
    expect(fencesOf(applyRequest(wish), replicas)).toEqual(fences);
  });

  test("holds for a removal, too", () => {
    const request = removeRequest({ regions: [region("japaneast")] });
    expect(fencesOf(request, [closed("westeurope"), READY])).toEqual(REFUSES);
    expect(fencesOf(request, [HOME, READY])).toEqual(PASSES);
  });

  test("names the regions whose routes would be taken, and says what would let the plan pass", () => {
    const request = applyRequest({ wanted: [homeClosed, japan] });
    expect(planFor({ request, replicas: [HOME, closed("japaneast")] }).refusals).toEqual([
      {
        fence: "routing",
        regions: ["westeurope"],
        reason: expect.stringMatching(
          /nothing could be pulled from contoso\.azurecr\.io.*Keep routing enabled/,
        ),
      },
    ]);
  });
});

describe("max-replicas", () => {
  const [, ...others] = EXTRAS;
  const going = replicaIn("japaneast", "Deleting");

  test.each<readonly [string, Partial<ApplyJob & Common>, readonly Replica[], fits: number]>([
    ["the replicas that there are and those that are created, home not", {}, [HOME, ...EXTRAS], 4],
    ["a region once, though what is there is going", {}, [HOME, going, ...others], 3],
    [
      "those that the plan takes away as gone",
      { prune: "all", maxDelete: deletesUpTo(9) },
      [HOME, ...EXTRAS],
      1,
    ],
  ])("counts %s", (_, wish, replicas, fits) => {
    const fencesWith = (maxReplicas: number) => fencesOf(applyRequest({ ...wish, maxReplicas }), replicas);
    expect([fencesWith(fits), fencesWith(fits - 1)]).toEqual([[], ["max-replicas"]]);
  });

  test("holds nothing back where nothing is created", () => {
    expect(fencesOf(applyRequest({ maxReplicas: 0 }), [HOME, READY, ...EXTRAS])).toEqual([]);
  });

  test("says how many there would be, and which would be new", () => {
    const { refusals } = planFor({ request: applyRequest({ maxReplicas: 0 }), replicas: [HOME] });
    expect(refusals).toEqual([
      {
        fence: "max-replicas",
        regions: ["japaneast"],
        reason:
          "The plan would leave 1 replica besides home, and max-replicas allows 0: it would create Japan East. List " +
          "fewer regions, remove what is not needed, or raise max-replicas.",
      },
    ]);
  });
});

describe("expect-plan", () => {
  const { hash } = planFor();

  test("lets the plan that was expected pass", () => {
    expect(fencesOf(applyRequest({ expectPlan: hash }), [HOME])).toEqual([]);
  });

  test("refuses another plan, and names both", () => {
    const request = applyRequest({ expectPlan: hash, tags: { tier: "dr" } });
    const plan = planFor({ request });
    expect(plan.refusals).toEqual([
      {
        fence: "expect-plan",
        regions: [],
        reason: expect.stringContaining(`expect-plan is ${hash}, the plan's hash is ${plan.hash}`),
      },
    ]);
  });

  test("refuses a removal that was not expected", () => {
    expect(
      fencesOf(removeRequest({ regions: [region("japaneast")], expectPlan: hash }), [HOME, READY]),
    ).toEqual(["expect-plan"]);
  });
});

describe("a registry that cannot have replicas", () => {
  const standard = registry({ sku: new ServerText("Standard") });
  const keepsDeleted = registry({ hasSoftDelete: true });
  const requests: readonly Request[] = [
    applyRequest({ expectPlan: "another" }),
    checkRequest(),
    waitRequest(),
    removeRequest({ regions: [region("westeurope")] }),
  ];

  test.each(requests.map((request) => [request.mode, request] as const))(
    "is refused in mode %s",
    (_, request) => {
      const fences = [standard, keepsDeleted].map((unfit) =>
        planFor({ request, registry: unfit, replicas: [] }).refusals.map(({ fence }) => fence),
      );
      expect(fences).toEqual([["not-premium"], ["soft-delete"]]);
    },
  );

  test("gets no change, and the command that makes it fit", () => {
    const plan = planFor({ registry: standard, replicas: [] });
    expect([plan.changes, plan.isToBeCarriedOut]).toEqual([[], false]);
    expect(plan.refusals[0]?.reason).toContain("az acr update --name contoso --sku Premium");
  });
});

test("every fence that the plan runs into is told at once", () => {
  const request = applyRequest({
    prune: "all",
    maxDelete: deletesUpTo(0),
    expectPlan: "another",
    wanted: [wantedRegion("westeurope", { routing: "disabled" })],
  });
  expect(fencesOf(request, [HOME, ...EXTRAS])).toEqual(["max-delete", "routing", "expect-plan"]);
});

test.each([
  ["a refused plan", applyRequest({ prune: "all", maxDelete: deletesUpTo(0) }), false],
  ["a plan that passes", applyRequest({ prune: "all", maxDelete: deletesUpTo(3) }), true],
  ["a check", checkRequest(), false],
  ["a wait", waitRequest(), true],
])("%s is carried out: %s", (_, request, is) => {
  expect(planFor({ request, replicas: [HOME, ...EXTRAS] }).isToBeCarriedOut).toBe(is);
});

test("a check is told what would refuse its plan", () => {
  const request = checkRequest({ prune: "all", maxDelete: deletesUpTo(0) });
  expect(fencesOf(request, [HOME, ...EXTRAS])).toEqual(["max-delete"]);
});
