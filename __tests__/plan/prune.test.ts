import { describe, expect, test } from "@jest/globals";
import { holds } from "../../src/plan/delete-condition.js";
import type { DeleteCondition } from "../../src/plan/plan.js";
import type { Replica, Tags } from "../../src/registry/replica.js";
import type { ApplyJob, Common, Prune } from "../../src/registry/request.js";
import { deleteChange } from "../builders/plan.js";
import { region } from "../builders/registry.js";
import { replica, replicaIn } from "../builders/replica.js";
import { applyRequest, deletesUpTo } from "../builders/request.js";
import { FUTURE, HOME, marks, NOW, PAST, planFor } from "../builders/situation.js";

type Wish = Partial<Common & ApplyJob>;

const READY = replica("japaneast");

function planWith(wish: Wish, extras: readonly Replica[]) {
  return planFor({
    request: applyRequest({ maxDelete: deletesUpTo(10), ...wish }),
    replicas: [HOME, READY, ...extras],
  });
}

describe("of a replica in East US that is not wanted, prune by pr-42", () => {
  const [LEAVES, DELETES] = [false, true];

  test.each<readonly [what: string, tags: Tags, owned: boolean, all: boolean]>([
    ["without marks", {}, LEAVES, DELETES],
    ["ours alone", marks("pr-42"), DELETES, DELETES],
    ["ours alone until later", marks("pr-42", FUTURE), DELETES, DELETES],
    ["ours alone, expired", marks("pr-42", PAST), DELETES, DELETES],
    ["ours alone, expiry not to be read", marks("pr-42", "tomorrow"), DELETES, DELETES],
    ["shared until later", marks("pr-42,pr-7", FUTURE), LEAVES, LEAVES],
    ["shared, expired", marks("pr-42,pr-7", PAST), LEAVES, DELETES],
    ["another's for ever", marks("pr-7"), LEAVES, LEAVES],
    ["another's until later", marks("pr-7", FUTURE), LEAVES, LEAVES],
    ["another's, expired", marks("pr-7", PAST), LEAVES, DELETES],
    ["another's, expiry not to be read", marks("pr-7", "tomorrow"), LEAVES, LEAVES],
    ["unsigned, until later", marks(null, FUTURE), LEAVES, LEAVES],
  ])("%s: owned deletes %s, all deletes %s, none deletes nothing", (_, tags, owned, all) => {
    const extras = [replica("eastus", { tags })];
    const deletes = (prune: Prune) => planWith({ prune, owner: "pr-42" }, extras).changes.length > 0;
    expect([deletes("none"), deletes("owned"), deletes("all")]).toEqual([false, owned, all]);
  });
});

test("all deletes what nobody else needs, under the name that it has", () => {
  const plan = planWith({ prune: "all" }, [replica("eastus", { name: "geo01" })]);
  expect(plan.changes).toEqual([
    deleteChange("eastus", {
      name: "geo01",
      reason: "East US is not wanted",
      condition: { kind: "not-needed-by-others", owner: null },
    }),
  ]);
});

test("owned deletes what must still be ours alone when it is read again", () => {
  const plan = planWith({ prune: "owned", owner: "pr-42" }, [replica("eastus", { tags: marks("pr-42") })]);
  expect(plan.changes).toEqual([
    expect.objectContaining({ condition: { kind: "only-owner", owner: "pr-42", whenShared: "leave" } }),
  ]);
});

test.each([
  ["protected", { protect: [region("eastus")] }, {}, "protected by `protect`"],
  ["somebody's", {}, marks("pr-7,pr-8", FUTURE), "needed by others: pr-7, pr-8"],
  ["unsigned and not expired", {}, marks(null, FUTURE), "its time has not expired"],
])("what is %s is left, with the reason", (_, wish, tags, reason) => {
  const plan = planWith({ prune: "all", ...wish }, [replica("eastus", { tags })]);
  expect(plan.changes).toEqual([]);
  expect(plan.leftOut).toEqual([{ region: "eastus", reason }]);
});

test("all by an owner deletes what nobody else needs when it is read again, and tells only what is left", () => {
  const plan = planWith({ prune: "all", owner: "pr-42" }, [
    replica("eastus", { tags: marks("pr-42") }),
    replica("uksouth", { tags: marks("pr-7", FUTURE) }),
  ]);
  expect(plan.changes).toEqual([
    expect.objectContaining({
      region: "eastus",
      condition: { kind: "not-needed-by-others", owner: "pr-42" },
    }),
  ]);
  expect(plan.leftOut).toEqual([{ region: "uksouth", reason: "needed by others: pr-7" }]);
});

test("a replica that has failed or is being deleted is pruned like any other", () => {
  const extras = [replicaIn("eastus", "Failed"), replicaIn("uksouth", "Deleting")];
  expect(planWith({ prune: "all" }, extras).changes.map((change) => change.region)).toEqual([
    "eastus",
    "uksouth",
  ]);
});

describe("two replicas in one region", () => {
  const two = [
    replica("eastus", { name: "geo02" }),
    replica("eastus", { name: "geo01", tags: marks("pr-42") }),
  ];

  test.each<readonly [string, Wish]>([
    ["all", { prune: "all" }],
    ["owned, though one of them is another's", { prune: "owned", owner: "pr-42" }],
  ])("are never pruned: %s", (_, wish) => {
    const plan = planWith(wish, two);
    expect(plan.changes).toEqual([]);
    expect(plan.impossible).toEqual([
      expect.objectContaining({ region: "eastus", code: "TwoReplicasInOneRegion" }),
    ]);
  });

  test.each<readonly [string, Wish]>([
    ["with prune none", {}],
    ["when the region is protected", { prune: "all", protect: [region("eastus")] }],
  ])("are no failure %s", (_, wish) => {
    expect(planWith(wish, two).impossible).toEqual([]);
  });
});

describe("the condition of a delete, when the replica is read again", () => {
  const FREE: DeleteCondition = { kind: "not-needed-by-others", owner: "pr-42" };
  const ONLY: DeleteCondition = { kind: "only-owner", owner: "pr-42", whenShared: "leave" };
  const EXPIRED: DeleteCondition = { kind: "expired", owner: null };
  const OURS_EXPIRED: DeleteCondition = { kind: "expired", owner: "pr-42" };

  test.each<readonly [Tags, free: boolean, only: boolean, expired: boolean, ours: boolean]>([
    [marks(null), true, false, false, false],
    [marks("pr-42"), true, true, false, false],
    [marks("pr-42", FUTURE), true, true, false, false],
    [marks("pr-42", PAST), true, true, true, true],
    [marks("pr-42", "tomorrow"), true, true, false, false],
    [marks("pr-42,pr-7", FUTURE), false, false, false, false],
    [marks("pr-42,pr-7", PAST), true, false, true, true],
    [marks("pr-7", FUTURE), false, false, false, false],
    [marks("pr-7", PAST), true, false, true, false],
    [marks("pr-7", "tomorrow"), false, false, false, false],
    [marks(null, PAST), true, false, false, false],
  ])("%j: free %s, only owner %s, expired %s, ours and expired %s", (tags, free, only, expired, ours) => {
    const seen = replica("eastus", { tags });
    const held = [FREE, ONLY, EXPIRED, OURS_EXPIRED].map((condition) => holds(condition, seen, NOW));
    expect(held).toEqual([free, only, expired, ours]);
  });
});
