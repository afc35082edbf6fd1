import { describe, expect, test } from "@jest/globals";
import { holds } from "../../src/plan/delete-condition.js";
import type { DeleteCondition } from "../../src/plan/plan.js";
import type { Mark } from "../../src/registry/marks.js";
import type { Replica, Tags } from "../../src/registry/replica.js";
import type { ApplyJob, Common, Prune } from "../../src/registry/request.js";
import { deleteChange } from "../builders/plan.js";
import { region } from "../builders/registry.js";
import { replica, replicaIn } from "../builders/replica.js";
import { applyRequest, deletesUpTo } from "../builders/request.js";
import { FUTURE, HOME, marks, NOW, PAST, planFor, UNREADABLE_MARK } from "../builders/situation.js";

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
    ["shared until later", marks("pr-42,pr-7", FUTURE), LEAVES, LEAVES],
    ["shared, expired", marks("pr-42,pr-7", PAST), LEAVES, DELETES],
    ["another's for ever", marks("pr-7"), LEAVES, LEAVES],
    ["another's until later", marks("pr-7", FUTURE), LEAVES, LEAVES],
    ["another's, expired", marks("pr-7", PAST), LEAVES, DELETES],
    ["somebody's that cannot be read", UNREADABLE_MARK, LEAVES, LEAVES],
    ["ours and somebody's that cannot be read", { ...marks("pr-42"), ...UNREADABLE_MARK }, LEAVES, LEAVES],
    ["ours and another's, expired", { ...marks("pr-42"), ...marks("pr-7", PAST) }, LEAVES, DELETES],
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
      condition: { kind: "same-marks", marks: [], passed: [], orphaned: [] },
    }),
  ]);
});

test("owned deletes what must still be ours alone when it is read again", () => {
  const plan = planWith({ prune: "owned", owner: "pr-42" }, [replica("eastus", { tags: marks("pr-42") })]);
  expect(plan.changes).toEqual([
    expect.objectContaining({
      condition: { kind: "same-marks", marks: [{ owner: "pr-42", until: null }], passed: [], orphaned: [] },
    }),
  ]);
});

test.each([
  ["protected", { protect: [region("eastus")] }, {}, "protected by `protect`"],
  ["somebody's", {}, marks("pr-7,pr-8", FUTURE), "needed by pr-7, pr-8"],
  ["needed by who knows whom", {}, UNREADABLE_MARK, "needed by an owner whose mark cannot be read"],
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
      condition: { kind: "same-marks", marks: [{ owner: "pr-42", until: null }], passed: [], orphaned: [] },
    }),
  ]);
  expect(plan.leftOut).toEqual([{ region: "uksouth", reason: "needed by pr-7" }]);
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
  const OURS: Mark = { owner: "pr-42", until: null };
  const EXPIRED: Mark = { owner: "pr-7", until: new Date(PAST) };
  const WAS_PERMANENT: DeleteCondition = { kind: "same-marks", marks: [], passed: [], orphaned: [] };
  const WAS_OURS: DeleteCondition = { ...WAS_PERMANENT, marks: [OURS] };
  const HAD_EXPIRED: DeleteCondition = { ...WAS_PERMANENT, marks: [EXPIRED], passed: ["pr-7"] };
  const RELEASED: DeleteCondition = { kind: "release", owner: "pr-42" };

  test.each<readonly [Tags, permanent: boolean, ours: boolean, expired: boolean, released: boolean]>([
    [marks(null), true, false, false, false],
    [{ team: "shop" }, true, false, false, false],
    [marks("pr-42"), false, true, false, true],
    [marks("pr-42", FUTURE), false, false, false, true],
    [marks("pr-42", PAST), false, false, false, true],
    [marks("pr-42,pr-7"), false, false, false, false],
    [marks("pr-7"), false, false, false, false],
    [marks("pr-7", FUTURE), false, false, false, false],
    [marks("pr-7", PAST), false, false, true, false],
    [marks("pr-7,pr-8", PAST), false, false, false, false],
    [{ ...marks("pr-42"), ...UNREADABLE_MARK }, false, false, false, false],
  ])("%j: permanent %s, ours %s, expired %s, released %s", (tags, ...expected) => {
    const seen = replica("eastus", { tags, seenAt: NOW });
    const held = [WAS_PERMANENT, WAS_OURS, HAD_EXPIRED, RELEASED].map((condition) => holds(condition, seen));
    expect(held).toEqual(expected);
  });

  test("takes no time for passed but by the clock of the answer itself", () => {
    const seen = replica("eastus", { tags: marks("pr-7", PAST) });
    const before = new Date(new Date(PAST).getTime() - 1_000);
    const clocks = [null, before, new Date(PAST)];
    expect(clocks.map((seenAt) => holds(HAD_EXPIRED, { ...seen, seenAt }))).toEqual([false, false, true]);
  });
});
