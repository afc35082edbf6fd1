import { describe, expect, test } from "@jest/globals";
import type { Replica, Tags } from "../../src/registry/replica.js";
import type { Common, RemoveJob } from "../../src/registry/request.js";
import { region } from "../builders/registry.js";
import { replica, replicaIn } from "../builders/replica.js";
import { deletesUpTo, removeRequest } from "../builders/request.js";
import { FUTURE, HOME, marks, PAST, planFor } from "../builders/situation.js";

type Selectors = Partial<Common & RemoveJob>;

const EAST = [region("eastus")];

function planWith(selectors: Selectors, replicas: readonly Replica[]) {
  return planFor({
    request: removeRequest({ maxDelete: deletesUpTo(10), ...selectors }),
    replicas: [HOME, ...replicas],
  });
}

/** What the plan does to a replica in East US. */
function resultOf(selectors: Selectors, tags: Tags): string {
  const plan = planWith(selectors, [
    replica("eastus", { tags }),
    replica("uksouth", { tags: marks("other") }),
  ]);
  if (plan.refusals.length > 0) return `refused: ${plan.refusals.map(({ fence }) => fence).join(", ")}`;
  const [change] = plan.changes;
  if (change === undefined) return NOT;
  return change.action === "update" ? "mark taken off" : change.action;
}

const BY_REGION: Selectors = { regions: EAST };
const BY_OWNER: Selectors = { owner: "pr-42" };
const EXPIRED: Selectors = { onlyExpired: true };

const NOT = "not selected";
const NEEDED = "refused: needed-by-others";

describe.each<readonly [what: string, tags: Tags, byRegion: string, byOwner: string, expired: string]>([
  ["nobody's", marks(null), "delete", NOT, NOT],
  ["ours for ever", marks("pr-42"), NEEDED, "delete", NOT],
  ["ours until later", marks("pr-42", FUTURE), NEEDED, "delete", NOT],
  ["ours and expired", marks("pr-42", PAST), "delete", "delete", "delete"],
  ["ours with an expiry that cannot be read", marks("pr-42", "tomorrow"), NEEDED, "delete", NOT],
  ["shared until later", marks("pr-42,pr-7", FUTURE), NEEDED, "mark taken off", NOT],
  ["shared and expired", marks("pr-42,pr-7", PAST), "delete", "mark taken off", "delete"],
  ["another's until later", marks("pr-7", FUTURE), NEEDED, NOT, NOT],
  ["another's and expired", marks("pr-7", PAST), "delete", NOT, "delete"],
  ["unsigned until later", marks(null, FUTURE), NEEDED, NOT, NOT],
  ["unsigned and expired", marks(null, PAST), "delete", NOT, NOT],
])("a replica that is %s", (_, tags, byRegion, byOwner, expired) => {
  test(`by its region: ${byRegion}`, () => {
    expect(resultOf(BY_REGION, tags)).toBe(byRegion);
  });

  test(`by owner: ${byOwner}`, () => {
    expect(resultOf(BY_OWNER, tags)).toBe(byOwner);
  });

  test(`by only-expired: ${expired}`, () => {
    expect(resultOf(EXPIRED, tags)).toBe(expired);
  });

  const both = (left: string, right: string) => [left, right].every((result) => result !== NOT);

  test("by region and owner, when the owner selects it", () => {
    expect(resultOf({ ...BY_REGION, ...BY_OWNER }, tags)).toBe(byOwner);
  });

  test("by region and only-expired, when only-expired selects it", () => {
    expect(resultOf({ ...BY_REGION, ...EXPIRED }, tags)).toBe(expired);
  });

  test("by owner and only-expired, when both select it: deleted, whoever shares it", () => {
    expect(resultOf({ ...BY_OWNER, ...EXPIRED }, tags)).toBe(both(byOwner, expired) ? "delete" : NOT);
  });

  test("by all three, when all select it: deleted, whoever shares it", () => {
    expect(resultOf({ ...BY_REGION, ...BY_OWNER, ...EXPIRED }, tags)).toBe(
      both(byOwner, expired) ? "delete" : NOT,
    );
  });

  test.each([
    ["region", { regions: [region("brazilsouth")] }],
    ["region and owner", { regions: [region("brazilsouth")], ...BY_OWNER }],
    ["owner", { owner: "pr-9" }],
    ["owner and only-expired", { owner: "pr-9", ...EXPIRED }],
  ])("by another %s: not selected", (_, selectors) => {
    expect(resultOf(selectors, tags)).toBe(NOT);
  });
});

describe("a removal", () => {
  test.each([
    [
      "by region",
      BY_REGION,
      marks(null),
      { kind: "not-needed-by-others", owner: null },
      "East US is named in `regions`",
    ],
    [
      "by owner",
      BY_OWNER,
      marks("pr-42"),
      { kind: "only-owner", owner: "pr-42", whenShared: "take-mark-off" },
      "pr-42 was the last owner of East US",
    ],
    [
      "of the expired",
      EXPIRED,
      marks("pr-7", PAST),
      { kind: "expired", owner: null },
      "the time of East US has expired",
    ],
    [
      "of ours that have expired",
      { ...EXPIRED, ...BY_OWNER },
      marks("pr-42", PAST),
      { kind: "expired", owner: "pr-42" },
      "the time of East US has expired",
    ],
  ])(
    "%s says why, and what must still hold when it is read again",
    (_, selectors, tags, condition, reason) => {
      const plan = planWith(selectors, [replica("eastus", { name: "geo01", tags })]);
      expect(plan.changes).toEqual([
        { action: "delete", region: "eastus", name: "geo01", condition, reason },
      ]);
    },
  );

  test("by owner takes only our mark off what others share", () => {
    expect(planWith(BY_OWNER, [replica("eastus", { tags: marks("pr-42,pr-7") })]).changes).toEqual([
      {
        action: "update",
        region: "eastus",
        reason: "others still need East US; the mark of pr-42 is taken off",
        name: "eastus",
        routing: null,
        tags: {},
        mark: { kind: "take-off", owner: "pr-42", whenLast: "delete" },
      },
    ]);
  });

  test.each<readonly [string, Selectors, "delete" | "keep"]>([
    ["fits max-delete beside the others", { maxDelete: deletesUpTo(2) }, "delete"],
    ["does not fit max-delete beside the others", { maxDelete: deletesUpTo(1) }, "keep"],
    ["is of a region that was named", { maxDelete: deletesUpTo(0), regions: EAST }, "delete"],
    ["is of a protected region", { maxDelete: deletesUpTo(2), protect: EAST }, "keep"],
  ])("by owner may delete a shared replica if it turns out to be the last: %s", (_, selectors, whenLast) => {
    const plan = planWith({ ...BY_OWNER, ...selectors }, [
      replica("eastus", { tags: marks("pr-42,pr-7") }),
      replica("uksouth", { tags: marks("pr-42") }),
    ]);
    expect(plan.changes[0]).toMatchObject({ region: "eastus", mark: { kind: "take-off", whenLast } });
  });

  test.each<readonly [string, Selectors, Tags, string]>([
    ["has no owners", BY_OWNER, {}, "it has no owners"],
    ["has other owners", BY_OWNER, marks("pr-7,pr-8"), "owned by pr-7, pr-8, not by pr-42"],
    ["has no owners, though an expiry", EXPIRED, marks(null, PAST), "it has no owners"],
    ["is needed for longer", EXPIRED, marks("pr-7", FUTURE), `needed until ${FUTURE}`],
    ["is needed for ever", EXPIRED, marks("pr-7"), "it never expires"],
    ["has an expiry that cannot be read", EXPIRED, marks("pr-7", "soon"), "its expiry cannot be read"],
  ])("tells of a region that was named and %s", (_, selectors, tags, reason) => {
    const plan = planWith({ ...BY_REGION, ...selectors }, [replica("eastus", { tags }), replica("uksouth")]);
    expect(plan.leftOut).toEqual([{ region: "eastus", reason }]);
  });

  test("tells of a region that was named and has no replica", () => {
    expect(planWith(BY_REGION, [replica("uksouth")]).leftOut).toEqual([
      { region: "eastus", reason: "it has no replica" },
    ]);
  });

  test("that selects nothing changes nothing", () => {
    const plan = planWith(BY_REGION, []);
    expect([plan.changes, plan.refusals, plan.drift]).toEqual([[], [], []]);
  });

  test("takes failed replicas, and those that somebody deletes already", () => {
    const regions = ["eastus", "uksouth"].map(region);
    const plan = planWith({ regions }, [replicaIn("eastus", "Failed"), replicaIn("uksouth", "Deleting")]);
    expect(plan.changes.map(({ action }) => action)).toEqual(["delete", "delete"]);
  });

  test("touches neither of two replicas in one region, although one of them matches", () => {
    const two = [
      replica("eastus", { name: "geo01", tags: marks("pr-42") }),
      replica("eastus", { name: "geo02" }),
    ];
    const plan = planWith(BY_OWNER, two);
    expect(plan.changes).toEqual([]);
    expect(plan.impossible).toEqual([
      expect.objectContaining({ region: "eastus", code: "TwoReplicasInOneRegion" }),
    ]);
  });
});

describe("home and protected regions", () => {
  const OURS = marks("pr-42");
  const HOME_OF_OURS = replica("westeurope", { tags: marks("pr-42", PAST) });

  test("home named in regions refuses the plan", () => {
    const plan = planWith({ regions: [region("westeurope"), region("eastus")] }, [replica("eastus")]);
    expect(plan.refusals).toEqual([
      {
        fence: "home",
        regions: ["westeurope"],
        reason:
          "West Europe is the registry's home region, which is never deleted. Take it out of `regions`.",
      },
    ]);
    expect(plan.isToBeCarriedOut).toBe(false);
  });

  test("a protected region named in regions refuses the plan, whether it is there or not", () => {
    const plan = planWith({ regions: EAST, protect: EAST }, []);
    expect(plan.refusals.map(({ fence }) => fence)).toEqual(["protect"]);
  });

  test.each([BY_OWNER, EXPIRED, { ...BY_OWNER, ...EXPIRED }])("home that %j selects is left", (selectors) => {
    const plan = planFor({ request: removeRequest(selectors), replicas: [HOME_OF_OURS] });
    expect([plan.changes, plan.refusals]).toEqual([[], []]);
    expect(plan.leftOut).toEqual([{ region: "westeurope", reason: "the home region is never deleted" }]);
  });

  test("a protected region that the owner selects is left, mark and all", () => {
    const plan = planWith({ ...BY_OWNER, protect: EAST }, [replica("eastus", { tags: OURS })]);
    expect([plan.changes, plan.refusals]).toEqual([[], []]);
    expect(plan.leftOut).toEqual([{ region: "eastus", reason: "protected by `protect`" }]);
  });

  test("a protected region that others share loses our mark, which deletes nothing", () => {
    const plan = planWith({ ...BY_OWNER, protect: EAST }, [replica("eastus", { tags: marks("pr-42,pr-7") })]);
    expect(plan.changes.map(({ action }) => action)).toEqual(["update"]);
  });
});

describe("an expiry that cannot be read", () => {
  const seen = [
    replica("eastus", { tags: marks("pr-42", "tomorrow") }),
    replica("uksouth", { tags: marks("pr-7", "later") }),
  ];

  test.each<readonly [string, Selectors, readonly string[]]>([
    ["a sweep", EXPIRED, ["eastus", "uksouth"]],
    ["a sweep of one owner's", { ...EXPIRED, ...BY_OWNER }, ["eastus"]],
    ["a sweep of some regions", { ...EXPIRED, regions: [region("uksouth")] }, ["uksouth"]],
    ["a removal by owner, which does not look at it", BY_OWNER, []],
  ])("is warned of in %s", (_, selectors, regions) => {
    expect(planWith(selectors, seen).warnings.map((warning) => warning.region)).toEqual(regions);
  });
});
